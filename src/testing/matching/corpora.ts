import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { type ReadClaim, type ReadTip, readClaims, readQrels, readTips } from '../../cli/match/read.ts';

const DATA = new URL('../../../../shared/data/', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, DATA));

/** A text with a name that those that say the same share. */
export interface Named {
  readonly id: string;
  readonly text: string;
}

const rows = (name: string): Record<string, string>[] =>
  parse(readFileSync(path(name), 'utf8'), { columns: true, relax_column_count: true });

/** CLEF CheckThat! 2020, Task 2: tips in English, and which fact-checks they need. */
export function checkThat(split: 'train' | 'dev'): {
  claims: ReadClaim[];
  tips: ReadTip[];
  right: Map<string, Set<string>>;
} {
  const claims = readClaims(path('claims/clef2020-task2/verified_claims.docs.tsv'));
  return {
    claims,
    tips: readTips(path(`claims/clef2020-task2/${split}/tweets.queries.tsv`)),
    right: readQrels(
      path(`claims/clef2020-task2/${split}/tweet-vclaim-pairs.qrels`),
      new Set(claims.map(({ id }) => id)),
    ),
  };
}

/** The articles of the Declaration of Human Rights, by number. */
export function declaration(variant: 'fra' | 'eng' | 'spa' | 'hat_popular' | 'hat_kreyol'): Named[] {
  const articles: { id: string; text: string }[] = [];
  let inside = false;
  for (const row of rows('text/udhr/udhr_paragraphs.csv')) {
    if (row.variant !== variant) continue;
    if (row.element === 'h2') {
      inside = /\d|premier/i.test(row.text ?? '');
      if (inside) articles.push({ id: String(articles.length + 1), text: '' });
      continue;
    }
    const article = articles.at(-1);
    if (inside && article) article.text = `${article.text} ${row.text}`.trim();
  }
  return articles;
}

/** The articles of the Constitution of 1987, by number; the Creole is full of misread letters. */
export const constitution = (language: 'fr' | 'ht'): Named[] =>
  rows(`text/constitution_1987_${language}.csv`).map((row) => ({
    id: (row.article ?? '').replaceAll('.', '-'),
    text: row[`text_${language}`] ?? '',
  }));

/** SMS of 2010: nothing in them is a claim of the other texts. */
export const haitiSms = (): Named[] =>
  rows('haiti-sms/haiti_sms_direct.csv').map((row, at) => ({ id: `sms-${at}`, text: row.original ?? '' }));
