import { importObservers } from '../../desks/watch/index.ts';
import { loadTexts } from '../../i18n.ts';
import { type DrillObserver, SIGN } from './people.ts';
import type { Scene } from './scene.ts';

/** Enters invented observers as `observer import` does. @throws Error where one of them is wrong */
export async function enterObservers(
  { store, clock }: Scene,
  observers: readonly DrillObserver[],
): Promise<void> {
  const rows = observers.map((one, n) => ({
    row: n + 2,
    cells: {
      ...{ number: one.id, name: `Envante ${one.id}`, organisation: one.organisation, phones: one.number },
      ...{ place: one.place, language: 'ht', verbosity: one.verbosity, silent: String(SIGN) },
      training: one.training ? 'oui' : 'non',
      ...(one.buddy !== null && { buddy: one.buddy }),
    },
  }));
  const reading = {
    languages: loadTexts().languages,
    phone: (text: string) => text,
    places: (text: string) => [text],
  };
  const { faults } = await importObservers(store, rows, reading, { now: clock.now() });
  if (faults.length > 0) throw new Error(`invented observers are wrong: ${JSON.stringify(faults[0])}`);
}
