import { foldWords } from '../language/fold.ts';
import { foldFrench } from '../language/french-sounds.ts';
import { guessLanguage } from '../language/guess.ts';
import { foldSpelling } from '../language/spelling.ts';
import { unglue } from './glued.ts';
import { conceptOf, isFiller } from './lexicon.ts';

/** A word of a text, as it is compared. */
export interface Word {
  /** Equal for words that say the same: the same stem, sound or entry of the lexicon. 29 bits. */
  readonly key: number;
  /** The first letters: tells relatives that no rule of stems knows. 0 where the word is too short. */
  readonly start: number;
  readonly folded: string;
  /** As it is heard, where the text may be Creole or French; else empty. */
  readonly sound: string;
  /** Has a capital, and no sentence begins with it. */
  readonly name: boolean;
  readonly number: boolean;
  /** Says nothing about what a text is about: the, ki, pour. */
  readonly filler: boolean;
}

export interface ReadWords {
  readonly words: readonly Word[];
}

const START = 4;
const TOKEN = /([\p{L}\p{M}\p{N}]+(?:[.,]\p{N}+)*)|([.!?:\n])/gu;
const MARK = /(?<=\p{N})[.,](?=\p{N}{3}(?!\p{N}))/gu;

/**
 * @param text without links
 * @param language what it is known to be in; guessed where it is not, since who sends a text says nothing about it
 * @param frequency in how many texts the word of a key stands; where it is given, unknown words are cut into known ones
 */
export function readWords(text: string, language?: string, frequency?: (key: number) => number): ReadWords {
  const guess = guessLanguage(text);
  const spoken = language ?? guess.language;
  const heard = spoken === 'ht' || spoken === 'fr' || (!language && !guess.sure);
  const words: Word[] = [];
  const wordsOf = (token: string, folded: string, name: boolean): Word[] => {
    const sound = heard ? soundOf(token, folded, spoken) : '';
    const known = conceptOf(folded, spoken);
    // Creole in SMS: `map` is `mwen ap`, and each of them is a word.
    const parts = known || !sound ? [sound] : sound.split(' ');
    return parts.map((part) => {
      const filler = isFiller(folded, spoken) || (parts.length > 1 && isFiller(part, spoken));
      const concept = known ?? (part ? conceptOf(part, spoken) : undefined);
      return {
        key: keyOf(concept ?? (french(spoken) ? part || folded : stemOf(folded))),
        start: folded.length > START ? keyOf(folded.slice(0, START)) : 0,
        folded,
        sound: part,
        name: name && !filler,
        number: false,
        filler,
      };
    });
  };
  let inside = false;
  for (const [, token, end] of text.matchAll(TOKEN)) {
    if (end) {
      inside = false;
      continue;
    }
    if (!token) continue;
    const name = inside && /^\p{Lu}/u.test(token);
    for (const folded of foldWords(token.replace(MARK, '')).split(' ')) {
      if (!folded) continue;
      if (/^\p{N}/u.test(folded)) {
        words.push({
          key: keyOf(folded),
          start: 0,
          folded,
          sound: '',
          name: false,
          number: true,
          filler: false,
        });
        continue;
      }
      const own = wordsOf(token, folded, name);
      const parts =
        frequency && own.length === 1 && frequency(own[0]?.key ?? 0) === 0
          ? unglue(folded, (part) => frequency(wordsOf(part, part, false)[0]?.key ?? 0))
          : undefined;
      words.push(...(parts ? parts.flatMap((part) => wordsOf(part, part, name)) : own));
    }
    inside = true;
  }
  return { words };
}

const french = (language: string) => language === 'ht' || language === 'fr';

const soundOf = (token: string, folded: string, language: string) =>
  language === 'fr' ? foldFrench(token) : foldSpelling(folded);

/** English and Spanish endings, roughly: what is left is compared, never shown. */
function stemOf(word: string): string {
  if (word.length <= 4) return word.replace(/s$/, '');
  return word.replace(/(?:ies|ied)$/, 'y').replace(/(?:ing|ed|es|s|e)$/, '');
}

// FNV-1a.
export function keyOf(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return (sum ^ (sum >>> 29)) & 0x1fffffff;
}
