/** Flagged where chance alone would do this less often than once in a hundred hours. */
const RARE = 0.01;
/** Two reports may be of two neighbours who saw the same. */
const FEWEST = 3;

export interface Surge {
  /** Reports of the last hour. */
  readonly now: number;
  /** Of an hour before, on average. */
  readonly mean: number;
  /** How likely so many are, or more, if the last hour were like those before. */
  readonly p: number;
  readonly flagged: boolean;
}

/**
 * Holds the last hour against those before, by the conditional test for two Poisson rates: if they are the same, each
 * of all the reports falls into the last hour with one chance in so many hours, so that their number there is
 * binomial (Przyborowski & Wilenski, Biometrika 31, 1940, 313-323; one-sided `poisson.test` of R). Unlike a Poisson
 * law around the mean it knows that a mean of few reports is uncertain, and that a mean of 0 proves nothing.
 *
 * @param counts reports of each hour, oldest first; the last one is now
 */
export function surgeOf(counts: readonly number[]): Surge {
  const now = counts.at(-1) ?? 0;
  const before = counts.slice(0, -1);
  const earlier = before.reduce((sum, n) => sum + n, 0);
  const mean = before.length === 0 ? 0 : earlier / before.length;
  const p = before.length === 0 ? 1 : atLeast(now, now + earlier, 1 / counts.length);
  return { now, mean, p, flagged: now >= FEWEST && p < RARE };
}

/** P(X >= k) for X ~ Binomial(n, chance). */
function atLeast(k: number, n: number, chance: number): number {
  if (k <= 0) return 1;
  let log = k * Math.log(chance) + (n - k) * Math.log1p(-chance);
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i);
  let term = Math.exp(log);
  let sum = term;
  for (let i = k + 1; i <= n; i++) {
    term *= ((n - i + 1) / i) * (chance / (1 - chance));
    sum += term;
  }
  return Math.min(1, sum);
}
