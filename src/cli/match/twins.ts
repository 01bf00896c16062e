import { foldWords } from '../../language/fold.ts';
import type { ReadClaim } from './read.ts';

/** So much of the words of two wordings must be shared, of all that they have together. */
const ALIKE = 0.7;

const wordsOf = (text: string) => new Set(foldWords(text).split(' '));

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return shared >= ALIKE * (a.size + b.size - shared);
}

/**
 * Collections hold the same claim several times, under several ids. Where the claim of a tip is taken out to see what an
 * unseen rumor finds, its twins must go, too: what they say is no wrong answer.
 * @returns for some ids, these and all that say nearly the same in nearly the same words
 */
export function twinFinder(claims: readonly ReadClaim[]): (ids: ReadonlySet<string>) => ReadonlySet<string> {
  const sides = claims.map(({ id, text, title }) => ({ id, text: wordsOf(text), title: wordsOf(title) }));
  const byId = new Map(sides.map((side) => [side.id, side]));
  return (ids) => {
    const all = new Set(ids);
    for (const id of ids) {
      const one = byId.get(id);
      if (!one) continue;
      for (const other of sides)
        if (alike(one.text, other.text) || (one.title.size > 3 && alike(one.title, other.title)))
          all.add(other.id);
    }
    return all;
  };
}
