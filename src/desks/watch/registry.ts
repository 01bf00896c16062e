import { withCheckDigit } from '../../codes/damm.ts';
import type { Country } from '../../country/country.ts';
import type { Queryable } from '../../store/connect.ts';
import { type KnownObserver, listCentres, listKnown } from '../../store/observers.ts';

/** How old the list of observers may be; who is not in it is looked up again. */
const FRESH_MS = 5_000;

/** A place that observers have a number for. */
export interface NumberedPlace {
  /** Six digits. */
  readonly number: string;
  /** Where it lies, by the country's own table of places. */
  readonly placeCode: string;
  /** Of a polling centre. */
  readonly name?: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** Who observes and where, by the numbers on their cards. */
export interface Registry {
  readonly observers: ReadonlyMap<string, KnownObserver>;
  readonly places: ReadonlyMap<string, NumberedPlace>;
  /** Whether these digits begin the number of a place. */
  begins(digits: string): boolean;
}

export interface RegistryKeeper {
  /** As it was at most five seconds ago. */
  recent(q: Queryable): Promise<Registry>;
  /** As it is. */
  fresh(q: Queryable): Promise<Registry>;
}

/** The places of a country by their numbers; polling centres come from the database. */
export function placesByNumber(
  country: Pick<Country, 'places' | 'placeNumbers'>,
): ReadonlyMap<string, NumberedPlace> {
  return new Map(
    country.places().places.map(({ code, latitude, longitude }) => {
      const number = withCheckDigit(country.placeNumbers.of(code));
      return [number, { number, placeCode: code, latitude, longitude }];
    }),
  );
}

/**
 * Keeps the registry at hand: it is asked for each report, and changes when somebody imports.
 * @param clock in milliseconds
 */
export function openRegistry(
  country: Pick<Country, 'places' | 'placeNumbers'>,
  clock: () => number = Date.now,
): RegistryKeeper {
  let places: ReadonlyMap<string, NumberedPlace> | undefined;
  let held: { readonly registry: Registry; readonly at: number } | undefined;
  async function fresh(q: Queryable): Promise<Registry> {
    places ??= placesByNumber(country);
    const at = clock();
    const [observers, centres] = [await listKnown(q), await listCentres(q)];
    const all = new Map(places);
    for (const { number, placeCode, name, latitude, longitude } of centres)
      all.set(number, { number, placeCode, name, latitude, longitude });
    const beginnings = new Set([...all.keys()].map((number) => number.slice(0, 4)));
    const registry: Registry = {
      observers: new Map(observers.map((one) => [one.number, one])),
      places: all,
      begins: (digits) => beginnings.has(digits),
    };
    held = { registry, at };
    return registry;
  }
  return {
    fresh,
    async recent(q) {
      return held && clock() - held.at < FRESH_MS ? held.registry : fresh(q);
    },
  };
}
