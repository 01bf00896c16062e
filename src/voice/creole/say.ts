import { sentencesOf } from '../read/plain.ts';
import { spell } from './letters.ts';
import { readableCreole } from './readable.ts';
import { isVowel, soundsOf } from './sounds.ts';

/** One word as it is said. */
export interface SaidWord {
  readonly sounds: readonly string[];
  /** Which of them carries the stress: the last vowel; undefined where the word leans on the next. */
  readonly stress: number | undefined;
}

/** Words that are said without a breath between them. */
export interface Phrase {
  readonly words: readonly SaidWord[];
}

export interface Sentence {
  readonly phrases: readonly Phrase[];
  readonly end: '.' | '?' | '!';
  /** In words, for voices that read. */
  readonly text: string;
}

/** They lean on what follows, or on what they follow. */
const LEANING = new Set(
  'a an la lan nan yo li l mwen m ou w nou n se te ap a va ta pral ka pa ki ke k pou ak avèk e epi si de yon sa sou'.split(
    ' ',
  ),
);

const STARTS_WITH_VOWEL = /^[aàeéèioòu]/;
const ENDS_WITH_VOWEL = /[aàeéèioòun]$/;

/**
 * Puts single consonants to the word they are said with: `m ap` and `m'ap` to `map`, `kay la m` to `kay lam`.
 * What stays alone is called by its name.
 */
function join(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = words[at + 1];
    const last = joined.at(-1);
    if (!/^[bdfgjklmnprstvwyz]$/.test(word)) joined.push(word);
    else if (next !== undefined && STARTS_WITH_VOWEL.test(next)) {
      joined.push(word + next);
      at += 1;
    } else if (last !== undefined && ENDS_WITH_VOWEL.test(last) && /^[mnlwy]$/.test(word))
      joined[joined.length - 1] = `${last}'${word}`;
    else if (next !== undefined) {
      joined.push(`${word}'${next}`);
      at += 1;
    } else joined.push(spell(word));
  }
  return joined;
}

function sayWord(word: string): SaidWord & { unknown: string[] } {
  // An apostrophe or a hyphen keeps apart what would be read together (katreven-onz).
  const parts = word.split(/['-]/).map(soundsOf);
  const sounds = parts.flatMap((part) => part.sounds);
  const stress = sounds.findLastIndex(isVowel);
  return {
    sounds,
    stress: stress === -1 || LEANING.has(word) ? undefined : stress,
    unknown: parts.flatMap((part) => part.unknown),
  };
}

/** The last word before a breath bears the stress, whatever it is. */
function sayPhrase(words: readonly SaidWord[]): Phrase {
  const last = words.at(-1);
  if (last === undefined || last.stress !== undefined) return { words };
  const stress = last.sounds.findLastIndex(isVowel);
  return { words: [...words.slice(0, -1), { ...last, stress: stress === -1 ? undefined : stress }] };
}

/**
 * How a Creole text is said.
 * @returns `unknown`: letters that have no sound, which is none of any text in Latin script
 */
export function sayCreole(text: string): { sentences: Sentence[]; unknown: string[] } {
  const unknown: string[] = [];
  const sentences = sentencesOf(readableCreole(text)).map((sentence): Sentence => {
    const phrases = sentence.split(/[,.!?]+/).map((phrase) => {
      const words = join(
        phrase
          .split(
            /[^\p{L}\p{M}'-]+|'(?=\s|$)|(?<=^|\s)['-]+|(?<=(?:^|[^\p{L}])\p{L})'|'(?=\p{L}(?:$|[^\p{L}]))/u,
          )
          .filter(Boolean),
      ).map(sayWord);
      unknown.push(...words.flatMap((word) => word.unknown));
      return sayPhrase(words.filter((word) => word.sounds.length > 0));
    });
    const mark = /[?!]/.exec(sentence)?.[0];
    return {
      phrases: phrases.filter((phrase) => phrase.words.length > 0),
      end: mark === '?' || mark === '!' ? mark : '.',
      text: sentence,
    };
  });
  return { sentences: sentences.filter((sentence) => sentence.phrases.length > 0), unknown };
}

const BEFORE_VOWEL = [/^[wjɥ]$/u, /^[lɣ]$/u];

/** Where the syllable of a vowel begins. */
function onsetOf(sounds: readonly string[], vowel: number): number {
  if (!sounds.slice(0, vowel).some(isVowel)) return 0;
  let at = vowel;
  const [glide, liquid] = BEFORE_VOWEL;
  if (at > 0 && glide?.test(sounds[at - 1] ?? '')) at -= 1;
  if (at > 1 && liquid?.test(sounds[at - 1] ?? '') && /^[pbtdkɡfv]$/u.test(sounds[at - 2] ?? ''))
    return at - 2;
  return at > 0 && !isVowel(sounds[at - 1] ?? '') ? at - 1 : at;
}

function ipaOfWord({ sounds, stress }: SaidWord): string {
  if (stress === undefined) return sounds.join('');
  const onset = onsetOf(sounds, stress);
  return `${sounds.slice(0, onset).join('')}ˈ${sounds.slice(onset).join('')}`;
}

/** In IPA; `|` is a breath and `‖` the end of a sentence. */
export function ipaOf(sentences: readonly Sentence[]): string {
  return sentences
    .map(({ phrases }) => phrases.map(({ words }) => words.map(ipaOfWord).join(' ')).join(' | '))
    .join(' ‖ ');
}
