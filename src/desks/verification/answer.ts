import { expiryOf } from '../../core/expiry.ts';
import type { Transaction } from '../../store/events.ts';
import { answerAskers, textsOf, type VerdictRow } from '../../store/verdicts.ts';
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
  const written = (await textsOf(tx, [verdict.id])).get(verdict.id) ?? {};
  const contents = Object.fromEntries(
    Object.entries(written).map(([language, words]) => [
      language,
      frameVerdict(desk.texts, language, { ...words, rating: verdict.rating, code: CODE_MARK }),
    ]),
  );
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
