import type { ConsoleDeps } from '../deps.ts';

type Places = Pick<ConsoleDeps, 'departments' | 'communesOf'>;

/** Communes of what was chosen, each once, in the order of the country; what it does not know is left out. */
export function asCommunes(deps: Places, chosen: readonly string[]): string[] {
  return deps.departments().flatMap((department) => {
    const communes = deps.communesOf(department);
    return chosen.includes(department) ? communes : communes.filter((code) => chosen.includes(code));
  });
}

/** The other way round: a department where all its communes are meant. */
export function asChosen(deps: Places, communes: readonly string[]): string[] {
  return deps.departments().flatMap((department) => {
    const own = deps.communesOf(department);
    const meant = own.filter((code) => communes.includes(code));
    return meant.length === own.length && own.length > 0 ? [department] : meant;
  });
}
