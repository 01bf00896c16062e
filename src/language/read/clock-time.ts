import { any, BEFORE_HOUR, HOUR, WEEKDAYS } from './when-words.ts';

/** What a clock said, before it is known which half of the day was meant. */
export interface ClockTime {
  /** The hours that it may be, 0 to 23, or 24 for midnight in a word: two where only the day's half is left open, none where it makes no sense. */
  readonly hours: readonly number[];
  readonly minute: number;
  /** Noon and midnight said alone mean about then. */
  readonly about: boolean;
}

/** When a part of the day begins and ends, in hours of that day. */
export const PARTS: ReadonlyMap<string, readonly [from: number, to: number]> = new Map([
  ['granmaten', [4, 7]],
  ['maten', [5, 12]],
  ['apremidi', [12, 18]],
  ['swa', [18, 24]],
  ['lannwit', [20, 29]],
]);

/** A bare number is an hour only where nothing follows that it could count. */
const GOES_ON = list(
  'nan di du de del in en por konsa pil jis sou le o jodia demen yesterday ye thisday avanye',
);
const END = `(?= (?:$|[,|]|${any([...GOES_ON, ...PARTS.keys(), ...WEEKDAYS.keys()])} ))`;
const MINUTES =
  '(?: (?:(?:e|et|y|and) )?(\\d{2}|edmi|\\d(?= (?:minit|minutes?)))(?: (?:minit|minutes?|min|mn|minutos?))?)?';
const MINUS = '(?:mwens?|moins|menos)';

type Read = (found: RegExpExecArray) => ClockTime;

const PATTERNS: readonly [RegExp, Read][] = [
  [
    pattern('(\\d{1,2})(?::(\\d{2}))(?::\\d{2})?(?: (am|pm))?'),
    (found) => time(found[1], found[2], found[3]),
  ],
  [pattern('(\\d{1,2}) (am|pm)'), (found) => time(found[1], undefined, found[2])],
  [
    pattern(`(\\d{1,2}) (?:${HOUR}|e) ${MINUS} (?:(?:le|un|yon) )?(\\d{1,2}|ka|kar|quart|cuarto)`),
    (found) => minutesBefore(found[1], found[2]),
  ],
  [pattern(`(\\d{1,2}) ${HOUR}${MINUTES}`), (found) => time(found[1], found[2])],
  [pattern('(\\d|1[0-2]) e (\\d{2}|edmi)'), (found) => time(found[1], found[2])],
  [
    pattern(`(\\d{1,2}) (?:e|edmi)${END}`),
    (found) => time(found[1], found[0].includes('edmi') ? 'edmi' : undefined),
  ],
  [pattern(`${any(BEFORE_HOUR)} (?:e |las )?(\\d{1,2}) e`), (found) => time(found[1], undefined)],
  [pattern(`${any(BEFORE_HOUR)} (?:las )?(\\d{1,2})\\.(\\d{2})`), (found) => time(found[1], found[2])],
  [pattern(`${any(BEFORE_HOUR)} (?:las )?(\\d{1,2})${MINUTES}${END}`), (found) => time(found[1], found[2])],
  [pattern(`(a |at )?(midi|minwi)(?: (?:e )?(edmi|\\d{2}))?`), turnOfDay],
];

/** Every time of the clock in the words of `timeWords`, and the words that are left, with `|` where one stood. */
export function clockTimesIn(words: string): { times: ClockTime[]; rest: string } {
  const times: ClockTime[] = [];
  let rest = words;
  for (const [searched, read] of PATTERNS) {
    rest = rest.replace(searched, (...found) => {
      times.push(read(found as unknown as RegExpExecArray));
      return '|';
    });
  }
  return { times, rest };
}

/** The hours that a time may be in a part of the day, or `null` where they contradict each other. */
export function hoursInPart(hours: readonly number[], part: string): number[] | null {
  const [from, to] = PARTS.get(part) ?? [0, 24];
  // Past midnight people still say night and evening, and of the small hours morning.
  const [earliest, latest] = part === 'maten' ? [0, to] : part === 'swa' ? [16, 28] : [from - 2, to];
  const fitting = hours.filter(
    (hour) => isWithin(hour, earliest, latest) || isWithin(hour + 24, earliest, latest),
  );
  return fitting.length > 0 ? fitting : null;
}

function isWithin(hour: number, earliest: number, latest: number): boolean {
  return hour >= earliest && hour < latest + (latest === 12 ? 0 : 1);
}

function time(hourSaid = '', minuteSaid = '0', half?: string): ClockTime {
  const hour = Number(hourSaid);
  const minute = minuteSaid === 'edmi' ? 30 : Number(minuteSaid);
  if (hour > 23 || minute > 59 || (half === 'am' && hour > 12)) return { hours: [], minute, about: false };
  if (half === 'am') return { hours: [hour % 12], minute, about: false };
  if (half === 'pm') return { hours: [(hour % 12) + 12], minute, about: false };
  const told = hour > 12 || hourSaid.startsWith('0');
  return { hours: told ? [hour] : [hour % 12, (hour % 12) + 12], minute, about: false };
}

/** `3 zè mwen ka` is 2:45. */
function minutesBefore(hourSaid = '', minutesSaid = ''): ClockTime {
  const minutes = /^\d/.test(minutesSaid) ? Number(minutesSaid) : 15;
  const { hours } = time(hourSaid);
  if (minutes < 1 || minutes > 59) return { hours: [], minute: 0, about: false };
  return { hours: hours.map((hour) => (hour + 23) % 24), minute: 60 - minutes, about: false };
}

function turnOfDay(found: RegExpExecArray): ClockTime {
  const minute = found[3] === 'edmi' ? 30 : Number(found[3] ?? 0);
  const about = found[1] === undefined && found[3] === undefined;
  return { hours: minute < 60 ? [found[2] === 'midi' ? 12 : 24] : [], minute, about };
}

function pattern(source: string): RegExp {
  // `chak 2 zè` is how often, not when.
  return new RegExp(`(?<= )(?<! (?:chak|chaque|every|cada) )${source}(?= )`, 'g');
}

function list(words: string): string[] {
  return words.split(' ');
}
