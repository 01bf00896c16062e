import { foldWords } from '../language/fold.ts';
import type { FlowChoice } from './flow.ts';

/**
 * Which choice somebody meant: by the button they tapped, by its number (`2`, `2.`, `2)`, full-width), by its label
 * or by a word that means it, in whatever language, with or without accents and capitals. Several words count when
 * they all mean the same (`1 kreyol`, `wi wi`).
 *
 * @param tapped the id of a button, where one was tapped; one that belongs to another question is no answer to this
 * @returns the choice, or `null` where it is none of them or could be two
 */
export function readChoice(
  choices: readonly FlowChoice[],
  accepted: ReadonlyMap<string, ReadonlySet<string>>,
  text: string,
  tapped: string | undefined,
): FlowChoice | null {
  if (tapped !== undefined)
    return choices.find((choice) => choice.key === tapped || choice.id === tapped) ?? null;
  const said = foldWords(text);
  const meaning = (word: string): FlowChoice | undefined =>
    choices.find(
      (choice, index) => word === String(index + 1) || accepted.get(choice.key)?.has(word) === true,
    );
  const whole = meaning(said);
  if (whole) return whole;
  const each = said.split(' ').map(meaning);
  return each.every((choice) => choice === each[0]) ? (each[0] ?? null) : null;
}
