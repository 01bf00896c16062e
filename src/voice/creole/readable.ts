import { plain } from '../read/plain.ts';
import { abbreviation, spell } from './letters.ts';
import { frenchInCreole, respellNames } from './names.ts';
import { cardinal, clockTime, counted, decimal, digitByDigit, ordinal } from './numbers.ts';
import { isCreoleSpelling } from './sounds.ts';

const MONTHS = 'janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm'.split(' ');
const MONTH = 'janvye|fevriye|mas|avril|me|jen|jiyè|out|septanm|oktòb|novanm|desanm';

/** Digits in groups of three, or a bare number; with decimals. Groups by comma, point or space, as people write them. */
const NUMBER = String.raw`\d{1,3}(?:[ ,.]\d{3})+(?!\d)(?:[.,]\d+(?!\d))?|\d+(?:[.,]\d+)?`;
const START = String.raw`(?<![\p{L}\p{N}])`;
const END = String.raw`(?![\p{L}\p{N}])`;
const rule = (pattern: string) => new RegExp(`${START}${pattern}${END}`, 'giu');

/** What is paid in: before or behind the number. */
const CURRENCY: readonly (readonly [RegExp, string])[] = [
  [/^(us ?\$|\$ ?us|usd)$/i, 'dola ameriken'],
  [/^(\$|dola|dollars?)$/i, 'dola'],
  [/^(g|gdes?|gd|htg|gourdes?|goud)$/i, 'goud'],
  [/^(€|eur|euros?|ewo)$/i, 'ewo'],
];
const BEFORE = String.raw`US ?\$|\$|€|HTG|USD`;
const BEHIND = String.raw`US ?\$|\$ ?US|\$|€|gdes?|gd|g|HTG|USD|EUR|goud|gourdes?|dola|dollars?|euros?|ewo`;

function valueIn(written: string): { whole: number; behind?: string } {
  const grouped = /^\d{1,3}(?:[ ,.]\d{3})+(?=$|[.,])/.exec(written)?.[0];
  const [head = '', behind] = grouped
    ? [grouped.replace(/\D/g, ''), written.slice(grouped.length + 1) || undefined]
    : written.split(/[.,]/);
  return { whole: Number(head), ...(behind !== undefined && { behind }) };
}

/** Codes and numbers of phones are not amounts: from five digits on, unless they are round or grouped. */
const isCode = (digits: string) =>
  /^0\d/.test(digits) || (digits.length >= 5 && !/00$/.test(digits)) || digits.length > 12;

function number(written: string, before: 'thing' | 'nothing' = 'nothing'): string {
  if (/^\d+$/.test(written) && isCode(written) && before === 'nothing') return digitByDigit(written);
  const { whole, behind } = valueIn(written);
  if (whole > 999_999_999_999) return digitByDigit(written.replace(/\D/g, ''));
  if (behind !== undefined) return decimal(whole, behind);
  return before === 'thing' ? counted(whole) : cardinal(whole);
}

function amount(written: string, currency: string): string {
  const name = CURRENCY.find(([sign]) => sign.test(currency.trim()))?.[1] ?? currency;
  const { whole, behind } = valueIn(written);
  if (behind === undefined || !/^\d{2}$/.test(behind)) return `${number(written, 'thing')} ${name}`;
  return `${counted(whole)} ${name}${behind === '00' ? '' : ` ${cardinal(Number(behind))} santim`}`;
}

function date(day: string, month: string, year: string): string | undefined {
  const name = MONTHS[Number(month) - 1];
  if (name === undefined || Number(day) < 1 || Number(day) > 31) return undefined;
  return `${Number(day) === 1 ? 'premye' : cardinal(Number(day))} ${name} ${cardinal(Number(year))}`;
}

const grouped = (text: string) =>
  text
    .split(/\D+/)
    .filter(Boolean)
    .map((group) => digitByDigit(group))
    .join(', ');

type Rule = readonly [pattern: RegExp, said: (...found: string[]) => string];

/** In the order in which they apply: what is more than a number before numbers. */
const RULES: readonly Rule[] = [
  [/(?<![\p{L}\p{N}])\+\d[\d\-. ]{6,}\d(?!\d)/gu, (all) => ` ${grouped(all)} `],
  [
    rule(String.raw`(?:509[- ])?[2-5]\d{3}[- ]\d{4}(?![- ]?\d)`),
    (all) => (/^(?:19|20)\d\d[- ](?:19|20)\d\d$/.test(all) ? years(all) : grouped(all)),
  ],
  [rule(String.raw`(?:509[- ])?[2-5]\d(?:[- ]\d{2}){3}(?![- ]?\d)`), (all) => grouped(all)],
  [rule(String.raw`(\d{4})-(\d{2})-(\d{2})`), (all, y = '', m = '', d = '') => date(d, m, y) ?? grouped(all)],
  [
    rule(String.raw`(\d{1,2})[/-](\d{1,2})[/-](\d{4})`),
    (all, d = '', m = '', y = '') => date(d, m, y) ?? grouped(all),
  ],
  [rule(`(?:1|1ye|1er|1e) (${MONTH})`), (_, month = '') => `premye ${month}`],
  [
    rule(String.raw`([01]?\d|2[0-3]) ?(?:è|h|:) ?([0-5]\d)(?: ?(am|pm))?`),
    (_, hour = '', minute = '', half = '') => `${clockTime(Number(hour), Number(minute))}${halfOf(half)}`,
  ],
  [rule(String.raw`([01]?\d|2[0-4]) ?(?:è|h|zè)`), (_, hour = '') => clockTime(Number(hour) % 24, 0)],
  [
    rule(String.raw`([01]?\d) ?(am|pm)`),
    (_, hour = '', half = '') => `${clockTime(Number(hour), 0)}${halfOf(half)}`,
  ],
  [
    new RegExp(`${START}(${BEFORE}) ?(${NUMBER})(?: ?(milyon|milya|mil|mily[oò]))?${END}`, 'giu'),
    (_, sign = '', many = '', great = '') =>
      great ? `${number(many)} ${great} ${amount('2', sign).replace(/^de /, '')}` : amount(many, sign),
  ],
  [
    new RegExp(String.raw`(?<![\p{L}\p{N}])(${NUMBER}) ?(${BEHIND})(?![\p{L}\p{N}])`, 'giu'),
    (_, many = '', sign = '') => amount(many, sign),
  ],
  [new RegExp(`${START}(${NUMBER}) ?%`, 'gu'), (_, many = '') => `${number(many, 'nothing')} pousan`],
  [new RegExp(`${START}(${NUMBER}) ?°C?`, 'gu'), (_, many = '') => `${number(many)} degre`],
  [
    rule(String.raw`(\d{1,6})(?:yèm|ièm|èm|em|e|ème|eme|ye|er|ye)`),
    (_, many = '') => ordinal(Number(many) || 1),
  ],
  [/(?:#|№|(?<!\p{L})n[o°]\.? ?)(?=\d)/giu, () => 'nimewo '],
  [rule(String.raw`(\d{1,4})-(\d{1,4})`), (_, from = '', to = '') => `${number(from)} a ${number(to)}`],
  [rule(String.raw`(\d{1,3})/(\d{1,3})`), (_, from = '', to = '') => `${number(from)} sou ${number(to)}`],
  // A number glued to its word: 20an, 5km.
  [new RegExp(`${START}(${NUMBER}) ?km${END}`, 'giu'), (_, many = '') => `${number(many, 'thing')} kilomèt`],
  [new RegExp(`${START}(${NUMBER}) ?kg${END}`, 'giu'), (_, many = '') => `${number(many, 'thing')} kilo`],
  [
    new RegExp(`${START}(${NUMBER})(?=\\p{Ll}{2,}${END})`, 'gu'),
    (_, many = '') => `${number(many, 'thing')} `,
  ],
  // However long: what is counted is no code.
  [
    new RegExp(
      `${START}(${NUMBER})(?= (?:moun|elektè|vòt|fanm|gason|timoun|obsèvatè|biwo|sant|kandida|fanmi|kay)${END})`,
      'giu',
    ),
    (_, many = '') => number(many, 'thing'),
  ],
  // K123456, A7F3: a code, sign by sign.
  [
    rule(String.raw`(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{2,16}`),
    (all) => [...all].map((sign) => (/\d/.test(sign) ? digitByDigit(sign) : spell(sign))).join(' '),
  ],
  // One of a thing is yon.
  [/(?<![\p{L}\p{N}.,-])1 (?=\p{Ll}{2})/gu, () => 'yon '],
  [/(?<=^|\s)-(?=\d)/gu, () => 'mwens '],
  [new RegExp(`(${NUMBER})`, 'gu'), (_, many = '') => ` ${number(many)} `],
  [/&/g, () => ' ak '],
  [/\+/g, () => ' plis '],
  [/=/g, () => ' egal '],
  [/@/g, () => ' awobaz '],
  [/[%$€£#°:/]/g, () => ' '],
];

const years = (text: string) => {
  const [from = '', to = ''] = text.split(/\D/);
  return `${cardinal(Number(from))} a ${cardinal(Number(to))}`;
};

function halfOf(half: string | undefined): string {
  if (!half) return '';
  return half.toLowerCase() === 'am' ? ' di maten' : ' di swa';
}

/**
 * A Creole text as it is read aloud, in words of the orthography alone: numbers, amounts, times, dates, codes and
 * abbreviations written out, French names as people say them, links called `lyen`. In lower case; `. , ? !` and
 * apostrophes stay.
 */
export function readableCreole(text: string): string {
  let said = plain(text, { link: 'lyen', mail: 'imel' });
  said = said.replace(/(?<!\p{L})(?:\p{Lu}\.){2,}/gu, (all) => all.replaceAll('.', ''));
  said = respellNames(said.replace(/(?<!\p{L})(Dr|Mme|Mlle|Mr|etc|elt)\./gu, '$1'));
  for (const [pattern, replacement] of RULES)
    said = said.replace(pattern, replacement as (all: string) => string);
  said = said.replace(/(?<![\p{L}'])\p{Lu}{2,}(?![\p{L}])/gu, (all) => abbreviation(all));
  // A single capital is the name of a letter (A, B), unless it is a short pronoun at the beginning (M ap vini).
  said = said.replace(/(?<![\p{L}'-])[B-DF-HJP-SVXZ](?![\p{L}'-])/gu, (letter) => spell(letter));
  said = said.toLowerCase();
  said = said.replace(/[\p{L}\p{M}]+/gu, (word) => (isCreoleSpelling(word) ? word : frenchInCreole(word)));
  return said
    .replace(/\s+/g, ' ')
    .replace(/\s+([.,!?])/g, '$1')
    .trim();
}
