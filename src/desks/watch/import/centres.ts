import { LENGTH } from '../../../codes/book.ts';
import { hasCheckDigit, withCheckDigit } from '../../../codes/damm.ts';
import type { Country } from '../../../country/country.ts';
import type { Store } from '../../../store/connect.ts';
import { allCentres, type CentreRow, saveCentres } from '../../../store/observers.ts';
import { placesByNumber } from '../registry.ts';
import { type Fault, type SheetRow, SLIPPED } from './sheet.ts';

/** Columns of a sheet of polling centres, with what else they may be called. */
export const CENTRE_COLUMNS = {
  number: ['numéro', 'nimewo', 'no'],
  name: ['nom', 'non'],
  code: ['cep', 'kòd'],
  place: ['lieu', 'kote', 'commune', 'komin', 'section'],
  latitude: ['lat'],
  longitude: ['lon', 'lng'],
} as const;

export interface CentreImport {
  readonly added: number;
  readonly changed: number;
  readonly faults: readonly Fault[];
}

/**
 * Enters polling centres, new ones or known ones by their number or the council's code; a row that is wrong is left
 * out and named. Who has no number is given one, within the commune where it lies.
 * @param placeCode the code of the commune or section that a cell names; those it may be where it is not sure
 * @param options.check only looks, changes nothing
 */
export async function importCentres(
  store: Store,
  country: Pick<Country, 'places' | 'placeNumbers'>,
  rows: readonly SheetRow[],
  placeCode: (text: string) => string | readonly string[],
  { check = false }: { check?: boolean } = {},
): Promise<CentreImport> {
  return store.db.transaction(async (tx) => {
    const known = await allCentres(tx);
    const faults: Fault[] = [];
    const taken = new Set([...placesByNumber(country).keys(), ...known.map(({ number }) => number)]);
    for (const { cells } of rows) if (cells.number) taken.add(cells.number.replace(/\s/g, ''));
    const seen = new Map<string, number>();
    const good = rows.flatMap(({ row, cells, slipped }) => {
      const before = faults.length;
      const wrong = (column: string, what: string) => void faults.push({ row, column, what });
      if (slipped) wrong('row', SLIPPED);
      const name = cells.name ?? '';
      if (name.length < 2 || name.length > 150) wrong('name', 'must have 2 to 150 letters');
      const place = placeCode(cells.place ?? '');
      if (typeof place !== 'string')
        wrong(
          'place',
          place.length === 0
            ? `${cells.place || 'an empty cell'} is no commune and no section`
            : `${cells.place} may be ${place.join(' or ')}: use the P-code`,
        );
      else if (country.placeNumbers.of(place).endsWith('0000')) wrong('place', 'a department is too large');
      const [latitude, longitude] = [
        degrees(cells.latitude, 90, () => wrong('latitude', 'is no number of degrees')),
        degrees(cells.longitude, 180, () => wrong('longitude', 'is no number of degrees')),
      ];
      const code = cells.code || null;
      const said = cells.number?.replace(/\s/g, '') || null;
      const found = known.find((one) =>
        said === null ? code !== null && one.code === code : one.number === said,
      );
      if (said !== null && !isPlaceNumber(said))
        wrong('number', `${said} is none: six digits, the last a check digit, the first not 0`);
      else if (said !== null && !found && placesByNumber(country).has(said))
        wrong('number', `${said} is the number of a commune or a section`);
      for (const [column, key] of [
        ['number', said],
        ['code', code],
      ] as const) {
        if (key === null) continue;
        const first = seen.get(`${column} ${key}`);
        if (first === undefined) seen.set(`${column} ${key}`, row);
        else wrong(column, `stands in row ${first} already`);
      }
      if (faults.length > before || typeof place !== 'string') return [];
      const number = said ?? found?.number ?? freeNumber(country.placeNumbers, place, taken);
      return [
        {
          isNew: !found,
          centre: { number, name, code, placeCode: place, latitude, longitude, endedAt: null },
        },
      ];
    });
    if (!check)
      await saveCentres(
        tx,
        good.map(({ centre }) => centre),
      );
    return {
      added: good.filter(({ isNew }) => isNew).length,
      changed: good.filter(({ isNew }) => !isNew).length,
      faults,
    };
  });
}

const isPlaceNumber = (text: string) =>
  text.length === LENGTH.place && /^[1-9]\d*$/.test(text) && hasCheckDigit(text);

function degrees(text: string | undefined, most: number, wrong: () => void): CentreRow['latitude'] {
  if (!text) return null;
  const value = Number(text.replace(',', '.'));
  if (Number.isFinite(value) && Math.abs(value) <= most) return value;
  wrong();
  return null;
}

/** The next free number of a commune; where all are given, any that nobody has. @param taken grows by it */
function freeNumber({ of, firstCentre }: Country['placeNumbers'], place: string, taken: Set<string>): string {
  const commune = of(place).slice(0, 3);
  const numbers = function* () {
    for (let n = firstCentre; n < 100; n += 1) yield `${commune}${n}`;
    for (let n = 10_000; n < 100_000; n += 1) yield String(n);
  };
  for (const digits of numbers()) {
    const number = withCheckDigit(digits);
    if (taken.has(number)) continue;
    taken.add(number);
    return number;
  }
  throw new Error('all numbers of places are given');
}
