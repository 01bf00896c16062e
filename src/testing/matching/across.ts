import { averagePrecision } from '../../cli/match/measure.ts';
import { foldWords } from '../../language/fold.ts';
import { foldFrench } from '../../language/french-sounds.ts';
import { guessLanguage } from '../../language/guess.ts';
import { foldSpelling } from '../../language/spelling.ts';
import { SparseIndex } from '../../matching/index/sparse-index.ts';
import { termOf } from '../../matching/index/types.ts';
import { Matcher } from '../../matching/matcher.ts';
import { constitution, declaration, haitiSms, type Named } from './corpora.ts';

/** How somebody might ask for a text: by its beginning. */
const ASKED_WORDS = 25;
const asked = ({ text }: Named) => text.split(/\s+/).slice(0, ASKED_WORDS).join(' ');

interface Pairs {
  readonly name: string;
  readonly from: readonly Named[];
  readonly to: readonly Named[];
}

/** From one language to another; the right one has the same id. Nobody tells which language anything is in. */
export const PAIRS: Readonly<Record<string, () => Pairs>> = {
  declaration: () => ({
    name: 'declaration, French to standard Creole',
    from: declaration('fra'),
    to: declaration('hat_kreyol'),
  }),
  popular: () => ({
    name: 'declaration, French to popular Creole',
    from: declaration('fra'),
    to: declaration('hat_popular'),
  }),
  constitution: () => ({
    name: 'constitution, French to Creole',
    from: constitution('fr'),
    to: constitution('ht'),
  }),
  creole: () => ({
    name: 'declaration, popular to standard Creole',
    from: declaration('hat_popular'),
    to: declaration('hat_kreyol'),
  }),
  english: () => ({
    name: 'declaration, English to popular Creole',
    from: declaration('eng'),
    to: declaration('hat_popular'),
  }),
  spanish: () => ({
    name: 'declaration, Spanish to popular Creole',
    from: declaration('spa'),
    to: declaration('hat_popular'),
  }),
};

type Ask = (text: string) => string[];

/** What is asked gets back at most 20 ids, best first. */
const WAYS: Readonly<Record<string, (pool: readonly Named[]) => Ask>> = {
  plain: (pool) => ofPieces(pool, foldWords),
  folded: (pool) => ofPieces(pool, heard),
  matcher: (pool) => {
    const matcher = new Matcher();
    for (const { id, text } of pool) matcher.put({ claimId: id, textId: id, text });
    return (text) => matcher.find({ text }, { limit: 20 }).map(({ claimId }) => claimId);
  },
};
export type Way = keyof typeof WAYS;

/** BM25 of pieces of three to five letters: what there is without any knowledge of languages. */
function ofPieces(pool: readonly Named[], fold: (text: string) => string): Ask {
  const index = new SparseIndex([{ k1: 1.2, b: 0.75, weight: 1 }]);
  const bagOf = (text: string) => {
    const terms = pieces(fold(text));
    return { terms, counts: new Uint8Array(terms.length).fill(1), lengths: Float32Array.of(terms.length) };
  };
  pool.forEach(({ text }, key) => {
    index.add(key, bagOf(text));
  });
  return (text) => {
    const terms = Uint32Array.from(new Set(pieces(fold(text))));
    return index
      .search({ terms, weights: new Float32Array(terms.length).fill(1) }, 20)
      .map(({ key }) => pool[key]?.id ?? '');
  };
}

function pieces(words: string): Uint32Array {
  const padded = ` ${words} `;
  const found: number[] = [];
  for (let start = 0; start < padded.length; start += 1) {
    let piece = 0x811c9dc5;
    for (let at = start; at < Math.min(padded.length, start + 5); at += 1) {
      piece = Math.imul(piece ^ padded.charCodeAt(at), 0x01000193);
      if (at - start >= 2) found.push(termOf(0, piece));
    }
  }
  return Uint32Array.from(found);
}

/** As it sounds, in the language that it seems to be in. */
const heard = (text: string) =>
  guessLanguage(text).language === 'fr'
    ? (text.match(/[\p{L}\p{M}]+/gu) ?? []).map(foldFrench).join(' ')
    : foldSpelling(text);

/**
 * Finds each text of one language by its beginning in another, among all of the other language and all SMS.
 * @returns MAP@5 per way
 */
export function measureAcross(pairs: Pairs, ways: readonly Way[]): { queries: number; map5: number[] } {
  const known = new Set(pairs.to.map(({ id }) => id));
  const queries = pairs.from.filter(({ id }) => known.has(id));
  const pool = [...pairs.to, ...haitiSms()];
  const map5 = ways.map((way) => {
    const ask = WAYS[way]?.(pool) ?? (() => []);
    const sum = queries.reduce(
      (all, query) => all + averagePrecision(ask(asked(query)), new Set([query.id]), 5),
      0,
    );
    return sum / queries.length;
  });
  return { queries: queries.length, map5 };
}
