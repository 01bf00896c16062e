import type { OfCommune } from '../../store/campaign-results.ts';
import { FEWEST } from './desk.ts';

/** How the people of one commune do. Nobody is named, and no person has a rank. */
export interface Rank {
  /** Code; null: all communes that are too small to be shown, and who did not say theirs. */
  readonly commune: string | null;
  readonly people: number;
  readonly reached: number;
  /** From 0 to 1, of those who got a question. */
  readonly participation: number;
  /** From 0 to 1, of the answers. */
  readonly right: number;
  /** What they are ranked by: the share of right answers times that of those who answer. */
  readonly score: number;
}

/**
 * Best first; the others, of whom there is no commune, last. Fewer than five people are shown among the others only,
 * and not even there where these are fewer than five.
 */
export function leaderboardOf(communes: readonly OfCommune[]): Rank[] {
  const shown = communes.filter(({ commune, people }) => commune !== null && people >= FEWEST);
  const rest = communes.filter((one) => !shown.includes(one));
  const sum = (of: 'people' | 'reached' | 'answers' | 'right') => rest.reduce((all, one) => all + one[of], 0);
  const others = {
    commune: null,
    ...{ people: sum('people'), reached: sum('reached'), answers: sum('answers'), right: sum('right') },
  };
  const ranks = shown.map(rankOf).sort((a, b) => b.score - a.score || b.people - a.people);
  return others.people >= FEWEST ? [...ranks, rankOf(others)] : ranks;
}

function rankOf({ commune, people, reached, answers, right }: OfCommune): Rank {
  // Who asked to be forgotten was reached as well.
  const all = Math.max(reached, people);
  const participation = all === 0 ? 0 : people / all;
  const share = answers === 0 ? 0 : right / answers;
  return { commune, people, reached: all, participation, right: share, score: share * participation };
}
