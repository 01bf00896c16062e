import type { Exercise, ExerciseRumor } from '../../country/exercise.ts';
import type { Store } from '../../store/connect.ts';
import { latestRun, outcomesOf, type Run } from '../../store/exercises.ts';
import { externalIdOf } from './day.ts';

/** How the newsroom did on one rumor of the day. */
export interface RumorScore {
  readonly key: string;
  readonly rumor: ExerciseRumor;
  /** Messages that have come so far, and how many of them are in the claim that holds most of them. */
  readonly came: number;
  readonly together: number;
  readonly claim: { readonly id: string; readonly seq: number } | null;
  /** The rating, or the side exit, that they came to; null: not yet. */
  readonly given: string | null;
  readonly right: boolean;
  readonly answered: number;
  /** From the first message to the first answer, in seconds. */
  readonly seconds: number | null;
}

export interface Score extends Run {
  readonly rumors: readonly RumorScore[];
}

/** The newest day and what became of it; null where none was begun. */
export async function scoreOf(store: Store, days: readonly Exercise[]): Promise<Score | null> {
  const run = await latestRun(store.db);
  const day = days.find(({ id }) => id === run?.exercise);
  if (!run || !day) return null;
  const outcomes = await outcomesOf(store.db, run.runId, externalIdOf(run.runId));
  const rumors = Object.entries(day.rumors).map(([key, rumor]): RumorScore => {
    const mine = outcomes.filter(({ n, sentAt }) => day.lines[n]?.rumor === key && sentAt !== null);
    const best = [...new Set(mine.map(({ claimId }) => claimId))]
      .filter((id) => id !== null)
      .map((id) => mine.filter(({ claimId }) => claimId === id))
      .reduce((most, some) => (some.length > most.length ? some : most), []);
    const [one] = best;
    const given = one?.rating ?? one?.closedAs ?? null;
    const times = mine.flatMap(({ answeredAt }) => answeredAt?.getTime() ?? []);
    const first = Math.min(...mine.flatMap(({ sentAt }) => sentAt?.getTime() ?? []));
    return {
      ...{ key, rumor, came: mine.length, together: best.length },
      claim: one?.claimId && one.seq !== null ? { id: one.claimId, seq: one.seq } : null,
      given,
      right: given !== null && given === (rumor.rating ?? rumor.exit),
      answered: times.length,
      seconds: times.length === 0 ? null : Math.max(0, (Math.min(...times) - first) / 1000),
    };
  });
  return { ...run, rumors };
}
