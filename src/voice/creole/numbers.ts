/** Numbers as they are said in Haitian Creole, in its orthography. A hyphen keeps sounds apart that stay apart. */

const TO_NINETEEN = [
  'zewo',
  'en',
  'de',
  'twa',
  'kat',
  'senk',
  'sis',
  'sèt',
  'uit',
  'nèf',
  'dis',
  'onz',
  'douz',
  'trèz',
  'katòz',
  'kenz',
  'sèz',
  'disèt',
  'dizuit',
  'diznèf',
];

/** By the ten: alone, before 1, before another unit. */
const TENS: Readonly<Record<number, readonly [alone: string, one: string, other: string]>> = {
  2: ['ven', 'venteyen', 'venn'],
  3: ['trant', 'tranteyen', 'trann'],
  4: ['karant', 'karanteyen', 'karann'],
  5: ['senkant', 'senkanteyen', 'senkann'],
  6: ['swasant', 'swasanteyen', 'swasann'],
};

function belowHundred(n: number): string {
  if (n < 20) return TO_NINETEEN[n] ?? '';
  if (n >= 80) {
    const more = n === 80 ? '' : (TO_NINETEEN[n - 80] ?? '');
    return `katreven${/^[eou]/.test(more) ? '-' : ''}${more}`;
  }
  const ten = TENS[n >= 70 ? 6 : Math.floor(n / 10)];
  if (!ten) return '';
  const unit = n >= 70 ? n - 60 : n % 10;
  if (unit === 0) return ten[0];
  if (unit === 1) return ten[1];
  // ventuit, trantnèf: before 8 and 9 the t is heard (not in 78 and 79, which go by 18 and 19).
  return unit === 8 || unit === 9
    ? `${n < 30 ? 'vent' : ten[0]}${TO_NINETEEN[unit]}`
    : `${ten[2]}${TO_NINETEEN[unit]}`;
}

/** desan, sisan, uisan: the last consonant goes before san. */
const HUNDREDS = ['', 'san', 'desan', 'twasan', 'katsan', 'senksan', 'sisan', 'sètsan', 'uisan', 'nèfsan'];

function belowThousand(n: number): string {
  const rest = n % 100;
  return [HUNDREDS[Math.floor(n / 100)], rest === 0 ? '' : belowHundred(rest)].filter(Boolean).join(' ');
}

const GREAT = [
  [1_000_000_000, 'milya'],
  [1_000_000, 'milyon'],
] as const;

/** @param n whole, from 0 to 999 999 999 999 */
export function cardinal(n: number): string {
  if (n === 0) return 'zewo';
  const said: string[] = [];
  let rest = n;
  for (const [size, name] of GREAT) {
    const count = Math.floor(rest / size);
    if (count > 0) said.push(count === 1 ? 'yon' : cardinal(count), name);
    rest %= size;
  }
  const thousands = Math.floor(rest / 1000);
  if (thousands > 0) said.push(...(thousands === 1 ? [] : [belowThousand(thousands)]), 'mil');
  if (rest % 1000 > 0) said.push(belowThousand(rest % 1000));
  return said.join(' ');
}

/** Before a thing one is `yon`: yon goud, but venteyen goud. */
export const counted = (n: number): string => (n === 1 ? 'yon' : cardinal(n));

/** @param digits after the comma, as they were written */
export function decimal(whole: number, digits: string): string {
  const behind = /^0|^\d{3,}/.test(digits) ? digitByDigit(digits) : cardinal(Number(digits));
  return `${cardinal(whole)} vigil ${behind}`;
}

/** How the last word of a number changes before -yèm and before è (hours). */
const BEFORE_YEM: readonly (readonly [RegExp, string])[] = [
  [/(^|-| )en$/, '$1inyèm'],
  [/eyen$/, 'eyinyèm'],
  [/(^|-|n| )de$/, '$1dezyèm'],
  [/twa$/, 'twazyèm'],
  [/kat$/, 'katriyèm'],
  [/sis$/, 'sizyèm'],
  [/nèf$/, 'nevyèm'],
  [/dis$/, 'dizyèm'],
  [/(^|[^t])ven$/, '$1ventyèm'],
  [/san$/, 'santyèm'],
  [/milyon$/, 'milyonyèm'],
];

/** @param n from 1 */
export function ordinal(n: number): string {
  if (n === 1) return 'premye';
  const said = cardinal(n);
  for (const [end, instead] of BEFORE_YEM) if (end.test(said)) return said.replace(end, instead);
  return `${said}yèm`;
}

const HOURS = [
  'minwi',
  'inè',
  'dezè',
  'twazè',
  'katrè',
  'senkè',
  'sizè',
  'sètè',
  'uitè',
  'nevè',
  'dizè',
  'onzè',
  'midi',
  'trèzè',
  'katòzè',
  'kenzè',
  'sèzè',
  'disètè',
  'dizuitè',
  'diznevè',
  'ventè',
  'venteyinè',
  'venndezè',
  'venntwazè',
];

/** @param hour 0 to 23 @param minute 0 to 59 */
export function clockTime(hour: number, minute: number): string {
  const said = HOURS[hour] ?? cardinal(hour);
  if (minute === 0) return said;
  return `${said} ${minute === 30 && hour >= 1 && hour <= 12 ? 'edmi' : cardinal(minute)}`;
}

/** Phone numbers and codes: nobody writes down "de milyon". */
export const digitByDigit = (digits: string): string =>
  [...digits].map((digit) => TO_NINETEEN[Number(digit)] ?? '').join(' ');
