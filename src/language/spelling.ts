import { foldWords } from './fold.ts';
import { sounds } from './spelling-sounds.ts';
import { SHORT_FORMS, wordsAsTyped } from './spelling-words.ts';

/** No word of Creole or French is as long: a link, a number, a cat on the keyboard. */
const LONGEST_WORD = 32;
const ONLY_LETTERS = /^[a-z]{2,}$|^[mnlywkt]$/;
const A = 97;
const DOUBLED = 1 << 26;

/**
 * Words as they sound, however they are spelt: two ways of writing the same Creole words give the same result.
 * `M'ap vini`, `map vini` and `mwen ap vini`; `Carrefour` and `Kafou`; `svp` and `souple`; `Bonjour` and `bjr`.
 * What comes out is close to the official orthography without accents (y is written i), and is for comparing,
 * not for showing: distinct words that sound alike in a mouth full of French may meet.
 *
 * @param text anything, of any length
 * @returns words joined by one space, digits kept; folding it again changes nothing
 */
export function foldSpelling(text: string): string {
  const words = foldWords(text.replace(/ç|c\u0327/gi, 's')).replace(/(^| )p (?=ap( |$))/g, '$1pa ');
  if (!words) return '';
  const alone = !words.includes(' ');
  return words
    .split(' ')
    .map((word) => foldWord(word, alone))
    .join(' ');
}

function foldWord(word: string, alone: boolean): string {
  // A word with a digit is a code or a number, a single letter a choice of a menu.
  if (word.length > LONGEST_WORD || !ONLY_LETTERS.test(word)) return WRITTEN.get(word) ?? word;
  let said = word;
  for (;;) {
    const written = WRITTEN.get(said) ?? (alone ? undefined : LEANING.get(said));
    if (written !== undefined) return written;
    const simpler = soundOf(said);
    if (simpler === said) return said;
    said = simpler;
  }
}

/** One round of the rules. */
function soundOf(word: string): string {
  if (word.length < 2) return word;
  let said = word;
  let letters = lettersOf(said);
  for (const [needed, pattern, written] of RULES) {
    if ((letters & needed) !== needed) continue;
    const before = said;
    said = said.replace(pattern, written);
    if (said !== before) letters = lettersOf(said);
  }
  return said || word;
}

/** One bit for each letter that occurs, and one for a letter that stands twice in a row. */
function lettersOf(word: string): number {
  let bits = 0;
  let last = 0;
  for (let i = 0; i < word.length; i++) {
    const letter = word.charCodeAt(i);
    bits |= 1 << (letter - A);
    if (letter === last) bits |= DOUBLED;
    last = letter;
  }
  return bits;
}

/** The words of the orthography as the rules leave them, so that folding them again changes nothing. */
function settled(words: string, asTyped: ReadonlyMap<string, string>): string {
  return foldWords(words)
    .split(' ')
    .map((word) => {
      for (let said = word; ; ) {
        const written = asTyped.get(said);
        if (written === said) return said;
        if (written !== undefined) return settled(written, asTyped);
        const simpler = soundOf(said);
        if (simpler === said) return said;
        said = simpler;
      }
    })
    .join(' ');
}

function soundOfAll(words: string): string {
  let said = foldWords(words);
  for (let next = soundOf(said); next !== said; next = soundOf(said)) said = next;
  return said;
}

function writtenWords(): Map<string, string> {
  // A word that the rules bring to itself (fam: fanm) needs no entry, and would send the search in circles.
  const asTyped = new Map(
    [...wordsAsTyped()].filter(([typed, written]) => typed === written || soundOfAll(written) !== typed),
  );
  return new Map(
    [...asTyped].map(([typed, written]) => [typed, typed === written ? typed : settled(written, asTyped)]),
  );
}

const RULES = sounds.map(
  ([letters, pattern, written]) =>
    [letters === 'doubled' ? DOUBLED : lettersOf(letters), pattern, written] as const,
);
const WRITTEN = writtenWords();
const LEANING = new Map(Object.entries(SHORT_FORMS).map(([short, long]) => [short, settled(long, WRITTEN)]));
