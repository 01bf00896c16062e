import { createHash } from 'node:crypto';
import type { Country } from '../../country/country.ts';
import { foldSpelling } from '../../language/spelling.ts';
import type { ListeningMark } from '../../store/listening.ts';
import type { Engine } from '../../voice/index.ts';

export type Letter = 'a' | 'b';
const LETTERS: readonly Letter[] = ['a', 'b'];

/** One sentence as one listener meets it. */
export interface Item {
  readonly sentence: string;
  readonly text: string;
  /** Which voice stands behind which letter: nobody sees it before both are marked. */
  readonly takes: readonly { readonly letter: Letter; readonly engine: Engine }[];
}

const seeded = (...parts: readonly string[]) => createHash('sha256').update(parts.join('\n')).digest('hex');

/**
 * The sentences in an order of each listener's own, so that no voice always comes first and no sentence always last; the
 * same every time they come back.
 */
export function sheetOf(
  staffId: string,
  { sentences }: NonNullable<Country['listening']>,
  engines: readonly Engine[],
): Item[] {
  const inOrder = <T>(list: readonly T[], key: (one: T) => string) =>
    list.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
  return inOrder(sentences, ({ id }) => seeded(staffId, id)).map(({ id, text }) => ({
    sentence: id,
    text,
    takes: inOrder(engines, (engine) => seeded(staffId, id, engine)).flatMap((engine, at) => {
      const letter = LETTERS[at];
      return letter ? [{ letter, engine }] : [];
    }),
  }));
}

/** What came of the test for one voice. */
export interface Outcome {
  readonly engine: Engine;
  readonly marks: number;
  readonly listeners: number;
  /** From 1 to 5. */
  readonly mean: number;
  /** From 0 to 1: of the words, where something was typed. Null where nothing was. */
  readonly words: number | null;
}

export function outcomes(
  marks: readonly ListeningMark[],
  sentences: NonNullable<Country['listening']>['sentences'],
): Outcome[] {
  const textOf = new Map(sentences.map(({ id, text }) => [id, text]));
  return [...new Set(marks.map(({ engine }) => engine))].sort().map((engine) => {
    const own = marks.filter((mark) => mark.engine === engine);
    const typed = own.filter(({ heard }) => heard !== '');
    const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    return {
      engine,
      marks: own.length,
      listeners: new Set(own.map(({ staffId }) => staffId)).size,
      mean: mean(own.map(({ mark }) => mark)),
      words:
        typed.length === 0
          ? null
          : mean(typed.map(({ sentence, heard }) => wordsHeard(textOf.get(sentence) ?? '', heard))),
    };
  });
}

/** From 0 to 1: how many words of the sentence are in what was typed, however they were spelled. */
export function wordsHeard(text: string, heard: string): number {
  const words = foldSpelling(text).split(' ');
  const left = foldSpelling(heard).split(' ');
  const found = words.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return found.length / words.length;
}
