import { expiryOf } from '../../core/expiry.ts';
import type { Attachment, Content } from '../../core/message.ts';
import type { Texts } from '../../i18n.ts';
import { voiceNotesOf } from '../../store/blobs.ts';
import type { Queryable } from '../../store/connect.ts';
import type { Form } from '../../store/contacts.ts';
import type { Transaction } from '../../store/events.ts';
import { MATCHED, type Said, type Told, tellVerdict, wantsToHear } from '../../store/heard.ts';
import { standingNotice } from '../../store/notices.ts';
import { findOwnTip } from '../../store/tips.ts';
import {
  publishedVerdict,
  type Rating,
  ratingsTold,
  textsOf,
  type VerdictRow,
  type VerdictTexts,
} from '../../store/verdicts.ts';
import { CODE_MARK, type Desk } from './desk.ts';
import { frameVerdict, withOffer } from './frame.ts';
import { noticeText, tellOfNotice } from './notices.ts';

/**
 * Writes the replies of a verdict that stands, in the same transaction as what made them due. Each person is told
 * once per version in the language they chose, or in the first that has a text: the deployment's order. Who had an
 * earlier version reads what is corrected.
 * @returns the sender accounts to wake after the commit, and how many people were told now
 */
export async function answerAskersOf(
  desk: Pick<Desk, 'texts'>,
  tx: Transaction,
  verdict: VerdictRow,
  now: Date,
): Promise<Told> {
  const written = await writtenFor(tx, verdict.id);
  const before = verdict.version > 1 ? await ratingsTold(tx, verdict.claimId) : [];
  const said = wordsOf(desk.texts, verdict, written, before, CODE_MARK);
  const otherwise = desk.texts.languages.find((language) => language in said);
  if (otherwise === undefined) throw new Error('a verdict without a text cannot be told');
  return tellVerdict(tx, {
    claimId: verdict.claimId,
    verdictId: verdict.id,
    said,
    otherwise,
    spoken: await spokenIn(tx, written),
    codeMark: CODE_MARK,
    now,
    expiresAt: expiryOf('workflow', now),
  });
}

/**
 * Tells who came late to a claim what everybody else has heard: its verdict, or how it was closed. Nothing where
 * neither is there yet. Call it whenever tips were put into a claim, in the same transaction.
 */
export async function answerLate(
  desk: Pick<Desk, 'texts'>,
  tx: Transaction,
  claimId: string,
  now: Date,
): Promise<Told> {
  const verdict = await publishedVerdict(tx, claimId);
  if (verdict) return answerAskersOf(desk, tx, verdict, now);
  const notice = await standingNotice(tx, claimId);
  if (notice) return tellOfNotice(desk, tx, notice, { to: 'all', now });
  return { accounts: [], count: 0 };
}

/** What is said once more, and what of: noted with the reply, so that a correction reaches them, too. */
export interface Again {
  readonly content: Content;
  readonly verdictId: string | null;
  readonly tipId: string;
}

/**
 * The answer for somebody who asks again: who sends a rumor a second time, or asks for its status, may have lost
 * it, or had stopped us on the day it went out. It is said as an ordinary reply of the turn.
 * @param asked.language what they chose; null: the deployment's first
 * @param asked.form how they want to be told; null: they chose nothing
 * @returns null where the code is unknown, somebody else's or not answered yet
 */
export async function verdictAgain(
  q: Queryable,
  asked: { texts: Texts; code: string; contactId: string; language: string | null; form?: Form | null },
): Promise<Again | null> {
  const { texts, code, language, form = null } = asked;
  const tip = await findOwnTip(q, asked);
  if (tip?.state !== 'grouped' || tip.claimId === null) return null;
  const verdict = await publishedVerdict(q, tip.claimId);
  if (!verdict) {
    const notice = await standingNotice(q, tip.claimId);
    if (!notice) return null;
    const speaks = language !== null && texts.languages.includes(language) ? language : texts.languages[0];
    return { content: noticeText(texts, speaks ?? '', notice, code), verdictId: null, tipId: tip.id };
  }
  const written = await writtenFor(q, verdict.id);
  const said = wordsOf(texts, verdict, written, [], code);
  const best = [language ?? '', ...texts.languages].find((one) => one in said) ?? '';
  const content = said[best]?.plain;
  if (!content) return null;
  const hears = await wantsToHear(q, { contactId: asked.contactId, tipId: tip.id, form });
  const note = hears ? (await spokenIn(q, written))[best] : undefined;
  const { beside, ...words } = content;
  const spoken = note && { attachment: note, ...(form === 'voice' && beside && { beside }) };
  return { content: { ...words, ...spoken }, verdictId: verdict.id, tipId: tip.id };
}

const writtenFor = async (q: Queryable, verdictId: string): Promise<VerdictTexts> =>
  (await textsOf(q, [verdictId])).get(verdictId) ?? {};

/** For people who have nothing yet, and for each rating that somebody may have. */
function wordsOf(
  texts: Texts,
  { rating, changed }: VerdictRow,
  written: VerdictTexts,
  earlier: readonly Rating[],
  code: string,
): Said {
  return Object.fromEntries(
    Object.entries(written).map(([language, words]) => {
      const as = (corrects?: { before: Rating; changed: string }) =>
        frameVerdict(texts, language, { ...words, rating, code, corrects });
      const corrections = earlier.map((before) => [before, as({ before, changed: changed[language] ?? '' })]);
      const plain = as();
      return [
        language,
        {
          plain,
          [`plain${MATCHED}`]: withOffer(texts, language, plain, code),
          ...Object.fromEntries(corrections),
        },
      ];
    }),
  );
}

async function spokenIn(q: Queryable, written: VerdictTexts): Promise<Record<string, Attachment>> {
  const ids = Object.values(written).flatMap(({ audioId }) => audioId ?? []);
  if (ids.length === 0) return {};
  const notes = await voiceNotesOf(q, ids);
  return Object.fromEntries(
    Object.entries(written).flatMap(([language, { audioId }]) => {
      const note = audioId ? notes.get(audioId) : undefined;
      return note ? [[language, note]] : [];
    }),
  );
}
