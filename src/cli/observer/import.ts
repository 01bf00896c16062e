import { readCountry } from '../../config.ts';
import { countryOf } from '../../country/index.ts';
import { importObservers, OBSERVER_COLUMNS, rowsOf } from '../../desks/watch/index.ts';
import { loadTexts } from '../../i18n.ts';
import { listCentres } from '../../store/observers.ts';
import { readSheet } from '../sheet.ts';
import { withStore } from '../with-store.ts';
import { openCells } from './cells.ts';
import { tellImport } from './tell.ts';

/**
 * Enters the observers of a list; rows that are wrong are named and left out.
 * @throws Error with one line where the list cannot be read, or where a row was left out
 */
export async function runObserverImport(
  file: string,
  options: { check?: boolean; json?: boolean },
): Promise<void> {
  const { rows } = rowsOf(await readSheet(file), OBSERVER_COLUMNS, ['name', 'organisation']);
  const country = countryOf(readCountry().country);
  const done = await withStore(async (store) => {
    const cells = openCells(country, await listCentres(store.db), loadTexts().languages);
    return importObservers(store, rows, cells, { check: options.check ?? false });
  });
  tellImport(done, options, 'observers');
}
