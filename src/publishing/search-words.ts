import { foldWords } from '../language/fold.ts';

const WORDS_MAX = 8;

/** What somebody searches for, as the indexes know it. @returns folded words of a-z and digits, the first eight */
export const searchWords = (text: string): string[] =>
  foldWords(text)
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .slice(0, WORDS_MAX);
