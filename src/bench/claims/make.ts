import { Chance } from './chance.ts';
import { fr } from './fr.ts';
import { say } from './grammar.ts';
import { ht } from './ht.ts';

export interface MadeClaim {
  readonly language: 'ht' | 'fr';
  readonly text: string;
}

/**
 * Rumors that were never told, all different, three of five in Creole: places of the gazetteer, invented people,
 * movements and numbers in some hundred ways to say them. The same seed gives the same.
 */
export function* madeClaims(count: number, seed = 1): Generator<MadeClaim> {
  const chance = new Chance(seed);
  const told = new Set<string>();
  while (told.size < count) {
    const language = chance.next() < 0.6 ? 'ht' : 'fr';
    const said = say(language === 'ht' ? ht : fr, language, 'claim', chance);
    const text = said.charAt(0).toUpperCase() + said.slice(1);
    if (told.has(text)) continue;
    told.add(text);
    yield { language, text };
  }
}
