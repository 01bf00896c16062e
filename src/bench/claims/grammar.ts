import type { Chance } from './chance.ts';
import { nameOf } from './names.ts';

/** Ways to say something: each `{slot}` in one is filled by a way to say that. */
export type Grammar = Readonly<Record<string, readonly string[]>>;

/** A sentence of this grammar, filled by chance. @throws Error for a slot that nothing fills */
export function say(grammar: Grammar, language: 'ht' | 'fr', slot: string, chance: Chance): string {
  const ways = grammar[slot];
  if (!ways) {
    const name = nameOf(slot, language, chance);
    if (name === undefined) throw new Error(`nothing fills {${slot}} in ${language}`);
    return name;
  }
  // What happened is as varied as life; how it is wrapped is not.
  const way = slot.startsWith('event') ? chance.of(ways) : chance.ofMany(ways);
  return way.replace(/\{(\w+)\}/g, (_, inner: string) => say(grammar, language, inner, chance));
}
