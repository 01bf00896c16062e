import { foldWords } from '../../language/fold.ts';
import { foldSpelling } from '../../language/spelling.ts';
import type { Named } from './corpora.ts';

/** Numbers that look like chance and are the same every time, from 0 to 1. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What people do to a text between reading it and sending it. */
export interface Noise {
  /** Once more, as somebody else would write it. */
  (text: string, next: () => number): string;
  /** What was learnt, in numbers. */
  readonly learnt: Readonly<Record<'spellings' | 'accents' | 'capitals' | 'cut', number>>;
}

/** Letters that are left out, doubled or change places, of a hundred. */
const SLIPS = 0.012;
const AROUND = ['', '', '', 'Bonjou, ', 'Èske se vre ', 'Gade sa: ', 'Mezanmi ', 'SVP verifye: '];

/**
 * Learns from real SMS how a word of one sound is spelt, how many write accents, capitals alone, and how many texts end
 * in the middle because 160 signs were full.
 */
export function learnNoise(sms: readonly Named[]): Noise {
  const spellings = new Map<string, Map<string, number>>();
  let [accents, capitals, cut] = [0, 0, 0];
  for (const { text } of sms) {
    if (/[àèòéêôç]/i.test(text)) accents += 1;
    if (text === text.toUpperCase()) capitals += 1;
    if (text.length >= 150 && !/[.!?]\s*$/.test(text)) cut += 1;
    for (const word of text.toLowerCase().match(/\p{L}{3,}/gu) ?? []) {
      const sound = foldSpelling(word);
      const known = spellings.get(sound) ?? new Map<string, number>();
      spellings.set(sound, known.set(word, (known.get(word) ?? 0) + 1));
    }
  }
  const share = { accents: accents / sms.length, capitals: capitals / sms.length, cut: cut / sms.length };
  const spelt = (word: string, next: () => number) => {
    const known = [...(spellings.get(foldSpelling(word)) ?? [])];
    const all = known.reduce((sum, [, count]) => sum + count, 0);
    let at = next() * all;
    for (const [spelling, count] of known) {
      at -= count;
      if (at < 0) return spelling;
    }
    return word;
  };
  const noise = (text: string, next: () => number) => {
    const words = text.replace(/\p{L}+/gu, (word) => {
      const other = spelt(word, next);
      return [...other]
        .map((letter) => {
          if (next() >= SLIPS) return letter;
          return next() < 0.5 ? '' : letter + letter;
        })
        .join('');
    });
    let said = `${AROUND[Math.floor(next() * AROUND.length)]}${words}`;
    if (next() >= share.accents) said = said.normalize('NFD').replace(/\p{M}+/gu, '');
    if (next() < share.capitals) said = said.toUpperCase();
    if (next() < share.cut) said = said.slice(0, Math.floor(said.length * (0.6 + 0.3 * next())));
    return foldWords(said) === '' ? text : said;
  };
  const several = [...spellings.values()].filter(({ size }) => size > 1).length;
  return Object.assign(noise, { learnt: { spellings: several, ...share } });
}
