import type { Phrase, Sentence } from '../creole/say.ts';
import { isVowel } from '../creole/sounds.ts';

/**
 * What eSpeak's French voice calls a Creole sound. It has no nasal u, which is said as u and n (as many do); ɥ is its
 * short y, and ɣ its r, which is further back, but its own and clear.
 */
export const MNEMONICS: Readonly<Record<string, string>> = {
  a: 'a',
  b: 'b',
  d: 'd',
  dʒ: 'dZ',
  e: 'e',
  f: 'f',
  h: 'h',
  i: 'i',
  j: 'j',
  k: 'k',
  l: 'l',
  m: 'm',
  n: 'n',
  o: 'o',
  p: 'p',
  s: 's',
  t: 't',
  tʃ: 'tS',
  u: 'u',
  v: 'v',
  w: 'w',
  z: 'z',
  ã: 'A~',
  ŋ: 'N',
  ũ: 'un',
  ɔ: 'O',
  ɔ̃: 'O~',
  ɛ: 'E',
  ɛ̃: 'E~',
  ɡ: 'g',
  ɣ: 'r',
  ɥ: 'y',
  ʃ: 'S',
  ʒ: 'Z',
};

/**
 * Between two sounds of a word. French makes a half-vowel of i before a vowel (lion), Creole has written it so already
 * (lyon): where it wrote i, a boundary keeps it.
 */
const between = (sound: string, next: string) =>
  sound === 'i' && (isVowel(next) || next === 'w') ? '||' : '|';

function mnemonicsOf({ words }: Phrase): string {
  return words
    .map(({ sounds, stress }) =>
      sounds
        .map((sound, at) => {
          const next = sounds[at + 1];
          const mark = at === stress ? "'" : '';
          return `${mark}${MNEMONICS[sound] ?? ''}${next === undefined ? '' : between(sound, next)}`;
        })
        .join(''),
    )
    .join(' ');
}

/** A Creole sentence as eSpeak's French voice reads it. */
export const phonemesOf = ({ phrases, end }: Sentence): string =>
  `${phrases.map((phrase) => `[[${mnemonicsOf(phrase)}]]`).join(', ')}${end}`;
