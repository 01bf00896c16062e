import {
  APART,
  COLLECTIVE,
  HALVES,
  HUNDRED,
  HUNDREDS,
  isSomethingElse,
  JOINS,
  MILLION,
  NEGATIONS,
  PLURALS,
  SEVERAL,
  SMALL,
  TENS,
  THOUSAND,
  THOUSANDS,
  WEAK,
} from './number-words.ts';
import { plainAnswer } from './plain.ts';

/** A word, or a number written in digits; `NaN` where digits stand in something else, such as a date. */
type Token = string | number;

interface Found {
  readonly value: number;
  /** The token after it. */
  readonly next: number;
}

const TOKEN = /(-?)(\d+(?:[.,']\d+| \d{3}(?!\d))*)(k(?!\p{L}))?|\p{L}+/gu;

/**
 * The one number in an answer: `nou te 5 moun` is 5, `1.200` and `1 200` are 1200, `1,5` is 1.5, `yon douzèn` is 12,
 * `trannsenk` is 35. Number words of Creole, French, English and Spanish are read. An article counts (`yon moun` is
 * 1) where there is no other number.
 *
 * @returns `null` where there is none (`anpil`), where two differ (`5 ou 6`), and where digits stand in something
 *   else (15:20, 30/08, B12): a person is better asked again than misread
 */
export function readNumber(text: string): number | null {
  const plain = plainAnswer(text);
  if (plain === null) return null;
  const tokens = tokensIn(plain);
  const sure = new Set<number>();
  const weak = new Set<number>();
  for (let at = 0; at < tokens.length; ) {
    const found = numberAt(tokens, at);
    if (found && !Number.isSafeInteger(Math.trunc(found.value))) return null;
    if (found && isVague(tokens, at)) return null;
    if (found) (isWeak(tokens, at, found.next) ? weak : sure).add(found.value);
    at = found?.next ?? at + 1;
  }
  if (sure.size === 0 && isNobody(tokens, weak)) return null;
  const [number] = sure.size > 0 ? sure : weak;
  return number !== undefined && (sure.size || weak.size) === 1 ? number : null;
}

function tokensIn(plain: string): Token[] {
  return [...plain.matchAll(TOKEN)].map((match) => {
    const [all, minus = '', digits, thousands] = match;
    if (digits === undefined) return all;
    const before = plain[match.index - 1] ?? ' ';
    const after = plain.slice(match.index + all.length, match.index + all.length + 4);
    if (/[\p{L}/:]/u.test(before) || /^[/:]\d|^\p{L}{1,3}\d/u.test(after)) return Number.NaN;
    const sign = minus === '-' && /[\s(]/.test(before) ? -1 : 1;
    return sign * amountOf(digits) * (thousands ? 1000 : 1);
  });
}

/** Groups of three are thousands, whatever parts them; anything else after a point or a comma is a fraction. */
function amountOf(digits: string): number {
  if (/^\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?$/.test(digits)) return amountOf(digits.replace(/[ ']/g, ''));
  if (/^[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/.test(digits))
    return Number(digits.replaceAll('.', '').replace(',', '.'));
  if (/^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(digits)) return Number(digits.replaceAll(',', ''));
  return Number(digits.replace(',', '.'));
}

/** The number that starts at a token, as long as it goes: `de mil twa san senkant`. */
export function numberAt(tokens: readonly Token[], at: number): Found | null {
  const token = tokens[at];
  let found: Found | null =
    typeof token === 'number' ? { value: token, next: at + 1 } : belowThousandAt(tokens, at);
  const thousands = wordIn(THOUSANDS, token);
  if (thousands !== undefined) return withRest(tokens, 1000 * thousands, at + 1, belowThousandAt);
  let unit = 1;
  for (let multiple = multipleAt(tokens, found?.next ?? at); multiple; ) {
    const value = (found?.value ?? 1) * multiple;
    unit = multiple;
    found = { value, next: (found?.next ?? at) + 1 };
    if (multiple >= 1000) found = withRest(tokens, value, found.next, belowThousandAt);
    multiple = multipleAt(tokens, found.next);
  }
  return found && withHalf(tokens, found, unit);
}

function multipleAt(tokens: readonly Token[], at: number): number | undefined {
  const token = tokens[at];
  if (typeof token !== 'string') return undefined;
  if (THOUSAND.has(token)) return 1000;
  return MILLION.has(token) ? 1_000_000 : COLLECTIVE.get(token);
}

function belowThousandAt(tokens: readonly Token[], at: number): Found | null {
  const token = tokens[at];
  const hundreds = wordIn(HUNDREDS, token);
  if (hundreds !== undefined) return withRest(tokens, 100 * hundreds, at + 1, belowHundredAt);
  if (isHundred(tokens, at)) return withRest(tokens, 100, at + 1, belowHundredAt);
  const count = belowHundredAt(tokens, at);
  if (!count || count.value < 1 || count.value > 99 || !isHundred(tokens, count.next)) return count;
  return withRest(tokens, 100 * count.value, count.next + 1, belowHundredAt);
}

function isHundred(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return typeof token === 'string' && HUNDRED.has(token) && !isSomethingElse(tokens, at);
}

function belowHundredAt(tokens: readonly Token[], at: number): Found | null {
  const [token, following] = [tokens[at], tokens[at + 1]];
  const fourTwenties = /^(?:quatre|katre|kat) (?:vingts?|ven|vin)$/.test(`${token} ${following}`);
  if (fourTwenties) return withRest(tokens, 80, at + 2, (_, next) => restAt(tokens, next, 19));
  const tens = wordIn(TENS, token);
  if (tens !== undefined) {
    const most = tens === 60 || tens === 80 ? 19 : 9;
    return withRest(tokens, tens, at + 1, (_, next) => restAt(tokens, next, most));
  }
  return smallAt(tokens, at);
}

function restAt(tokens: readonly Token[], at: number, most: number): Found | null {
  const found = smallAt(tokens, at);
  return found && found.value >= 1 && found.value <= most ? found : null;
}

function smallAt(tokens: readonly Token[], at: number): Found | null {
  const value = wordIn(SMALL, tokens[at]);
  if (value === undefined || isSomethingElse(tokens, at)) return null;
  const unit = value === 10 ? wordIn(SMALL, tokens[at + 1]) : undefined;
  return unit !== undefined && unit >= 7 && unit <= 9
    ? { value: value + unit, next: at + 2 }
    : { value, next: at + 1 };
}

/** Words that are often something else (`vingt de nos membres`) join a number only by `e`, `et`, `y`, `and`. */
function withRest(
  tokens: readonly Token[],
  value: number,
  at: number,
  restIn: (tokens: readonly Token[], at: number) => Found | null,
): Found {
  const joined = JOINS.has(String(tokens[at]));
  const from = joined ? at + 1 : at;
  const rest = joined || !APART.has(String(tokens[from])) ? restIn(tokens, from) : null;
  return rest ? { value: value + rest.value, next: rest.next } : { value, next: at };
}

function withHalf(tokens: readonly Token[], found: Found, unit: number): Found {
  const half = (at: number) => HALVES.has(String(tokens[at]));
  if (tokens[found.next] === 'edmi') return { value: found.value + unit / 2, next: found.next + 1 };
  if (!JOINS.has(String(tokens[found.next]))) return found;
  const at = found.next + (tokens[found.next + 1] === 'a' ? 2 : 1);
  return half(at) ? { value: found.value + unit / 2, next: at + 1 } : found;
}

function wordIn(words: ReadonlyMap<string, number>, token: Token | undefined): number | undefined {
  return typeof token === 'string' ? words.get(token) : undefined;
}

function isWeak(tokens: readonly Token[], at: number, next: number): boolean {
  return next === at + 1 && WEAK.has(String(tokens[at]));
}

/** `plizyè santèn` and `des dizaines` name no number. */
function isVague(tokens: readonly Token[], at: number): boolean {
  const token = String(tokens[at]);
  if (!HUNDRED.has(token) && multipleAt(tokens, at) === undefined) return false;
  return PLURALS.test(token) || SEVERAL.has(String(tokens[at - 1]));
}

/** `pa gen yon moun` is not 1. */
function isNobody(tokens: readonly Token[], weak: ReadonlySet<number>): boolean {
  return weak.has(1) && tokens.some((token) => NEGATIONS.has(String(token)));
}
