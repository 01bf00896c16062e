import { alone } from '../../store/alone.ts';
import { noteAlarmTold, untoldAlarms } from '../../store/silence.ts';
import type { WatchDesk } from './desk.ts';
import { departmentsBy } from './watch-silence.ts';

/** Of whom the alarm was given at once: numbers as on their cards, and the departments where they are expected. */
export interface SilenceAlarm {
  readonly numbers: readonly string[];
  readonly departments: readonly string[];
}

/**
 * Tells of each alarm that a colleague gave on the page of silences: once, however many observers and hours it is of.
 * Marked only once it was told, so that whoever fails or dies on the way leaves it to the next sweep.
 * @param tell false: it could not be told
 */
export async function tellSilenceAlarms(
  desk: WatchDesk,
  tell: (alarm: SilenceAlarm) => Promise<boolean>,
): Promise<void> {
  const { db } = desk.store;
  await alone(db, 'silence_alarms', async () => {
    const alarms = await untoldAlarms(db);
    if (alarms.length === 0) return;
    const registry = await desk.registry.recent(db);
    const departmentOf = departmentsBy(registry);
    for (const { observers, rows } of alarms) {
      const departments = observers.flatMap(({ placeNumber }) => {
        const place = placeNumber === null ? undefined : registry.places.get(placeNumber);
        return place ? [departmentOf(place.placeCode)] : [];
      });
      const told = await tell({
        numbers: observers.map(({ number }) => number).toSorted(),
        departments: [...new Set(departments)].toSorted(),
      });
      if (told) await noteAlarmTold(db, rows, desk.now());
    }
  });
}
