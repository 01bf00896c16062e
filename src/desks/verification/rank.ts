import type { RankWeights, WaitingLine } from '../../store/lines.ts';

/**
 * What makes a line urgent, in points. People count by doublings: from 1 to 3 says as much as from 99 to 199, and one
 * person counts once, whatever they send. An hour of waiting is a point, without end: whatever crowd, bought or real,
 * stands before it, what only one person asked comes up in its time.
 */
export const WEIGHTS: RankWeights = {
  askers: 10,
  hour: 6,
  six: 3,
  mismatches: 15,
  often: 25,
  once: 5,
  harms: { danger: 40, violence: 30, voting: 30 },
  harmsOfNobody: 0.5,
  perHour: 1,
};

/** Why a line stands where it stands: one of what adds up to its score. */
export type RankReason = { readonly points: number } & (
  | { readonly key: 'askers' | 'hour' | 'six' | 'mismatches'; readonly count: number }
  | { readonly key: 'often' | 'once' }
  | { readonly key: 'harm'; readonly harm: string }
  | { readonly key: 'waiting'; readonly since: Date }
);

type Ranked = Pick<WaitingLine, 'voices' | 'hour' | 'six' | 'mismatches' | 'forwarded' | 'harms' | 'oldest'>;

/**
 * The sum, and what it is made of, most first. SQL makes the same sum to cut a page (store/lines.ts); a test holds the
 * two together.
 */
export function rank(
  line: Ranked,
  now: Date,
  weights: RankWeights = WEIGHTS,
): { score: number; reasons: readonly RankReason[] } {
  const { voices, forwarded, oldest } = line;
  const counted = (['hour', 'six', 'mismatches'] as const).map((key) => ({
    key,
    count: line[key],
    points: weights[key] * doublings(line[key]),
  }));
  const share = voices === 0 ? weights.harmsOfNobody : 1;
  const hours = Math.max(0, now.getTime() - oldest.getTime()) / 3_600_000;
  const reasons: RankReason[] = [
    { key: 'askers', count: voices, points: weights.askers * doublings(voices) },
    ...counted,
    ...(forwarded === null ? [] : [{ key: forwarded, points: weights[forwarded] }]),
    ...line.harms.map((harm) => ({
      key: 'harm' as const,
      harm,
      points: share * (Object.hasOwn(weights.harms, harm) ? (weights.harms[harm] ?? 0) : 0),
    })),
    { key: 'waiting', since: oldest, points: weights.perHour * hours },
  ];
  return {
    score: reasons.reduce((sum, { points }) => sum + points, 0),
    reasons: reasons.filter(({ points }) => points > 0).sort((one, other) => other.points - one.points),
  };
}

const doublings = (count: number) => Math.log2(1 + count);
