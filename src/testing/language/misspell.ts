import type { Guessed } from '../../language/guess.ts';

/** Numbers from 0 to below 1, the same row for the same seed (mulberry32): a table that is learnt twice is the same. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Accents off, small letters: how most SMS are typed. */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Some phones and gateways drop a letter that they do not know. */
export const dropAccented = (text: string): string => text.replace(/[^\p{ASCII}]/gu, '');

/** A piece of `least` to `most` characters, cut between words; the whole where it is shorter. */
export function cut(text: string, least: number, most: number, random: () => number): string {
  if (text.length <= most) return text;
  const length = least + Math.floor(random() * (most - least + 1));
  const from = Math.floor(random() * (text.length - length));
  const start = from === 0 ? 0 : text.indexOf(' ', from) + 1;
  const piece = text.slice(start, start + length);
  const end = piece.lastIndexOf(' ');
  return (end >= least && text.length > start + length ? piece.slice(0, end) : piece).trim();
}

/** Every word changed with chance `share`: a letter left out, doubled, swapped with the next, or glued to the next word. */
export function misspell(text: string, share: number, random: () => number): string {
  return text
    .split(' ')
    .map((word) => {
      if (random() >= share) return `${word} `;
      const at = Math.floor(random() * word.length);
      const [before, letter, after] = [word.slice(0, at), word.slice(at, at + 1), word.slice(at + 1)];
      switch (Math.floor(random() * 5)) {
        case 0:
          return `${before}${after} `;
        case 1:
          return `${before}${letter}${letter}${after} `;
        case 2:
          return `${before}${after.slice(0, 1)}${letter}${after.slice(1)} `;
        case 3:
          return word;
        default:
          // Vowels are the first to go: `bnjr`, `msj`, `txt`.
          return `${word.slice(0, 1)}${word.slice(1).replace(/[aeiou]/gi, (vowel) => (random() < 0.5 ? '' : vowel))} `;
      }
    })
    .join('')
    .trim();
}

/** As the ear has it, or as the neighbour language would write it: what people do who never learnt to spell theirs. */
const BY_EAR: Readonly<Record<Guessed, readonly [heard: RegExp, written: string][]>> = {
  es: [
    [/qu(?=[ei])/g, 'k'],
    [/c(?=[aou])/g, 'k'],
    [/c(?=[ei])/g, 's'],
    [/z/g, 's'],
    [/v/g, 'b'],
    [/ll/g, 'y'],
    [/\bh/g, ''],
    [/g(?=[ei])/g, 'j'],
  ],
  fr: [
    [/qu/g, 'k'],
    [/eau|au/g, 'o'],
    [/ph/g, 'f'],
    [/c'est|ces\b|ses\b/g, 'c'],
    [/(?<=\w)ent\b|(?<=\w{2})s\b/g, ''],
    [/ez\b|ait\b|er\b/g, 'é'],
    [/c(?=[ei])|ss/g, 's'],
    [/\bc(?=[aou])/g, 'k'],
  ],
  en: [
    [/\byou\b/g, 'u'],
    [/\bare\b/g, 'r'],
    [/\bth(?=\w)/g, 'd'],
    [/ing\b/g, 'in'],
    [/ght/g, 't'],
    [/ck/g, 'k'],
    [/\bfor\b/g, '4'],
    [/'/g, ''],
  ],
  ht: [
    [/mwen/g, 'moin'],
    [/wa/g, 'oi'],
    [/gen/g, 'gain'],
    [/k(?=[aou])/g, 'c'],
    [/k(?=[ei])/g, 'qu'],
    [/an\b/g, 'ant'],
    [/e\b/g, 'er'],
    [/moun\b/g, 'moune'],
    [/en/g, 'in'],
  ],
};

/** Each of the language's habits with chance `share`; small letters. */
export function byEar(text: string, language: Guessed, share: number, random: () => number): string {
  return BY_EAR[language].reduce(
    (said, [heard, written]) => (random() < share ? said.replace(heard, written) : said),
    text.toLowerCase(),
  );
}
