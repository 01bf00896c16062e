import { addEvents, type Transaction } from '../../store/events.ts';
import { changeByCodes } from '../../store/observer-reports.ts';
import { lockReport } from '../../store/reports.ts';
import type { WatchDesk } from './desk.ts';

/** Why a report was not read: a key of `reports.error.*`. Nothing was changed. */
export type ReadRefusal = 'gone' | 'held' | 'code' | 'place';

/**
 * A person says what a report tells of, where the grammar could not, or where a citizen told it in words. From then on
 * it stands before the watch cell.
 * @param read.code of the observers' card, with its check digit
 * @param read.place six digits; empty where it is not known
 */
export function readByPerson(
  desk: WatchDesk,
  read: { reportId: string; staffId: string; code: string; quantity: number | undefined; place: string },
): Promise<ReadRefusal | null> {
  return desk.store.db.transaction(async (tx: Transaction) => {
    const held = await lockReport(tx, read.reportId);
    if (!held || held.state === 'closed') return 'gone';
    if (held.takenBy !== null && held.takenBy !== read.staffId) return 'held';
    if (desk.lines.get(read.code)?.kind !== 'incident') return 'code';
    const place =
      read.place === ''
        ? undefined
        : (await desk.registry.fresh(tx)).places.get(read.place.replace(/\s/g, ''));
    if (read.place !== '' && !place) return 'place';
    const now = desk.now();
    await changeByCodes(tx, read.reportId, {
      kind: 'incident',
      items: [{ code: read.code, ...(read.quantity !== undefined && { quantity: read.quantity }) }],
      ask: null,
      toGroup: true,
      ...(place && { placeNumber: place.number, placeCode: place.placeCode }),
      updatedAt: now,
    });
    await addEvents(tx, [
      {
        at: now,
        subject: 'report',
        subjectId: read.reportId,
        actor: read.staffId,
        what: 'read',
        why: read.code,
      },
    ]);
    return null;
  });
}
