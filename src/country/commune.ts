import type { Country } from './country.ts';

const communes = new WeakMap<object, ReadonlyMap<string, string>>();

/** @returns the code of the commune that a place is, or lies in; null for a department, and for what is no place */
export function communeOf({ places }: Pick<Country, 'places'>, code: string): string | null {
  const gazetteer = places();
  let known = communes.get(gazetteer);
  if (!known) {
    known = new Map(
      gazetteer.places.flatMap((place) =>
        place.kind === 'commune'
          ? [[place.code, place.code]]
          : place.kind === 'section' && place.parent !== undefined
            ? [[place.code, place.parent]]
            : [],
      ),
    );
    communes.set(gazetteer, known);
  }
  return known.get(code) ?? null;
}
