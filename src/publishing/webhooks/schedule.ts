const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds between attempts, as the example of the Standard Webhooks specification has them: a little over three days. */
const WAITS = [
  5,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** Many that failed together shall not come back together. */
const JITTER = 0.1;
const LONGEST = 24 * HOUR;

/**
 * @param attempt how many there were, from 1
 * @param askedFor seconds that the far side asked us to wait
 * @returns seconds until the next attempt; null where that was the last
 */
export function nextWait(attempt: number, askedFor = 0, random = Math.random): number | null {
  const wait = WAITS[attempt - 1];
  if (wait === undefined) return null;
  return Math.max(wait * (1 + JITTER * random()), Math.min(askedFor, LONGEST));
}

/** Seconds of a `Retry-After` (RFC 9110 §10.2.3: a number, or a date); 0 where there is none or it cannot be read. */
export function retryAfter(header: string | string[] | undefined, now: Date): number {
  const value = typeof header === 'string' ? header.trim() : '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : Math.max(0, (at - now.getTime()) / 1_000);
}
