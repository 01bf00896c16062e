import { isShouted, plain } from './plain.ts';

/** The names of the letters, written so that they are read as such. */
const LETTERS: Readonly<Record<string, string>> = {
  A: 'a',
  B: 'bé',
  C: 'cé',
  D: 'dé',
  E: 'euh',
  F: 'èf',
  G: 'gé',
  H: 'ache',
  I: 'i',
  J: 'ji',
  K: 'ka',
  L: 'èl',
  M: 'èm',
  N: 'èn',
  O: 'o',
  P: 'pé',
  Q: 'ku',
  R: 'èr',
  S: 'èss',
  T: 'té',
  U: 'u',
  V: 'vé',
  W: 'double vé',
  X: 'iks',
  Y: 'i grec',
  Z: 'zèd',
};

const spell = (letters: string) => [...letters].map((letter) => LETTERS[letter] ?? '').join(' ');

/** Said as words, or in full; other capitals of up to five letters are spelt where they are no word. */
const SAID: Readonly<Record<string, string>> = {
  BED: 'bède',
  BEC: 'bec',
  BEK: 'bec',
  KEP: 'kep',
  ONU: 'onu',
  UNICEF: 'unicef',
  PNUD: 'pnud',
  HTG: 'gourdes',
  OK: 'ok',
  STOP: 'stop',
  OUI: 'oui',
  NON: 'non',
};

/** Spelt wherever they stand. */
const ALWAYS = new Set(['CEP', 'CNVE', 'BV', 'PNH', 'OEA', 'SMS', 'PDF']);

/** Ordinals that have no French ending of their own are the number with -ième. */
const ORDINALS =
  'zéroième premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième treizième quatorzième quinzième seizième dix-septième dix-huitième dix-neuvième vingtième vingt-et-unième vingt-deuxième vingt-troisième vingt-quatrième vingt-cinquième vingt-sixième vingt-septième vingt-huitième vingt-neuvième trentième trente-et-unième'.split(
    ' ',
  );

/** 1 heure and 21 heures are feminine. */
function hours(hour: number, minute: number): string {
  const said = hour === 1 ? 'une heure' : `${hour === 21 ? 'vingt et une' : hour} heures`;
  return minute === 0 ? said : `${said} ${minute}`;
}

const one = (word: string) => (many: string) => `${many} ${many === '1' || many === '0' ? word : `${word}s`}`;
const gourdes = one('gourde');
const dollars = one('dollar');

const NUMBER = String.raw`\d+(?:,\d+)?`;
type Rule = readonly [pattern: RegExp, said: (all: string, ...found: string[]) => string];

const digits = (text: string) =>
  text
    .split(/\D+/)
    .filter(Boolean)
    .map((group) => [...group].join(' '))
    .join(', ');

const RULES: readonly Rule[] = [
  [/(?<![\p{L}\p{N}])\+\d[\d\-. ]{6,}\d(?!\d)/gu, digits],
  [/(?<![\p{L}\p{N}-])(?:509[- ])?[2-5]\d{3}[- ]\d{4}(?![- ]?\d)/gu, digits],
  [/(?<![\p{L}\p{N}-])(?:509[- ])?[2-5]\d(?:[- ]\d{2}){3}(?![- ]?\d)/gu, digits],
  [/(?<=\d)[ .,](?=\d{3}(?!\d))/g, () => ''],
  [/(?<=\d)\.(?=\d)/g, () => ','],
  [
    /(?<![\p{L}\p{N}])([01]?\d|2[0-3]) ?(?:h|:) ?([0-5]\d)(?![\p{L}\p{N}])/giu,
    (_, h = '', m = '') => hours(Number(h), Number(m)),
  ],
  [/(?<![\p{L}\p{N}])([01]?\d|2[0-4]) ?(?:h|heures?)(?![\p{L}\p{N}])/giu, (_, h = '') => hours(Number(h), 0)],
  [new RegExp(`(?:US ?)?\\$ ?(${NUMBER})`, 'g'), (_, many = '') => dollars(many)],
  [new RegExp(`(${NUMBER}) ?(?:US ?\\$|\\$(?: ?US)?|USD)`, 'g'), (_, many = '') => dollars(many)],
  [new RegExp(`HTG ?(${NUMBER})`, 'g'), (_, many = '') => gourdes(many)],
  [new RegExp(`(${NUMBER}) ?(?:HTG|gdes?|gd|G)(?![\\p{L}\\p{N}])`, 'gu'), (_, many = '') => gourdes(many)],
  [/(?<![\p{L}\p{N}])1(?:re|ère)(?![\p{L}\p{N}])/gu, () => 'première'],
  [
    /(?<![\p{L}\p{N}])(\d{1,2})(?:er|e|ème|ième|nd|nde)(?![\p{L}\p{N}])/gu,
    (all, many = '') => ORDINALS[Number(many)] ?? all,
  ],
  [/(?<!\p{L})n[o°]\.? ?(?=\d)|№|#(?=\d)/giu, () => 'numéro '],
  // Codes: five digits and more that are not round, and digits among letters.
  [/(?<![\p{L}\p{N},])(?!\d*00(?!\d))\d{5,}(?![\p{L}\p{N},])/gu, digits],
  [
    /(?<![\p{L}\p{N}])(?=\p{Lu}*\d)(?=\d*\p{Lu})[\p{Lu}\d]{2,16}(?![\p{L}\p{N}])/gu,
    (all) => [...all].map((sign) => LETTERS[sign] ?? sign).join(' '),
  ],
  [/(?<!\p{L})(?:\p{Lu}\.){2,}/gu, (all) => all.replaceAll('.', '')],
  [/(?<!\p{L})Me(?= \p{Lu})/gu, () => 'maître'],
  [/(?<!\p{L})M\.(?= \p{Lu})/gu, () => 'monsieur'],
  [/(?<!\p{L})Mme(?!\p{L})/gu, () => 'madame'],
  [/(?<!\p{L})Dr\.?(?!\p{L})/gu, () => 'docteur'],
  [/(?<=\d)\/(?=\d)/g, () => ' sur '],
  [/[#°/€£=@:]/g, () => ' '],
];

/** A word has a vowel, and no more consonants together than French has. */
const isWord = (capitals: string) =>
  /[AEIOUY]/.test(capitals) && !/[^AEIOUY]{3}|^[^AEIOUYLR]{2}|[BCDFGPTV]$/.test(capitals);

/**
 * A French text as a French voice reads it well: what is short is written out, amounts, times and ordinals are words,
 * codes and telephone numbers stand digit by digit. Links are called `lien`.
 */
export function readableFrench(text: string): string {
  let said = plain(text, { link: 'lien', mail: 'adresse électronique' });
  const shouted = isShouted(said);
  for (const [pattern, replacement] of RULES) said = said.replace(pattern, replacement);
  said = said.replace(/(?<![\p{L}])\p{Lu}{2,}(?!\p{L})/gu, (capitals) => {
    const known = SAID[capitals];
    if (known !== undefined) return known;
    if (ALWAYS.has(capitals)) return spell(capitals);
    return shouted || (capitals.length > 3 && isWord(capitals)) ? capitals.toLowerCase() : spell(capitals);
  });
  return said.replace(/\s+/g, ' ').trim();
}
