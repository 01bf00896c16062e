import { dayNumber, twoDigits, wallClock, weekdayOf } from './wall-clock.ts';

interface DateWords {
  /** Sunday first. */
  readonly weekdays: readonly string[];
  readonly months: readonly string[];
  readonly day: (weekday: string, day: number, month: string) => string;
}

const names = (list: string) => list.split(' ');

/**
 * Own names, because `Intl` knows no Creole and falls back to the machine's language without a word. They are
 * written in letters that an SMS carries (GSM-7): `aout` (so spelt since the French reform of 1990) and `sabado`,
 * since one `û` or `á` would halve what fits a segment, and one text serves all channels.
 */
export const DATE_WORDS: Readonly<Record<string, DateWords>> = {
  ht: {
    weekdays: names('dimanch lendi madi mèkredi jedi vandredi samdi'),
    months: names('janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm'),
    day: (weekday, day, month) => `${weekday} ${day === 1 ? 'premye' : day} ${month}`,
  },
  fr: {
    weekdays: names('dimanche lundi mardi mercredi jeudi vendredi samedi'),
    months: names('janvier février mars avril mai juin juillet aout septembre octobre novembre décembre'),
    day: (weekday, day, month) => `${weekday} ${day === 1 ? '1er' : day} ${month}`,
  },
  en: {
    weekdays: names('Sunday Monday Tuesday Wednesday Thursday Friday Saturday'),
    months: names('January February March April May June July August September October November December'),
    day: (weekday, day, month) => `${weekday} ${day} ${month}`,
  },
  es: {
    weekdays: names('domingo lunes martes miércoles jueves viernes sabado'),
    months: names('enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'),
    day: (weekday, day, month) => `${weekday} ${day} de ${month}`,
  },
};

/**
 * A day as it is said in a text: `samdi 29 out`. Without the year: it is for days that are near.
 *
 * @param language one of `ht`, `fr`, `en`, `es`; any other is answered in Creole
 */
export function dayInWords(at: Date, language: string, timeZone: string): string {
  const words = (Object.hasOwn(DATE_WORDS, language) ? DATE_WORDS[language] : null) ?? DATE_WORDS.ht;
  const clock = wallClock(at, timeZone);
  const weekday = words?.weekdays[weekdayOf(dayNumber(clock))] ?? '';
  return words?.day(weekday, clock.day, words.months[clock.month - 1] ?? '') ?? '';
}

/** Hours and minutes, alike in every language: `14:30`. */
export function timeInWords(at: Date, timeZone: string): string {
  const { hour, minute } = wallClock(at, timeZone);
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}
