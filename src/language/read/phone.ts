import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { plainAnswer } from './plain.ts';

/** How a country's own numbers look, e.g. `{ callingCode: '509', digits: 8 }`. */
interface Phones {
  readonly callingCode: string;
  readonly digits: number;
}

/** Digits as people group them. A line break or a comma ends a number, a letter too. */
const RUN = /[+(]*\d(?:[ ().-]{0,3}\d)*/g;
/** Shorter runs are other things that people mention: ages, hours, house numbers. */
const FEWEST_DIGITS = 7;
const DATE = /^(?:\d{1,2}([ .-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([ .-])\d\d\2\d\d)$/;

/**
 * The phone number in an answer: local as it is dialled (`3712 3456`), with the country's code, or one of abroad
 * that starts with `+`, `00` or North America's `011`. Its length is checked for its country, not its prefix:
 * new prefixes are given out faster than lists of them are.
 *
 * @returns E.164, e.g. `+50937123456`; `null` where there is none, one that cannot be, or two different ones
 */
export function readPhone(text: string, phones: Phones): string | null {
  const runs = plainAnswer(text)?.match(RUN) ?? [];
  const numbers = runs
    .filter((run) => run.replace(/\D/g, '').length >= FEWEST_DIGITS && !DATE.test(run))
    .map((run) => international(run, phones));
  const [number] = numbers;
  return number !== undefined && numbers.every((other) => other === number) ? number : null;
}

function international(run: string, { callingCode, digits }: Phones): string | null {
  const dialled = run.replace(/\D/g, '').replace(/^(?:00|011)(?=[1-9])/, '+');
  if (run.includes('+')) return known(`+${dialled.replace('+', '')}`);
  if (dialled.startsWith('+')) return known(dialled);
  if (dialled.length === digits) return known(`+${callingCode}${dialled}`);
  if (dialled.length === callingCode.length + digits && dialled.startsWith(callingCode))
    return known(`+${dialled}`);
  return null;
}

function known(number: string): string | null {
  const parsed = parsePhoneNumberFromString(number, { extract: false });
  return parsed?.isPossible() ? parsed.number : null;
}
