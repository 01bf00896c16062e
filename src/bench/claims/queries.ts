import { Chance } from './chance.ts';
import { madeClaims } from './make.ts';

/** What somebody might send, against a known claim or against none. */
export const KINDS = ['noisy', 'unrelated', 'short', 'long'] as const;
export type Kind = (typeof KINDS)[number];

const LONG = 700;
const UNRELATED_WORDS = 25;
const PREFIXES = ['Bonswa, eske se vre ke ', 'Mwen resevwa sa: ', 'Est-ce vrai que ', 'Transféré : '];

/**
 * Queries of one kind: `noisy` copies of known claims (misspelt, words left out, put before or cut off), 25 words of
 * `unrelated` rumors, two words of a known claim (`short`), and 700 signs of rumors nobody knows (`long`).
 * @param known texts that are known
 * @param seed of rumors that are not: another one than that of the known
 */
export function* madeQueries(
  kind: Kind,
  count: number,
  known: readonly string[],
  seed: number,
): Generator<string> {
  const chance = new Chance(seed);
  const unknown = [...madeClaims(2_000, seed)].map(({ text }) => text);
  for (let made = 0; made < count; made += 1) {
    if (kind === 'noisy') yield noisy(chance.of(known), chance);
    else if (kind === 'short') yield someWords(chance.of(known), 2, chance);
    else if (kind === 'unrelated') {
      let words = 0;
      const parts: string[] = [];
      while (words < UNRELATED_WORDS) {
        const part = someWords(chance.of(unknown), 2, chance);
        parts.push(part);
        words += part.split(' ').length;
      }
      yield parts.join(' ');
    } else {
      let text = '';
      while (text.length < LONG) text += `${chance.of(unknown)}. `;
      yield text.slice(0, LONG);
    }
  }
}

function someWords(text: string, count: number, chance: Chance): string {
  const words = text.split(' ');
  const from = chance.below(Math.max(1, words.length - count + 1));
  return words.slice(from, from + count).join(' ');
}

/** As it comes from a phone: one word in ten is missing, one in four has a slip, and half of them begin with a question. */
function noisy(text: string, chance: Chance): string {
  let words = text.split(' ').filter(() => chance.next() > 0.1);
  words = words.map((word) => (word.length > 3 && chance.next() < 0.25 ? slip(word, chance) : word));
  if (chance.next() < 0.3) words = words.slice(0, Math.max(3, Math.ceil(words.length * 0.7)));
  return (chance.next() < 0.5 ? chance.of(PREFIXES) : '') + words.join(' ');
}

function slip(word: string, chance: Chance): string {
  const at = 1 + chance.below(word.length - 2);
  switch (chance.below(3)) {
    case 0:
      return word.slice(0, at) + word.slice(at + 1);
    case 1:
      return word.slice(0, at) + chance.of([...'aeioukt']) + word.slice(at + 1);
    default:
      return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
  }
}
