import { GUESSED, type Guessed, guessLanguage } from '../../language/guess.ts';
import { cut, dropAccented, misspell, plain, seeded } from './misspell.ts';
import { declaration, haitiSms, otherSms, portuguese, type Sample, strangers } from './samples.ts';

/** How texts of one language were guessed; shares from 0 to 1. */
export interface Score {
  readonly texts: number;
  /** Guessed right, sure or not. */
  readonly right: number;
  readonly unsure: number;
  /** Of those that were sure: guessed right. */
  readonly rightIfSure: number;
}

export type Scores = Readonly<Record<Guessed, Score>>;

export function score(samples: readonly Sample[]): Scores {
  const of = (language: Guessed): Score => {
    const guesses = samples
      .filter((each) => each.language === language)
      .map(({ text }) => guessLanguage(text));
    const sure = guesses.filter((guess) => guess.sure);
    const isRight = (guess: { language: Guessed }) => guess.language === language;
    return {
      texts: guesses.length,
      right: guesses.filter(isRight).length / guesses.length,
      unsure: 1 - sure.length / guesses.length,
      rightIfSure: sure.filter(isRight).length / sure.length,
    };
  };
  return Object.fromEntries(GUESSED.map((language) => [language, of(language)])) as Record<Guessed, Score>;
}

/** The mean over languages that have texts: saying `ht` always would be right for most SMS. */
export function mean(scores: Scores, what: 'right' | 'unsure' | 'rightIfSure'): number {
  const there = Object.values(scores).filter(({ texts }) => texts > 0);
  return there.reduce((sum, each) => sum + each[what], 0) / there.length;
}

const long = (samples: readonly Sample[]) => samples.filter(({ text }) => text.length >= 20);
const short = (samples: readonly Sample[]) =>
  samples.filter(({ text }) => text.length >= 8 && text.length <= 19 && /\p{L}{2}/u.test(text));
const each = (samples: readonly Sample[], change: (text: string) => string): Sample[] =>
  samples.map(({ text, language }) => ({ text: change(text), language }));
const pieces = (samples: readonly Sample[], least: number, most: number, times: number) => {
  const random = seeded(1791);
  return Array.from({ length: times }, () => each(samples, (text) => cut(text, least, most, random))).flat();
};

/** The SMS that were read and put down to one language. */
export const readSms = (): Sample[] =>
  haitiSms().flatMap(({ text, label, reported }) =>
    reported && label !== null && label !== 'mix' ? [{ text, language: label }] : [],
  );

/** What is measured, by what it is called in docs/languages.md; nothing of it was learnt from. */
export function kinds(): Readonly<Record<string, readonly Sample[]>> {
  const sms = readSms();
  const articles = declaration('reported');
  const random = seeded(1986);
  const cutArticles = pieces(articles, 20, 160, 4);
  return {
    'SMS, 20 letters and more': long(sms),
    'declaration, whole paragraphs': long(articles),
    'declaration, pieces of 20 to 160': long(cutArticles),
    'the same, small letters, no accents': long(each(cutArticles, plain)),
    'the same, accented letters dropped': long(each(cutArticles, dropAccented)),
    'the same, every third word misspelt': long(
      each(cutArticles, (text) => misspell(plain(text), 0.33, random)),
    ),
    'declaration, pieces of 20 to 40, no accents': long(each(pieces(articles, 20, 40, 4), plain)),
    'law, religion, questions, tweets, 20 to 160': long(pieces(strangers(), 20, 160, 1)),
    'SMS cut to 8 to 19': short(pieces(sms, 8, 19, 3)),
    'declaration cut to 8 to 19, no accents': short(each(pieces(articles, 8, 19, 4), plain)),
  };
}

/** Texts for which unsure is the right answer; the share that is. */
export function strange(): Readonly<Record<string, { texts: number; unsure: number }>> {
  const share = (texts: readonly string[]) => ({
    texts: texts.length,
    unsure: texts.filter((text) => !guessLanguage(text).sure).length / texts.length,
  });
  return {
    'SMS in Urdu and Sindhi': share(otherSms('reported')),
    'declaration in Portuguese': share(portuguese('reported')),
    'SMS that are two languages, or none': share(
      haitiSms().flatMap(({ text, label, reported }) => (reported && label === 'mix' ? [text] : [])),
    ),
  };
}
