import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Guessed } from '../../language/guess.ts';

/** A text of which the language is known. */
export interface Sample {
  readonly text: string;
  readonly language: Guessed;
}

const SHARED = new URL('../../../../shared/data/', import.meta.url);
/** Whether the collection of real texts lies beside the checkout. It is never part of it. */
export const samplesAreHere = existsSync(new URL('haiti-sms/', SHARED));

/** The rows of a comma-separated file, by the names in its first line; quoted fields may hold line ends. */
function readCsv(url: URL): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of readFileSync(url, 'utf8').matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  const [names = [], ...rest] = rows;
  return rest.map((each) => Object.fromEntries(names.map((name, at) => [name, each[at] ?? ''])));
}

const shared = (path: string) => readCsv(new URL(path, SHARED));
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** One SMS of the sample from Haiti. */
export interface Sms {
  readonly text: string;
  readonly english: string;
  /** As read, one by one; `mix` where it is two languages, or none. */
  readonly label: Guessed | 'mix' | null;
  /** The collection's own count of function words: no more than a hint. */
  readonly hint: string;
  readonly hintMargin: number;
  /** Reported on, never learnt from: three quarters of what was read, and every Spanish one, being so few. */
  readonly reported: boolean;
}

/** Every different text once. */
export function haitiSms(): Sms[] {
  const labels = new Map(
    readCsv(new URL('labels.csv', import.meta.url)).map(({ id, sha256_8, label }) => [
      `${id} ${sha256_8}`,
      label,
    ]),
  );
  const seen = new Map<string, Sms>();
  for (const row of shared('haiti-sms/haiti_sms_direct.csv')) {
    const text = row.original ?? '';
    const hash = hashOf(text);
    const label = (labels.get(`${row.id} ${hash}`) as Sms['label'] | undefined) ?? null;
    if (seen.has(hash) && label === null) continue;
    seen.set(hash, {
      text,
      english: row.message_en ?? '',
      label,
      hint: row.lang_guess ?? '',
      hintMargin: Number(row.lang_margin),
      reported: label !== null && (label === 'es' || hash > '4'),
    });
  }
  return [...seen.values()];
}

/** Messages in romanised Urdu and Sindhi; every second one is learnt from as "anything else". */
export const otherSms = (half: 'learnt' | 'reported'): string[] =>
  shared('haiti-sms/non_haiti_direct_rows.csv')
    .filter((_row, at) => at % 2 === (half === 'learnt' ? 0 : 1))
    .map(({ original = '' }) => original);

/** Paragraphs of the Universal Declaration of Human Rights. */
export const declaration = (half: 'learnt' | 'reported'): Sample[] =>
  shared('text/udhr/udhr_paragraphs.csv').flatMap(({ lang, seq, element, text = '' }) =>
    // Headings (`Article 3`) are the same in several languages.
    element === 'p' &&
    ['ht', 'fr', 'en', 'es'].includes(lang ?? '') &&
    Number(seq) % 2 === (half === 'learnt' ? 0 : 1)
      ? [{ text, language: lang as Guessed }]
      : [],
  );

/** The same in Portuguese, which is none of ours. */
export const portuguese = (half: 'learnt' | 'reported'): string[] =>
  shared('text/udhr/udhr_paragraphs.csv').flatMap(({ lang, seq, text = '' }) =>
    lang === 'pt' && Number(seq) % 2 === (half === 'learnt' ? 0 : 1) ? [text] : [],
  );

/** Texts of other kinds, of which nothing was learnt: law, stories, religion, tweets. */
export function strangers(): Sample[] {
  const of = (language: Guessed, path: string, field: string) =>
    shared(path).map((row) => ({ language, text: row[field] ?? '' }));
  return [
    ...of('fr', 'text/constitution_1987_fr.csv', 'text_fr'),
    ...of('ht', 'text/constitution_1987_ht.csv', 'text_ht'),
    ...of('ht', 'text/creole_sentences_ud_adolphe.csv', 'text_ht'),
    ...of('ht', 'text/creole_mcq_mctest_dev.csv', 'question_ht'),
    ...readFileSync(new URL('claims/clef2020-task2/train/tweets.queries.tsv', SHARED), 'utf8')
      .split('\n')
      .slice(1)
      .flatMap((line) => (line === '' ? [] : [{ language: 'en' as const, text: line.split('\t')[1] ?? '' }])),
  ].filter(({ text }) => text.length >= 20);
}
