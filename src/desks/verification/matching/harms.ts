import type { Texts } from '../../../i18n.ts';
import { foldSpelling } from '../../../language/spelling.ts';

/** What may do harm in a tip, in the order in which it is shown: keys of `tip.harms`. */
export const HARMS = ['danger', 'violence', 'voting'] as const;
export type Harm = (typeof HARMS)[number];

/** A cry for help is short: see conversation/classify.ts, which reads the same phrases. */
const LISTS: Readonly<Record<Harm, string>> = {
  danger: 'common.danger',
  violence: 'matching.violence',
  voting: 'matching.voting',
};

/**
 * Finds words of danger, of violence and of how one votes, in every language together, however they are spelt. Only for
 * the order of the queue: no word of theirs decides anything.
 */
export function openHarms(texts: Texts): (text: string) => Harm[] {
  const phrases = HARMS.map(
    (harm) => [harm, texts.list(LISTS[harm]).map((phrase) => ` ${foldSpelling(phrase)} `)] as const,
  );
  return (text) => {
    const said = ` ${foldSpelling(text)} `;
    return phrases.flatMap(([harm, list]) => (list.some((phrase) => said.includes(phrase)) ? [harm] : []));
  };
}
