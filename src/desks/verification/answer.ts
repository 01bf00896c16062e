import { expiryOf } from '../../core/expiry.ts';
import type { Content } from '../../core/message.ts';
import type { Texts } from '../../i18n.ts';
import type { Queryable } from '../../store/connect.ts';
import type { Transaction } from '../../store/events.ts';
import { findOwnTip } from '../../store/tips.ts';
import { answerAskers, publishedVerdict, textsOf, type VerdictRow } from '../../store/verdicts.ts';
import type { Desk } from './desk.ts';
import { frameVerdict } from './frame.ts';

/** Private use: `tidy` takes it out of everything staff write, so it stands only where a code belongs. */
const CODE_MARK = '\ue000';

/**
 * Writes the replies of a published verdict, in the same transaction as what made them due. Each person is told
 * once per version in the language they chose, or in the first that has a text: the deployment's order.
 * @returns the sender accounts to wake after the commit, and how many people were told now
 */
export async function answerAskersOf(
  desk: Desk,
  tx: Transaction,
  verdict: VerdictRow,
  now: Date,
): Promise<{ accounts: string[]; count: number }> {
  const contents = await contentsOf(desk.texts, tx, verdict, CODE_MARK);
  const otherwise = desk.texts.languages.find((language) => language in contents);
  if (otherwise === undefined) throw new Error('a verdict without a text cannot be told');
  return answerAskers(tx, {
    claimId: verdict.claimId,
    verdictId: verdict.id,
    contents,
    otherwise,
    codeMark: CODE_MARK,
    now,
    expiresAt: expiryOf('workflow', now),
  });
}

/**
 * The verdict for somebody who asks again: who sends a rumor a second time, or asks for its status, may have lost
 * the answer, or had stopped us on the day it went out. It is said as an ordinary reply of the turn.
 * @param language what they chose; null: the deployment's first
 * @returns null where the code is unknown, somebody else's or not answered yet
 */
export async function verdictAgain(
  q: Queryable,
  asked: { texts: Texts; code: string; contactId: string; language: string | null },
): Promise<Content | null> {
  const { texts, code, language } = asked;
  const tip = await findOwnTip(q, asked);
  if (tip?.state !== 'grouped' || tip.claimId === null) return null;
  const verdict = await publishedVerdict(q, tip.claimId);
  if (!verdict) return null;
  const contents = await contentsOf(texts, q, verdict, code);
  const best = [language ?? '', ...texts.languages].find((one) => one in contents);
  return (best !== undefined && contents[best]) || null;
}

async function contentsOf(
  texts: Texts,
  q: Queryable,
  { id, rating }: VerdictRow,
  code: string,
): Promise<Record<string, Content>> {
  const written = (await textsOf(q, [id])).get(id) ?? {};
  return Object.fromEntries(
    Object.entries(written).map(([language, words]) => [
      language,
      frameVerdict(texts, language, { ...words, rating, code }),
    ]),
  );
}
