import { withCheckDigit } from '../codes/damm.ts';
import type { RegistryKeeper } from '../desks/watch/index.ts';
import { importObservers } from '../desks/watch/index.ts';
import type { Store } from '../store/connect.ts';

/** An observer's number, a place's or a code, with its check digit. */
export const number = withCheckDigit;

/** Delmas, by the number that observers write. */
export const DELMAS = number('11200');

/** Enters invented observers as an import does: cells by column, empty ones filled in. */
export async function enterObservers(
  store: Store,
  registry: RegistryKeeper,
  people: readonly Readonly<Record<string, string>>[],
): Promise<void> {
  const rows = people.map((cells, n) => ({
    row: n + 2,
    cells: { name: 'Obsèvatè Envante', organisation: 'Gwoup Envante', ...cells },
  }));
  const { faults } = await importObservers(store, rows, {
    languages: ['ht', 'fr', 'en', 'es'],
    phone: (text) => text,
    places: (text) => [text],
  });
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  await registry.fresh(store.db);
}
