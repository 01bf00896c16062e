/**
 * The sounds of Haitian Creole by its official orthography (IPN 1979): each sign has one sound, and none is silent.
 * Written as on Wikipedia ("Help:IPA/Haitian Creole"): `ɣ` for r, `ã ɛ̃ ɔ̃ ũ` for the nasal vowels.
 */

const NASAL: Readonly<Record<string, string>> = { a: 'ã', e: 'ɛ̃', o: 'ɔ̃' };

/** What stands for itself. `ch`, `ou`, `ui`, `ng`, `n` and `r` are read with what is around them. */
const SIGNS: Readonly<Record<string, string>> = {
  a: 'a',
  à: 'a',
  b: 'b',
  d: 'd',
  e: 'e',
  é: 'e',
  è: 'ɛ',
  f: 'f',
  g: 'ɡ',
  h: 'h',
  i: 'i',
  j: 'ʒ',
  k: 'k',
  l: 'l',
  m: 'm',
  n: 'n',
  o: 'o',
  ò: 'ɔ',
  p: 'p',
  s: 's',
  t: 't',
  v: 'v',
  w: 'w',
  y: 'j',
  z: 'z',
};

/** All that a voice must be able to say. */
export const SOUNDS = [
  ...new Set([...Object.values(SIGNS), ...Object.values(NASAL), 'ũ', 'u', 'ɥ', 'ɣ', 'ŋ', 'ʃ', 'tʃ', 'dʒ']),
] as const;

const VOWEL_SOUND = /^(a|e|ɛ|i|o|ɔ|u|ã|ɛ̃|ɔ̃|ũ)$/u;

/** Whether it can carry a syllable. */
export const isVowel = (sound: string): boolean => VOWEL_SOUND.test(sound);

const VOWEL_LETTER = /^[aàeéèioòu]/;

/** Where they stand alone they are nasal to the end; elsewhere a final `oun` ends in n (moun). */
const NASAL_WORDS = new Set(['oun', 'youn']);

/**
 * What Creole never writes with its own letters: doubled ones (but nn), r that ends a syllable, gn, mp, y as a vowel,
 * h behind a consonant.
 */
const FOREIGN =
  /([^n])\1|gn|m[pb]|r(?![aàeéèioòuwy])|[bdfgjklmprstvwz]h|(?:^|[^aàeéèioòu])y(?![aàeéèioòu]|$)|[ao]i|eu|ei/;

/** Whether a lower-case word is spelt as the orthography spells, so that it can be read as it stands. */
export function isCreoleSpelling(word: string): boolean {
  return /^(?:ch|ou|ui|[abdeéfghijklmnoprstvwyzàèò])+$/.test(word) && !FOREIGN.test(word);
}

/**
 * The sounds of one word, one after the other.
 * @param word in lower case and NFC, letters alone
 * @returns `unknown` holds what the orthography has no sound for; it is left out of `sounds`
 */
export function soundsOf(word: string): { sounds: string[]; unknown: string[] } {
  const sounds: string[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < word.length; ) {
    const [sound, length] = read(word, at);
    if (sound === undefined) unknown.push(word.slice(at, at + length));
    else sounds.push(...sound);
    at += length;
  }
  return { sounds, unknown };
}

/** What is heard from `at` on, and how many letters it takes. */
function read(word: string, at: number): [sounds: readonly string[] | undefined, length: number] {
  const rest = word.slice(at);
  if (rest.startsWith('tch')) return [['tʃ'], 3];
  if (rest.startsWith('dj')) return [['dʒ'], 2];
  if (rest.startsWith('ch')) return [['ʃ'], 2];
  if (rest.startsWith('ou')) return isNasalOun(word, at) ? [['ũ'], 3] : [['u'], 2];
  if (rest.startsWith('ui')) return [['ɥ', 'i'], 2];
  const letter = rest[0] ?? '';
  const nasal = NASAL[letter];
  if (nasal !== undefined && rest[1] === 'n' && !VOWEL_LETTER.test(rest.slice(2))) return [[nasal], 2];
  // filing, pinga: where no vowel before it can be nasal, the n itself is said far back.
  if (/^ing(?![lrwy])/.test(rest))
    return VOWEL_LETTER.test(rest.slice(3)) ? [['i', 'ŋ'], 2] : [['i', 'ŋ'], 3];
  // Before what is said with round lips r has become w, however it is written (lougarou).
  if (letter === 'r') return /^r(?:o|ò|w)/.test(rest) ? [rest[1] === 'w' ? [] : ['w'], 1] : [['ɣ'], 1];
  const sound = SIGNS[letter];
  return [sound === undefined ? undefined : [sound], 1];
}

/** `oungan`, `ounsi`, `youn`; not `moun`, `jounen`, `kounye`. */
function isNasalOun(word: string, at: number): boolean {
  if (word[at + 2] !== 'n') return false;
  const behind = word.slice(at + 3);
  return behind === '' ? NASAL_WORDS.has(word) : !/^[aàeéèioòunwy]/.test(behind);
}
