import { DATE_WORDS } from '../dates.ts';
import { numberAt } from './number.ts';
import { SMALL } from './number-words.ts';
import { plainAnswer } from './plain.ts';

/** Days of the week and months by every name that they have, without accents. Sunday is 0, January is 1. */
export const WEEKDAYS = named('weekdays', 0, {
  mecredi: 3,
  mekredi: 3,
  vendredi: 5,
  tue: 2,
  tues: 2,
  wed: 3,
  thu: 4,
  thurs: 4,
  fri: 5,
});
export const MONTHS = named('months', 1, {
  ...{ janv: 1, jan: 1, janvie: 1, fev: 2, feb: 2, fevrye: 2, avr: 4, apr: 4, juil: 7, jul: 7, jun: 6 },
  ...{ aou: 8, aug: 8, ago: 8, sept: 9, sep: 9, setiembre: 9, oct: 10, okt: 10, oktob: 10, nov: 11 },
  ...{ dec: 12, dic: 12, des: 12 },
});

export const any = (words: Iterable<string>) => `(?:${[...words].join('|')})`;
const list = (words: string) => words.split(' ');

/** The units of `sa gen 2 zè`, with their minutes. */
export const UNITS: ReadonlyMap<string, number> = new Map(
  [
    [1, 'minit minits minute minutes min mn minuto minutos'],
    [60, 'edtan ze e h heure heures eure eures hour hours hr hrs hora horas'],
    [24 * 60, 'jou jous jour jours day days dia dias'],
    [7 * 24 * 60, 'semen semenn semaine semaines week weeks semana semanas'],
  ].flatMap(([minutes, words]) =>
    list(String(words)).map((word): [string, number] => [word, Number(minutes)]),
  ),
);
export const HOUR = any(list('h ze heures? eures? hrs? horas? oclock'));

/** What people call one thing, under one name. In this order: longer phrases before their parts. */
const SAME: readonly [string, string][] = [
  ['ed tan|e d tan', 'edtan'],
  ['(?:(?:une?|yon|una|1) )?(?:demi heure|demi e|dmi e|dmi edtan|media hora)|half (?:an )?hour', '30 minit'],
  ['(?:(?:un|yon) )?(?:quart d heure|ka e)|quarter of an hour', '15 minit'],
  ['o clock', 'oclock'],
  ['e (?:demi|dmi)|et demie?|y media|and a half', 'edmi'],
  ['(?:et|e|y) (?:le |un |yon )?(?:quart|ka|kar|cuarto)', '15'],
  [
    '(?:day )?before yesterday|avan (?:ye|aye|ayer|yer)|avant hier|antes de ayer|anteayer|avanye|avanhier',
    'avanye',
  ],
  ['day after tomorrow|apre demen|apres demain|pasado manana', 'apredemen'],
  ['last night|anoche', 'yesterday lannwit'],
  ['(?:la?)?(?:apre|apres) midi|aprem|apresmidi|lapremidi|afternoon|tarde', 'apremidi'],
  ['gran maten|bon maten|douvan jou|douvanjou|devan jou|avan jou|madrugada|dawn', 'granmaten'],
  ['(?:por|de|en|a) la manana|matin|matinee|matine|dimaten|morning', 'maten'],
  ['esta manana', 'thisday maten'],
  ['o swa|aswe|diswa|leswa|soir|soiree|evening', 'swa'],
  ['tonight', 'thisday swa'],
  ['lanwit|nannwit|nan nwit|nuit|night|noche', 'lannwit'],
  ['(?:ce|cet|cette|this|esta)(?= (?:maten|swa|apremidi|lannwit) )', 'thisday'],
  ['maten an', 'thisday maten'],
  ['swa a(?! \\d)', 'thisday swa'],
  ['aujourd hui|aujourdhui|ojodi|jodi (?:a|ya|an)|jodi|jodia|jodiya|jodya|hoy|today', 'jodia'],
  ['ayer|hier|yier|yer|iye|aye', 'yesterday'],
  ['demain|tomorrow|manana', 'demen'],
  ['mediodia|noon', 'midi'],
  ['minuit|midnight|medianoche', 'minwi'],
  [
    '(?:kounye|koulye|konnye|kouniye)(?: a)?|kounyea|kounya|konnya|ahora|ahorita|right now|now|maintenant',
    'kounya',
  ],
  ['tale(?: a)?|a l instant|en ce moment|fek|fenk|tout a l heure', 'kounya'],
  [
    '(?:kek|quelques|a few|few|unos) (?:minit|minutes|minutos|segonn|secondes|seconds|segundos)(?: ago)?',
    'kounya',
  ],
];
const RENAMED = SAME.map(([words, name]): [RegExp, string] => [
  new RegExp(`(?<= )(?:${words})(?= )`, 'g'),
  name,
]);

const STEMS: Readonly<Record<string, number>> = {
  ...{ in: 1, dez: 2, twaz: 3, katr: 4, senk: 5, siz: 6, set: 7, uit: 8, wit: 8, ywit: 8 },
  ...{ nev: 9, diz: 10, onz: 11, douz: 12 },
};
const FUSED = /^(in|dez|twaz|katr|senk|siz|set|uit|wit|ywit|nev|diz|onz|douz)(edtan|e)$/;
/** Without accents these are also other words: `se te`, eleven, twelve. */
const OFTEN_ELSE = new Set(['sete', 'onze', 'douze']);
export const BEFORE_HOUR = list('a ve ver vers at around las la anviron environ depi depuis jiska');

/**
 * An answer to `when?` in which one pattern finds what is said in four languages: words apart by one space, one
 * name for each thing, numbers in digits where they count time (`twazè` is `3 ze`, `deux heures` is `2 heures`).
 *
 * @returns with a space at both ends; `null` where the text is too long to be an answer
 */
export function timeWords(text: string): string | null {
  const plain = plainAnswer(text.length > 2000 ? text : keepAccents(text));
  if (plain === null) return null;
  const spaced = plain
    .replace(/(\d ?[ap])\.? ?m\b\.?/g, '$1m')
    .replace(/(?<=\d) ?([/:]) ?(?=\d)/g, '$1')
    .replace(/(?<!\d)[-.:/+]|[-.:/+](?!\d)/g, ' ')
    .replace(/[^\p{L}\p{N}.:/,-]+/gu, ' ')
    .replace(/,(?!\d)/g, ' , ')
    .split(' ')
    .map((word) => (/^\d/.test(word) ? word.replace(/(?<=\d)(?=\p{L})|(?<=\p{L})(?=\d)/gu, ' ') : word))
    .join(' ');
  let words = ` ${spaced} `.replace(/ +/g, ' ');
  for (const [pattern, name] of RENAMED) words = words.replace(pattern, name);
  return ` ${inDigits(words.trim().split(' ')).join(' ')} `;
}

/** Where the accent alone tells words apart: `yè` from `ye` (are), `sètè` from `sete` (it was). */
function keepAccents(text: string): string {
  return text
    .normalize('NFC')
    .replace(/(?<!\p{L})yè(?!\p{L})/giu, ' ayer ')
    .replace(/(?<!\p{L})sètè(?!\p{L})/giu, ' 7 ze ')
    .replace(/(?<!\p{L})onzè(?!\p{L})/giu, ' 11 ze ')
    .replace(/(?<!\p{L})douzè(?!\p{L})/giu, ' 12 ze ');
}

function inDigits(words: readonly string[]): string[] {
  const written: string[] = [];
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? '';
    const after = words[at + 1] ?? '';
    const led = BEFORE_HOUR.includes(words[at - 1] ?? '');
    const fused = OFTEN_ELSE.has(word) && !led && after !== 'edmi' ? null : FUSED.exec(word);
    if (fused && !/^(?:ven|vingts?)$/.test(after) && !counts(after)) {
      written.push(String(STEMS[fused[1] ?? '']), fused[2] === 'e' ? 'ze' : 'edtan');
      at++;
      continue;
    }
    const count = countAt(words, at, led);
    written.push(count ? String(Math.trunc(count.value)) : word);
    if (count && !Number.isInteger(count.value)) written.push('edmi');
    at = count?.next ?? at + 1;
  }
  return written;
}

function countAt(words: readonly string[], at: number, led: boolean) {
  const [word = '', after = ''] = words.slice(at, at + 2);
  if (/^(?:an?|de|en)$/.test(word))
    return counts(after) && after !== 'e' && word !== 'en'
      ? { value: word === 'de' ? 2 : 1, next: at + 1 }
      : null;
  const elided = /^(?:siz|diz)$/.test(word) ? STEMS[word] : undefined;
  const found =
    elided !== undefined
      ? { value: elided, next: at + 1 }
      : /^\p{L}/u.test(word)
        ? numberAt(words, at)
        : null;
  if (!found) return null;
  const next = words[found.next] ?? '';
  const ofMonth = MONTHS.has(next) || (next === 'de' && MONTHS.has(words[found.next + 1] ?? ''));
  if (counts(next) || ofMonth) return found;
  return led && SMALL.has(word) && !/^(?:une?|yon)$/.test(word) ? found : null;
}

function counts(word: string): boolean {
  return UNITS.has(word) || word === 'oclock';
}

function named(
  what: 'weekdays' | 'months',
  first: number,
  others: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const own = Object.values(DATE_WORDS).flatMap((words) =>
    words[what].map((name, at): [string, number] => [plainAnswer(name) ?? '', at + first]),
  );
  return new Map([...own, ...Object.entries(others)]);
}
