import { dayNumber, instantAt, MINUTE, wallClock } from '../language/wall-clock.ts';

/** A clock that is a little fast: what would lie further ahead was the day before. */
const AHEAD = 15 * MINUTE;

/** When it was seen, as it was written: `HHMM`, or how long ago. */
export type Seen = { readonly clock: string } | { readonly minutesAgo: number };

/**
 * The moment that was meant: the last time that the clock on the wall stood so, or so long ago.
 * @param now when it was received
 * @param timeZone IANA name, of where the observer is
 */
export function momentOf(seen: Seen, now: Date, timeZone: string): Date {
  if ('minutesAgo' in seen) return new Date(now.getTime() - seen.minutesAgo * MINUTE);
  const minutes = Number(seen.clock.slice(0, 2)) * 60 + Number(seen.clock.slice(2));
  const latest = new Date(now.getTime() + AHEAD);
  const day = dayNumber(wallClock(latest, timeZone));
  const at = instantAt(day, minutes, timeZone);
  return at <= latest ? at : instantAt(day - 1, minutes, timeZone);
}
