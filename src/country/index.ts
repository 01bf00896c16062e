import type { Country } from './country.ts';
import { country as ht } from './ht/index.ts';

const COUNTRIES: Readonly<Record<string, Country>> = { ht };

/** The names that `COUNTRY` may have: the folders beside this file. */
export function countryNames(): string[] {
  return Object.keys(COUNTRIES);
}

/** @throws Error in one line, naming those that are known */
export function countryOf(name: string): Country {
  const found = Object.hasOwn(COUNTRIES, name) ? COUNTRIES[name] : undefined;
  if (!found) throw new Error(`no country is called "${name}": known are ${countryNames().join(', ')}`);
  return found;
}
