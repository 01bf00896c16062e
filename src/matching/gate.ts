import { foldWords } from '../language/fold.ts';

/** `answer`: the verdict may go out without anybody looking. `suggest`: a verifier is asked. `new`: nobody said it yet. */
export type Band = 'answer' | 'suggest' | 'new';

/** Where the bands begin, and what was promised when they were set. Shown to the desk. */
export interface Gate {
  /** From this `sure` on an answer goes out at once. */
  readonly answer: number;
  /** From this `sure` on a verifier is asked. */
  readonly suggest: number;
  /** The share of unseen rumors that were answered wrongly when it was set, at most. */
  readonly rate: number;
  /** How many tips it was set on; 0 while it is provisional. */
  readonly queries: number;
  /** In a sentence, how it was set. */
  readonly how: string;
}

export const GATE: Gate = {
  answer: 0.85,
  suggest: 0.3,
  rate: 0.01,
  queries: 0,
  how: 'provisional',
};

/** Fewer words than this say too little to be answered without a person, however well they fit. */
const FEWEST_WORDS = 5;

/** @returns how many words of a text can carry what it says: three letters and more, or a number; each once */
export function tellingWords(text: string): number {
  return new Set(
    foldWords(text)
      .split(' ')
      .filter((word) => word.length > 3 || /^\p{N}+$/u.test(word)),
  ).size;
}

/** @param telling how many telling words the tip has */
export function bandOf(sure: number, telling: number, gate: Gate = GATE): Band {
  if (sure >= gate.answer && telling >= FEWEST_WORDS) return 'answer';
  return sure >= gate.suggest ? 'suggest' : 'new';
}
