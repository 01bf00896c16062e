import { foldWords } from '../language/fold.ts';
import { GATE } from './gate-set.ts';

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

/** Fewer words than this say too little to be answered without a person, however well they fit. */
export const FEWEST_WORDS = 5;

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

/**
 * From which `sure` on tips may be answered, so that of unseen rumors at most `rate` are. Split conformal prediction
 * (Vovk 2005): if tips to come are like these, the promise holds on average for any way of being sure.
 * @param unseen how sure the best claim was for tips whose own claim was not there; 0 for tips too short to be answered
 * @returns 1 or less; above 1 where there are too few tips to promise anything
 */
export function thresholdFor(unseen: readonly number[], rate: number): number {
  const sorted = [...unseen].sort((a, b) => a - b);
  const kept = Math.ceil((sorted.length + 1) * (1 - rate));
  const last = sorted[kept - 1];
  // The next number above it.
  return last === undefined ? 2 : last + 1e-9;
}
