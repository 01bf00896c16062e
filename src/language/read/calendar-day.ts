import { dayNumber, weekdayOf } from '../wall-clock.ts';
import { any, HOUR, MONTHS, WEEKDAYS } from './when-words.ts';

export type Direction = 'past' | 'future';

/** A day that was named: given today, the days since 1970 that it may be, or `null` where there is no such day. */
export type NamedDay = (
  today: number,
  towards: Direction,
  which: { weekday: number | null },
) => number | null;

interface DateParts {
  readonly day: number;
  readonly month?: number;
  readonly year?: number;
}

const ORDINAL = '(?: (?:er|ye|e|yem|em|st|nd|rd|th))?';
const MONTH = `(${any([...MONTHS.keys()].sort((one, other) => other.length - one.length))})`;
const ENGLISH = 'january february march april may june july august september october november december';
const MONTH_FIRST = `(${any([...ENGLISH.split(' '), 'jan', 'feb', 'apr', 'jun', 'jul', 'aug', 'sept', 'sep', 'oct', 'nov', 'dec'])})`;
const NOT_COUNTING = `(?= (?:$|[,|]|(?:nan|a|ve|vers|at|maten|swa|apremidi|lannwit|konsa|pase|prochain|k|kap) ))(?! ${HOUR} )`;

const DATES: readonly [RegExp, (found: readonly (string | undefined)[]) => DateParts][] = [
  [pattern('(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})'), ([, year, month, day]) => parts(day, month, year)],
  [
    pattern('(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})'),
    ([, day, , month, year]) => parts(day, month, year),
  ],
  [pattern('(\\d{1,2})[-/.](\\d{1,2})'), ([, day, month]) => parts(day, month)],
  [
    pattern(
      `(\\d{1,2}|premye|premier|primero|first)${ORDINAL} (?:(?:de|of|mwa) )?${MONTH}(?: ,)?(?: (?:de |del )?(\\d{4}))?`,
    ),
    ([, day, month, year]) => parts(/^\d/.test(day ?? '') ? day : '1', String(MONTHS.get(month ?? '')), year),
  ],
  [
    pattern(`${MONTH_FIRST} (\\d{1,2})${ORDINAL}(?: ,)?(?: (\\d{4}))?`),
    ([, month, day, year]) => parts(day, String(MONTHS.get(month ?? '')), year),
  ],
];
const DAYS_OF_MONTH: readonly RegExp[] = [
  pattern(`(?:le|el|dat|the|jou) (\\d{1,2})${ORDINAL}${NOT_COUNTING}`),
  pattern(`(?<=${any(WEEKDAYS.keys())} )(\\d{1,2})${ORDINAL}${NOT_COUNTING}`),
  pattern('(1) er'),
  pattern(`(\\d{1,2}) (?:st|nd|rd|th)${NOT_COUNTING}`),
];

/** Dates with a month in the words of `timeWords`, and the words that are left. */
export function datesIn(words: string): { days: NamedDay[]; rest: string } {
  const days: NamedDay[] = [];
  let rest = words;
  for (const [searched, read] of DATES) {
    rest = rest.replace(searched, (...found) => {
      days.push(dated(read(found as string[])));
      return '|';
    });
  }
  return { days, rest };
}

/** Days of a month that is not named (`le 1er`); what times of the clock are must be gone from the words. */
export function daysOfMonthIn(words: string): { days: NamedDay[]; rest: string } {
  const days: NamedDay[] = [];
  let rest = words;
  for (const searched of DAYS_OF_MONTH) {
    rest = rest.replace(searched, (_, day: string) => {
      days.push(dated({ day: Number(day) }));
      return '|';
    });
  }
  return { days, rest };
}

/** The next or last such day of the week; today itself only where neither `pase` nor `k ap vini` was said. */
export function onWeekday(weekday: number, other: boolean): NamedDay {
  return (today, towards) => {
    const ahead = (weekday - weekdayOf(today) + 7) % 7;
    if (ahead === 0) return other ? today + (towards === 'past' ? -7 : 7) : today;
    return towards === 'past' ? today + ahead - 7 : today + ahead;
  };
}

function parts(day = '', month?: string, year?: string): DateParts {
  const full = year?.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);
  return {
    day: Number(day),
    ...(month !== undefined && { month: Number(month) }),
    ...(year !== undefined && { year: full }),
  };
}

/**
 * The day of a date. Where the year or the month is not said, it is the nearest one in the wanted direction; a day
 * of the week that was said with it decides for the other direction, and must fit a date.
 */
function dated(said: DateParts): NamedDay {
  return (today, towards, { weekday }) => {
    const fits = (day: number) => weekday === null || weekdayOf(day) === weekday;
    if (said.year !== undefined) return exactly(said.year, said.month ?? 0, said.day, fits);
    const nearest = (direction: Direction) => searchFrom(today, direction, said);
    const wanted = nearest(towards);
    if (wanted !== null && fits(wanted)) return wanted;
    const other = nearest(towards === 'past' ? 'future' : 'past');
    return weekday !== null && other !== null && fits(other) ? other : null;
  };
}

function exactly(year: number, month: number, day: number, fits: (day: number) => boolean): number | null {
  const number = dayNumber({ year, month, day });
  return isDay(year, month, day) && fits(number) ? number : null;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    year >= 1920 &&
    year <= 2199 &&
    month >= 1 &&
    month <= 12 &&
    date.getUTCDate() === day &&
    date.getUTCMonth() === month - 1
  );
}

/** Within eight years there is a 29 February (but for 1900 and 2100), within two months a 31st. */
function searchFrom(today: number, towards: Direction, { day, month }: DateParts): number | null {
  const date = new Date(today * 86_400_000);
  const step = towards === 'past' ? -1 : 1;
  for (let ahead = 0; ahead <= 8; ahead++) {
    const months = month === undefined ? date.getUTCMonth() + step * ahead : month - 1;
    const first = new Date(
      Date.UTC(date.getUTCFullYear() + (month === undefined ? 0 : step * ahead), months, 1),
    );
    const [year, inMonth] = [first.getUTCFullYear(), first.getUTCMonth() + 1];
    if (month !== undefined && inMonth !== month) return null;
    const number = dayNumber({ year, month: inMonth, day });
    if (isDay(year, inMonth, day) && (number - today) * step >= 0) return number;
  }
  return null;
}

function pattern(source: string): RegExp {
  return new RegExp(`(?<= )${source}(?= )`, 'g');
}
