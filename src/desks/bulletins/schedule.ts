import type { QuietHours } from '../../country/country.ts';
import { dayNumber, instantAt, wallClock, weekdayOf } from '../../language/wall-clock.ts';
import type { Weekly } from '../../store/schema/bulletins.ts';

const HOUR = 60;

/** @returns the next time after `now` at which it goes out; on the clock of the place */
export function nextWeekly({ weekday, minutes }: Weekly, now: Date, timeZone: string): Date {
  const today = dayNumber(wallClock(now, timeZone));
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  const at = instantAt(today + ahead, minutes, timeZone);
  return at > now ? at : instantAt(today + ahead + 7, minutes, timeZone);
}

/**
 * Whether people are left in peace now.
 * @returns until when; null: they may be written to
 */
export function quietUntil({ from, until }: QuietHours, now: Date, timeZone: string): Date | null {
  if (from === until) return null;
  const clock = wallClock(now, timeZone);
  const { hour } = clock;
  const quiet = from < until ? hour >= from && hour < until : hour >= from || hour < until;
  if (!quiet) return null;
  const today = dayNumber(clock);
  return instantAt(hour < until ? today : today + 1, until * HOUR, timeZone);
}

/** Where the day of the place begins, and the next one. */
export function daysAround(now: Date, timeZone: string): { today: Date; tomorrow: Date } {
  const day = dayNumber(wallClock(now, timeZone));
  return { today: instantAt(day, 0, timeZone), tomorrow: instantAt(day + 1, 0, timeZone) };
}
