import { LEARNT } from './learnt.ts';

/** What `npm run match:learn` finds out. Beside `FEATURES`; already divided by how much each of them varies. */
export interface Learnt {
  /** How much each feature speaks for a claim, against the others found for the same tip. */
  readonly rank: readonly number[];
  /** And for its being the right one at all; then the three of `marginsOf`, then what is added to all. */
  readonly sure: readonly number[];
}

/** @returns how much speaks for a claim; comparable within one search */
export function rankOf(features: Float64Array, { rank }: Pick<Learnt, 'rank'> = LEARNT): number {
  let sum = 0;
  for (let at = 0; at < features.length; at += 1) sum += (rank[at] ?? 0) * (features[at] ?? 0);
  return sum;
}

/**
 * How a claim stands among the others: a good one that is hardly better than the next is not sure.
 * @param others ranks of the other claims
 */
export function marginsOf(rank: number, others: readonly number[]): number[] {
  let next = rank - WIDE;
  let all = 1;
  for (const other of others) {
    if (other > next) next = other;
    all += Math.exp(other - rank);
  }
  const margin = Math.max(-WIDE, Math.min(WIDE, rank - next));
  return [margin, Math.min(margin, 1), 1 / all];
}

/** Beyond it a margin says no more. */
const WIDE = 6;
/** And below this one two claims are the same to us. */
const ALIKE = 0.05;

/** @returns the chance, from 0 to 1, that the tip says what the claim says */
export function sureOf(
  features: Float64Array,
  margins: readonly number[],
  { sure }: Pick<Learnt, 'sure'> = LEARNT,
): number {
  let sum = sure.at(-1) ?? 0;
  for (let at = 0; at < features.length; at += 1) sum += (sure[at] ?? 0) * (features[at] ?? 0);
  margins.forEach((margin, at) => {
    sum += (sure[features.length + at] ?? 0) * margin;
  });
  const chance = 1 / (1 + Math.exp(-sum));
  // Whatever speaks for it: of two that fit alike neither is surer than one in two.
  return (margins[0] ?? WIDE) < ALIKE ? Math.min(0.5, chance) : chance;
}
