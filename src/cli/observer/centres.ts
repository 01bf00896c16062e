import { readCountry } from '../../config.ts';
import { countryOf } from '../../country/index.ts';
import { CENTRE_COLUMNS, importCentres, rowsOf } from '../../desks/watch/index.ts';
import { loadTexts } from '../../i18n.ts';
import { readSheet } from '../sheet.ts';
import { withStore } from '../with-store.ts';
import { openCells } from './cells.ts';
import { tellImport } from './tell.ts';

/**
 * Enters the polling centres of a list; rows that are wrong are named and left out.
 * @throws Error with one line where the list cannot be read, or where a row was left out
 */
export async function runPlaceImport(
  file: string,
  options: { check?: boolean; json?: boolean },
): Promise<void> {
  const { rows } = rowsOf(await readSheet(file), CENTRE_COLUMNS, ['name', 'place']);
  const country = countryOf(readCountry().country);
  const { placeCode } = openCells(country, [], loadTexts().languages);
  const done = await withStore((store) =>
    importCentres(store, country, rows, placeCode, { check: options.check ?? false }),
  );
  tellImport(done, options, 'polling centres');
}
