import { and, asc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { incident, transmission } from './schema.ts';

export type TransmissionRow = typeof transmission.$inferSelect;

/** @returns false: the number is taken */
export async function addTransmission(
  tx: Queryable,
  row: typeof transmission.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(transmission)
    .values(row)
    .onConflictDoNothing({ target: transmission.number })
    .returning({ id: transmission.id });
  return rows.length === 1;
}

export function transmissionsOf(q: Queryable, incidentId: string): Promise<TransmissionRow[]> {
  return q
    .select()
    .from(transmission)
    .where(eq(transmission.incidentId, incidentId))
    .orderBy(asc(transmission.sentAt), asc(transmission.id));
}

/** Locks what was sent until the transaction ends. */
export async function lockTransmission(
  tx: Queryable,
  by: { id: string } | { number: string },
): Promise<TransmissionRow | undefined> {
  const [found] = await tx
    .select()
    .from(transmission)
    .where('id' in by ? eq(transmission.id, by.id) : eq(transmission.number, by.number))
    .for('update');
  return found;
}

export async function setTransmission(
  tx: Queryable,
  id: string,
  change: Partial<typeof transmission.$inferInsert>,
): Promise<void> {
  await tx.update(transmission).set(change).where(eq(transmission.id, id));
}

/** What was sent and not acknowledged in time, and nobody was told of yet. */
export function overdueTransmissions(q: Queryable, now: Date): Promise<TransmissionRow[]> {
  return q
    .select()
    .from(transmission)
    .where(
      and(
        isNull(transmission.acknowledgedAt),
        isNull(transmission.alertedAt),
        lt(transmission.dueAt, now),
        // Of what was replaced or taken back only the last is waited for.
        sql`not exists (select from ${transmission} later where later.incident_id = ${transmission.incidentId}
          and later.institution = ${transmission.institution} and later.sent_at > ${transmission.sentAt})`,
        // In an exercise nobody is called out of bed.
        sql`exists (select from ${incident} where ${incident.id} = ${transmission.incidentId} and not ${incident.exercise})`,
      ),
    );
}
