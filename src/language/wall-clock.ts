/** What a clock on the wall of a place shows. `month` is 1 to 12. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

export const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * The wall clock at an instant, whatever the machine's own zone and language are.
 *
 * @throws RangeError where there is no such zone
 */
export function wallClock(at: Date, timeZone: string): WallClock {
  let clock = clocks.get(timeZone);
  if (!clock) {
    const numeric = 'numeric' as const;
    clock = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      ...{ timeZone, hourCycle: 'h23', era: 'short' },
      ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric },
    });
    clocks.set(timeZone, clock);
  }
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    ...{ year: read('year'), month: read('month'), day: read('day') },
    ...{ hour: read('hour'), minute: read('minute') },
  };
}

/**
 * The instant at which the clock of a place shows an hour of a day, to the minute. An hour that the change to
 * summer time leaves out is read as the one after it; of an hour that comes twice, the first is taken.
 *
 * @param day days since 1970-01-01 on the place's calendar
 * @param minutes since midnight on the clock
 */
export function instantAt(day: number, minutes: number, timeZone: string): Date {
  const shown = day * DAY + minutes * MINUTE;
  const offsets = [shown - DAY, shown + DAY].map((near) => offsetAt(new Date(near), timeZone));
  const [before = 0, after = 0] = offsets;
  const fits = offsets
    .map((offset) => new Date(shown - offset))
    .filter((at) => showsAt(at, timeZone) === shown);
  return (
    fits.sort((one, other) => one.getTime() - other.getTime())[0] ?? new Date(shown - Math.min(before, after))
  );
}

/** Days since 1970-01-01 on the calendar: whole days can be added, whatever the clocks do. */
export function dayNumber({ year, month, day }: Pick<WallClock, 'year' | 'month' | 'day'>): number {
  return Date.UTC(year, month - 1, day) / DAY;
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** ISO 8601 to the minute, with the place's offset: `2026-08-30T14:30:00-04:00`. */
export function isoInZone(at: Date, timeZone: string): string {
  const offset = Math.round(offsetAt(at, timeZone) / MINUTE);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const shown = new Date(showsAt(at, timeZone)).toISOString().slice(0, 16);
  return `${shown}:00${offset < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(minutes)}`;
}

export function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

function showsAt(at: Date, timeZone: string): number {
  const clock = wallClock(at, timeZone);
  return dayNumber(clock) * DAY + (clock.hour * 60 + clock.minute) * MINUTE;
}

function offsetAt(at: Date, timeZone: string): number {
  return showsAt(at, timeZone) - Math.floor(at.getTime() / MINUTE) * MINUTE;
}
