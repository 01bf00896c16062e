import { alone } from '../../store/alone.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { noteStanding, tickingIncidents } from '../../store/incidents.ts';
import { overdueTransmissions, setTransmission } from '../../store/transmissions.ts';
import { dueAt } from './clock.ts';
import type { WatchDesk } from './desk.ts';

/**
 * Tells of each incident whose clock has run out in its state, and of each transmission that nobody acknowledged in
 * time: once. Marked only once it was told, so that whoever dies on the way leaves it to the next sweep; and written
 * down, because the mark goes when the incident moves on.
 * @param tell false: it could not be told
 */
export async function tellLate(
  desk: WatchDesk,
  tell: (late: {
    incidentId: string;
    what: 'standing' | 'unacknowledged';
    institution?: string;
  }) => Promise<boolean>,
): Promise<void> {
  const { db } = desk.store;
  const note = (
    incidentId: string,
    called: { what: 'late' } | { what: 'unacknowledged'; why: string },
    mark: (tx: Transaction) => Promise<void>,
  ) =>
    db.transaction(async (tx) => {
      await mark(tx);
      const of = { subject: 'incident', subjectId: incidentId, actor: 'system' } as const;
      await addEvents(tx, [{ ...of, ...called, at: desk.now() }]);
    });
  await alone(db, 'late_incidents', async () => {
    const now = desk.now();
    for (const incident of await tickingIncidents(db)) {
      const due = dueAt(desk.cell, incident, now);
      if (due === null || due > now) continue;
      if (await tell({ incidentId: incident.id, what: 'standing' }))
        await note(incident.id, { what: 'late' }, (tx) => noteStanding(tx, incident, now));
    }
    for (const { id, incidentId, institution } of await overdueTransmissions(db, now))
      if (await tell({ incidentId, what: 'unacknowledged', institution }))
        await note(incidentId, { what: 'unacknowledged', why: institution }, (tx) =>
          setTransmission(tx, id, { alertedAt: now }),
        );
  });
}
