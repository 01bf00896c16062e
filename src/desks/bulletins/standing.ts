import { foldWords } from '../../language/fold.ts';
import { listStanding, listStandingByIds, type StandingVerdict } from '../../store/published-verdicts.ts';
import type { BulletinDesk } from './desk.ts';
import { lineOf } from './words.ts';

/** A verdict that can be repeated, in one line per language. */
export interface Repeatable {
  readonly verdictId: string;
  readonly claimId: string;
  readonly code: string;
  readonly decidedAt: Date;
  /** By language; only those it is written in. */
  readonly lines: Readonly<Record<string, string>>;
}

/** What stands and holds each word of `search`, newest first. */
export async function findRepeatable(
  desk: BulletinDesk,
  { search, limit }: { search: string; limit: number },
): Promise<Repeatable[]> {
  const words = foldWords(search).match(/[a-z0-9]+/g) ?? [];
  const found = await listStanding(desk.store.db, { words: words.slice(0, 8) }, { limit });
  return found.map(repeatable(desk));
}

/** Those of these that still stand. */
export const repeatableByIds = async (
  desk: BulletinDesk,
  verdictIds: readonly string[],
): Promise<Repeatable[]> => (await listStandingByIds(desk.store.db, verdictIds)).map(repeatable(desk));

const repeatable =
  ({ texts }: BulletinDesk) =>
  (verdict: StandingVerdict): Repeatable => {
    const { verdictId, claimId, code, decidedAt } = verdict;
    const lines = Object.keys(verdict.texts).map((language) => [language, lineOf(texts, language, verdict)]);
    return { verdictId, claimId, code, decidedAt, lines: Object.fromEntries(lines) };
  };
