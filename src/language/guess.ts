import { featuresOf } from './features.ts';
import { LEARNT } from './learnt.ts';
import { chancesOf, unpackWeights, type Weights } from './weights.ts';

/** The languages that are told apart. */
export const GUESSED = ['ht', 'fr', 'en', 'es'] as const;
export type Guessed = (typeof GUESSED)[number];

/** A proposal; what somebody has chosen always wins over it. */
export interface Guess {
  /** The best guess, also where `sure` is false. */
  readonly language: Guessed;
  /** Whether it may be acted upon without asking. */
  readonly sure: boolean;
  /** How far it lies before the next one, from 0 (no idea) to 1. */
  readonly margin: number;
}

/** Below it the next best is too near: measured, see docs/languages.md. */
const SURE = 0.35;
/** `ok`, `a`, `C1` belong to nobody. */
const LETTERS = 3;

let weights: Weights | undefined;

/**
 * Which of four languages a text is written in, however it is spelt. Pure, and the same every time.
 * @param text anything; empty, numbers, codes and other languages come out as not sure
 */
export function guessLanguage(text: string): Guess {
  // Unpacked by the first who asks: most commands never do.
  weights ??= unpackWeights(LEARNT);
  const features = featuresOf(text);
  if (features.letters === 0) return { language: 'ht', sure: false, margin: 0 };
  const chances = chancesOf(features, weights);
  let best = 0;
  for (let at = 1; at < GUESSED.length; at += 1) if ((chances[at] ?? 0) > (chances[best] ?? 0)) best = at;
  const next = Math.max(...chances.filter((_, at) => at !== best));
  // Where it looks like none of the four, nothing lies before the next.
  const margin = Math.max(0, (chances[best] ?? 0) - next);
  return {
    language: GUESSED[best] ?? 'ht',
    sure: margin >= SURE && features.letters >= LETTERS,
    margin: Math.round(margin * 100) / 100,
  };
}
