import { foldWords } from '../language/fold.ts';
import { foldSpelling } from '../language/spelling.ts';
import { clean } from './clean.ts';

/** What a tip and a claim have in common, in the words of the claim: for staff, who see the claim beside it. */
export interface Reasons {
  /** Words that both have, spelt the same but for accents and capitals, longest first. */
  readonly words: readonly string[];
  /** Words that only sound the same: another spelling, or French beside Creole. */
  readonly sounds: readonly string[];
  /** Words with a capital inside a sentence that both have. */
  readonly names: readonly string[];
  readonly numbers: readonly string[];
  /** Links to the same page, in canonical form. */
  readonly links: readonly string[];
}

const MOST = 12;
const NUMBER = /^\p{N}+$/u;

/** What somebody sent, taken apart once to be compared with several claims. */
export interface Heard {
  readonly words: ReadonlySet<string>;
  readonly sounds: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
}

/** @param tip what somebody sent */
export function hear(tip: { readonly text: string; readonly links?: readonly string[] }): Heard {
  const { said, links } = clean(tip.text);
  return {
    words: new Set(foldWords(said).split(' ')),
    sounds: new Set(foldSpelling(said).split(' ')),
    links: new Set([...links, ...(tip.links ?? [])]),
  };
}

/** @param claim the text of the claim that was found */
export function explain(heard: Heard, claim: { readonly text: string; readonly title?: string }): Reasons {
  const known = clean(`${claim.text}\n${claim.title ?? ''}`);
  const words = new Map<string, string>();
  const sounds = new Map<string, string>();
  const names = new Set<string>();
  const numbers = new Set<string>();
  for (const { word, inside } of wordsOf(known.said)) {
    const folded = foldWords(word);
    if (NUMBER.test(folded)) {
      if (heard.words.has(folded)) numbers.add(word);
    } else if (folded.length < 3) continue;
    else if (heard.words.has(folded)) {
      if (inside && /^\p{Lu}/u.test(word)) names.add(word);
      else words.set(folded, word);
    } else {
      const sound = foldSpelling(word);
      if (sound.length > 3 && heard.sounds.has(sound)) sounds.set(sound, word);
    }
  }
  return {
    words: longest(words.values()),
    sounds: longest(sounds.values()),
    names: [...names].slice(0, MOST),
    numbers: [...numbers].slice(0, MOST),
    links: known.links.filter((link) => heard.links.has(link)),
  };
}

const longest = (words: Iterable<string>) =>
  [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).slice(0, MOST);

/** The words of a text as written; `inside` where no sentence begins with it. */
function* wordsOf(text: string): Generator<{ word: string; inside: boolean }> {
  let inside = false;
  for (const [word, , end] of text.matchAll(/([\p{L}\p{M}\p{N}]+)|([.!?:\n])/gu)) {
    if (end) inside = false;
    else {
      yield { word, inside };
      inside = true;
    }
  }
}
