import { dayNumber, instantAt, isoInZone, MINUTE, wallClock } from '../wall-clock.ts';
import { type Direction, datesIn, daysOfMonthIn, type NamedDay, onWeekday } from './calendar-day.ts';
import { type ClockTime, clockTimesIn, hoursInPart, PARTS } from './clock-time.ts';
import { any, timeWords, UNITS, WEEKDAYS } from './when-words.ts';

/** When something was or will be. */
export interface When {
  /** ISO 8601 with the zone's offset; where a day or a part of it was said, its beginning. */
  readonly at: string;
  readonly precision: 'minute' | 'part' | 'day';
}

export interface WhenOptions {
  readonly now: Date;
  /** IANA name, e.g. `America/Port-au-Prince`. */
  readonly timeZone: string;
  /** Which of several possible times is meant, where the words do not say it; the past by default. */
  readonly towards?: Direction;
}

interface Moment {
  readonly today: number;
  readonly now: Date;
  readonly timeZone: string;
  readonly towards: Direction;
}

/** What was found in an answer. */
interface Said {
  readonly ago: { minutes: number; unit: number } | null;
  readonly day: NamedDay | null;
  readonly weekday: number | null;
  /** `today`, where `maten an` or `ce soir` say so but no day is named. */
  readonly thisDay: boolean;
  /** Whether the direction was said: `madi pase`. */
  readonly turned: boolean;
  readonly time: ClockTime | null;
  readonly part: string | null;
  readonly justNow: boolean;
  readonly towards: Direction;
}

/**
 * The time in an answer to `when?`, in Creole, French, English, Spanish or a mix: `yè swa`, `twazè edmi`, `sa gen 20
 * minit`, `samdi k ap vini a 9è`, `le 6 décembre`, `30/08 15:20`. Days come before months. An hour that may be of the
 * morning or of the afternoon is the nearest one in the wanted direction; on another day than today it is the one by
 * daylight (6:00 to 17:59).
 *
 * @returns `null` where no time is found, where two differ, and where one makes no sense (25:00, 31/02)
 * @throws RangeError where there is no such zone; nothing that people write makes it throw
 */
export function readWhen(text: string, { now, timeZone, towards = 'past' }: WhenOptions): When | null {
  const words = timeWords(text);
  // Beyond, neither calendars nor zones mean much.
  if (words === null || !(now.getTime() > Date.UTC(1930, 0) && now.getTime() < Date.UTC(2190, 0)))
    return null;
  const said = understand(words, towards);
  if (!said) return null;
  const moment = { today: dayNumber(wallClock(now, timeZone)), now, timeZone, towards: said.towards };
  const found = said.ago && said.ago.unit < 24 * 60 ? beforeNow(said, moment) : onADay(said, moment);
  return found && { at: isoInZone(found.at, timeZone), precision: found.precision };
}

const AGO = any([
  'sa gen',
  'sa fe',
  'gen',
  'li gen',
  'li fe',
  'il y a',
  'y a',
  'ya',
  'ca fait',
  'hace',
  'depi',
  'depuis',
]);
const ABOUT = '(?:(?:anviron|apepre|environ|konsa|unos|unas|about) )?';
const SPAN = `${ABOUT}(\\d{1,5}(?:[.,]\\d)?) ${any([...UNITS.keys()]).replace('(?:', '(')}( edmi)?`;
const AGOS: readonly [RegExp, -1 | 1][] = [
  [new RegExp(`(?<= )${AGO} ${SPAN}(?: (?:de sa|pase|konsa|sa))?(?= )`), -1],
  [new RegExp(`(?<= )${SPAN} (?:de sa|pase|passe|ago|atras)(?= )`), -1],
  [new RegExp(`(?<= )(?:nan|dans|in|en|dentro de) ${SPAN}(?= )(?<! e)`), 1],
];
/** People say `depi 2 zè` of a time of the clock; of hours that went by they say `depi 2 èdtan`. */
const SINCE_THE_CLOCK = /(?<= )depi \d+ (?:ze|e) /;

const AHEAD =
  /(?<= )(?:k ap|kap|k ap vini|ki vini|pwochen|pwochenn|prochaine?|next|proxim[oa]|que viene|qui vient|vini)(?= )/;
const BACK = /(?<= )(?:pase|passe|denye|dene|derniere?|last|pasad[oa])(?= )/;
/** Bare `ye` is also the Creole verb at the end of a question: `kote nou ye`. */
const YESTERDAY =
  /(?<= )(?:yesterday|(?<! (?:ou|nou|li|yo|mwen|m|w|l|n|sa|kote|ki|kijan|moun|jan|koman) )ye)(?= )/;
const NEAR_DAYS: readonly [RegExp, number][] = [
  [/ avanye /, -2],
  [YESTERDAY, -1],
  [/ jodia /, 0],
  [/ demen /, 1],
  [/ apredemen /, 2],
];

function understand(words: string, wanted: Direction): Said | null {
  const { ago, rest: withoutAgo } = agoIn(words);
  const dates = datesIn(withoutAgo);
  const clock = clockTimesIn(dates.rest);
  const ofMonth = daysOfMonthIn(clock.rest);
  const rest = ofMonth.rest;
  const turned = AHEAD.test(rest) ? 'future' : BACK.test(rest) ? 'past' : null;
  const near = NEAR_DAYS.filter(([name]) => name.test(rest)).map(([, ahead]) => ahead);
  const weekdays = [...new Set(rest.split(' ').flatMap((word) => WEEKDAYS.get(word) ?? []))];
  const parts = [...PARTS.keys()].filter((part) => rest.includes(` ${part} `));
  const days: NamedDay[] = [
    ...dates.days,
    ...ofMonth.days,
    ...near.map((ahead) => (today: number) => today + ahead),
  ];
  if (ago && ago.unit >= 24 * 60) days.push((today) => today + ago.minutes / (24 * 60));
  const [weekday = null] = weekdays;
  if (days.length === 0 && weekday !== null) days.push(onWeekday(weekday, turned !== null));
  const tooMany = days.length > 1 || weekdays.length > 1 || parts.length > 1;
  const [time = null] = clock.times;
  if (tooMany || clock.times.some((other) => !isSame(other, time))) return null;
  if (time && (time.hours.length === 0 || (ago && ago.unit < 24 * 60))) return null;
  return {
    ...{ ago, time, weekday, day: days[0] ?? null, part: parts[0] ?? null, turned: turned !== null },
    thisDay: rest.includes(' thisday '),
    justNow: rest.includes(' kounya ') || /^ la(?: menm)?(?: a)? $/.test(rest),
    towards: turned ?? (near.some((ahead) => ahead > 0) ? 'future' : wanted),
  };
}

function agoIn(words: string): { ago: Said['ago']; rest: string } {
  for (const [pattern, sign] of AGOS) {
    const found = SINCE_THE_CLOCK.test(words) ? null : pattern.exec(words);
    if (!found) continue;
    const unit = UNITS.get(found[2] ?? '') ?? 0;
    const count = Number(found[1]?.replace(',', '.')) + (found[3] ? 0.5 : 0);
    const minutes = sign * Math.round(count * unit);
    return { ago: { minutes, unit }, rest: words.replace(found[0], '|') };
  }
  return { ago: null, rest: words };
}

function isSame(one: ClockTime, other: ClockTime | null): boolean {
  return String(one.hours) === String(other?.hours) && one.minute === other?.minute;
}

type Found = { at: Date; precision: When['precision'] };

const A_LIFE = 40_000 * 24 * 60;
const FIRST_DAY = dayNumber({ year: 1920, month: 1, day: 1 });
const LAST_DAY = dayNumber({ year: 2199, month: 12, day: 31 });

function beforeNow({ ago }: Said, { now }: Moment): Found | null {
  const minutes = ago?.minutes ?? 0;
  if (Math.abs(minutes) > A_LIFE) return null;
  return { at: new Date(now.getTime() + minutes * MINUTE), precision: 'minute' };
}

function onADay(said: Said, moment: Moment): Found | null {
  const { today, towards, timeZone, now } = moment;
  const named = said.day?.(today, towards, said);
  if (named === null || (named !== undefined && !Number.isSafeInteger(named))) return null;
  const day = named ?? null;
  if (day !== null && (day < FIRST_DAY || day > LAST_DAY)) return null;
  const found = said.time
    ? atTime(said, said.time, day, moment)
    : said.part !== null
      ? inPart(said.part, said.thisDay ? (day ?? today) : day, moment)
      : day !== null
        ? { at: instantAt(day, 0, timeZone), precision: 'day' as const }
        : said.justNow
          ? { at: now, precision: 'minute' as const }
          : null;
  // `samdi a 9è`, said on a Saturday at 8:00 of something that was, is the Saturday before.
  const isWeekday = said.weekday !== null && day === today && !said.turned && found?.precision !== 'day';
  if (!found || !isWeekday || !isBeyond(found.at, moment)) return found;
  const shifted = today + (towards === 'past' ? -7 : 7);
  return onADay({ ...said, weekday: null, day: () => shifted }, moment);
}

function isBeyond(at: Date, { now, towards }: Moment): boolean {
  return towards === 'past' ? at.getTime() > now.getTime() : at.getTime() < now.getTime() - MINUTE;
}

function atTime(said: Said, time: ClockTime, day: number | null, moment: Moment): Found | null {
  const { today, timeZone, now } = moment;
  const midnight = time.hours[0] === 24;
  const told = midnight ? [0] : time.hours;
  const hours = said.part === null || midnight ? told : hoursInPart(told, said.part);
  if (!hours) return null;
  const precision = time.about ? 'part' : 'minute';
  const atNight = midnight || said.part === 'lannwit' || said.part === 'swa';
  const on = (date: number) => hours.map((hour) => instantAt(date, hour * 60 + time.minute, timeZone));
  const nearest = (instants: Date[]) => {
    const distance = (at: Date) => Math.abs(at.getTime() - now.getTime());
    return instants.sort((one, other) => distance(one) - distance(other))[0];
  };
  const inDirection = (instants: Date[]) => nearest(instants.filter((at) => !isBeyond(at, moment)));
  if (day === null) {
    const near = said.thisDay ? on(today) : [-1, 0, 1].flatMap((ahead) => on(today + ahead));
    const at = inDirection(near) ?? nearest(near);
    return at ? { at, precision } : null;
  }
  // The small hours of a night belong to the evening before.
  const [hour = 0] = hours;
  if (atNight && hours.length === 1 && hour < 6) {
    const next = on(day + 1);
    const at = inDirection(next) ?? (day >= today ? inDirection(on(day)) : undefined) ?? next[0];
    return at ? { at, precision } : null;
  }
  const byDay = hours.find((each) => each >= 6 && each < 18) ?? hour;
  const at =
    day === today
      ? (inDirection(on(day)) ?? nearest(on(day)))
      : instantAt(day, byDay * 60 + time.minute, timeZone);
  return at ? { at, precision } : null;
}

/** Where no day is named, the part that has begun last, or ends next. */
function inPart(part: string, day: number | null, { today, now, timeZone, towards }: Moment): Found {
  const [from, to] = PARTS.get(part) ?? [0, 24];
  const begins = (date: number) => instantAt(date, from * 60, timeZone);
  if (day !== null) return { at: begins(day), precision: 'part' };
  if (towards === 'past') return { at: begins(begins(today) <= now ? today : today - 1), precision: 'part' };
  const isOver = now >= instantAt(today, to * 60, timeZone);
  return { at: begins(isOver ? today + 1 : today), precision: 'part' };
}
