import { foldWords } from '../language/fold.ts';
import { nearest } from '../language/read/near.ts';
import { foldSpelling } from '../language/spelling.ts';

/** More words than this are no choice with something around it, but something else. */
const MOST_WORDS = 8;

/** A refusal that a word of consent may stand beside: `mwen pa dakò` must never be read as `dakò`. */
const NEGATIONS = new Set([
  'pa',
  'pas',
  'not',
  'no',
  'non',
  'ne',
  'jamais',
  'janm',
  'never',
  'nunca',
  'poko',
]);

/** One thing to choose, with everything that means it, folded. */
interface Choosable {
  readonly key: string;
  readonly id: string;
}

/**
 * Which choice somebody meant: by the button they tapped, by its number (`2`, `2.`, `2)`, full-width), by its label
 * or by a word that means it, in whatever language, with or without accents and capitals, in another spelling or
 * with a slip of the finger. Several words count when they all mean the same (`1 kreyol`, `wi wi`), and one of them
 * within a short sentence when nothing else in it is a choice or a refusal (`mwen wè l ak je m`).
 *
 * @param accepted by key of the choice, the folded words that mean it
 * @param tapped the id of a button, where one was tapped; one that belongs to another question is no answer to this
 * @returns the choice, or `null` where it is none of them or could be two
 */
export function readChoice<C extends Choosable>(
  choices: readonly C[],
  accepted: ReadonlyMap<string, ReadonlySet<string>>,
  text: string,
  tapped: string | undefined,
): C | null {
  if (tapped !== undefined)
    return choices.find((choice) => choice.key === tapped || choice.id === tapped) ?? null;
  const said = foldWords(text);
  if (said === '') return null;
  return (
    exactly(choices, accepted, said) ??
    byAnotherSpelling(choices, accepted, said) ??
    within(choices, accepted, said)
  );
}

/** By button, number, label or a word that means it, and no further reading. */
export function choiceByName<C extends Choosable>(
  choices: readonly C[],
  accepted: ReadonlyMap<string, ReadonlySet<string>>,
  text: string,
  tapped: string | undefined,
): C | null {
  if (tapped !== undefined) return readChoice(choices, accepted, text, tapped);
  const said = foldWords(text);
  return said === '' ? null : exactly(choices, accepted, said);
}

function exactly<C extends Choosable>(
  choices: readonly C[],
  accepted: ReadonlyMap<string, ReadonlySet<string>>,
  said: string,
): C | null {
  const meaning = (word: string) =>
    choices.find(
      (choice, index) => word === String(index + 1) || accepted.get(choice.key)?.has(word) === true,
    );
  const whole = meaning(said);
  if (whole) return whole;
  const each = said.split(' ').map(meaning);
  return each.every((choice) => choice === each[0]) ? (each[0] ?? null) : null;
}

function byAnotherSpelling<C extends Choosable>(
  choices: readonly C[],
  accepted: ReadonlyMap<string, ReadonlySet<string>>,
  said: string,
): C | null {
  if (said.split(' ').length > MOST_WORDS) return null;
  const spelled = foldSpelling(said);
  const same = choices.filter((choice) => spelledOf(accepted.get(choice.key)).has(spelled));
  if (same.length > 0) return same.length === 1 ? (same[0] ?? null) : null;
  const owner = new Map<string, C>();
  for (const choice of choices) for (const word of accepted.get(choice.key) ?? []) owner.set(word, choice);
  return nearest(said, owner);
}

/** A choice said within a short sentence. */
function within<C extends Choosable>(
  choices: readonly C[],
  accepted: ReadonlyMap<string, ReadonlySet<string>>,
  said: string,
): C | null {
  const words = said.split(' ');
  if (words.length > MOST_WORDS) return null;
  const spelled = ` ${foldSpelling(said)} `;
  const found = choices.filter((choice, index) => {
    // `opsyon 2`, but neither the 2 of `2 moun te la` nor that of `2.5`.
    const numbers = words.filter((word) => /^\d+$/.test(word));
    if (words.length <= 2 && numbers.length === 1 && numbers[0] === String(index + 1)) return true;
    const phrases = [...spelledOf(accepted.get(choice.key))];
    return phrases.some((phrase) => phrase.length > 1 && spelled.includes(` ${phrase} `));
  });
  const [only] = found;
  if (found.length !== 1 || only === undefined) return null;
  const refuses = words.some((word) => NEGATIONS.has(word));
  const isRefusal = [...(accepted.get(only.key) ?? [])].some((word) => NEGATIONS.has(word));
  return refuses && !isRefusal ? null : only;
}

const spelledSets = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** The same words in the spelling fold, made once. */
function spelledOf(words: ReadonlySet<string> | undefined): ReadonlySet<string> {
  if (words === undefined) return new Set();
  const known = spelledSets.get(words);
  if (known) return known;
  const made = new Set([...words].map(foldSpelling).filter((word) => word !== ''));
  spelledSets.set(words, made);
  return made;
}
