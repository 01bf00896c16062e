import { ipaOf, sayCreole } from '../creole/say.ts';
import { phonemesOf } from '../espeak/phonemes.ts';
import { readableFrench } from './french.ts';
import { plain, sentencesOf } from './plain.ts';

/** One sentence to be said. */
export interface Spoken {
  /** In words, for voices that read by themselves. */
  readonly text: string;
  /** What the built-in voice is given. */
  readonly builtin: string;
}

export interface Reading {
  readonly sentences: readonly Spoken[];
  /** In IPA, where we know it ourselves. */
  readonly ipa?: string;
}

interface Language {
  /** Of eSpeak, by its names. */
  readonly voice: string;
  /** Its own for this language, where we use another. */
  readonly bare?: string;
  /** Words a minute: clear, not slow. */
  readonly rate: number;
  read(text: string): Reading;
}

const asTheyStand = (text: string): Reading => ({
  sentences: sentencesOf(text).map((sentence) => ({ text: sentence, builtin: sentence })),
});

/** Creole is spoken by the French voice, whose sounds are nearest, from phonemes of ours. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  ht: {
    voice: 'fr',
    bare: 'ht',
    rate: 155,
    read(text) {
      const { sentences } = sayCreole(text);
      return {
        sentences: sentences.map((each) => ({ text: each.text, builtin: phonemesOf(each) })),
        ipa: ipaOf(sentences),
      };
    },
  },
  fr: { voice: 'fr', rate: 160, read: (text) => asTheyStand(readableFrench(text)) },
  en: {
    voice: 'en-us',
    rate: 160,
    read: (text) => asTheyStand(plain(text, { link: 'link', mail: 'e-mail address' })),
  },
  es: {
    voice: 'es-419',
    rate: 160,
    read: (text) => asTheyStand(plain(text, { link: 'enlace', mail: 'correo' })),
  },
};
