import { v7 as uuidv7 } from 'uuid';
import { withCheckDigit } from '../codes/damm.ts';
import type { Store } from '../store/connect.ts';
import type { Severity } from '../store/schema/watch.ts';
import { incident, incidentReport, report } from '../store/schema.ts';

type NewIncident = typeof incident.$inferInsert;

/** An incident of which only this is said, and the reports of it by when they came. */
export interface Happened extends Partial<NewIncident> {
  readonly reportsAt?: readonly Date[];
}

/** Enters invented incidents as grouping would leave them: a thousand in a second. */
export async function enterIncidents(store: Store, all: readonly Happened[], now: Date): Promise<void> {
  const rows = all.map(({ reportsAt = [], ...row }, n) => ({
    reportsAt,
    row: {
      id: uuidv7(),
      number: withCheckDigit(String(100_000 + n)),
      code: withCheckDigit('62'),
      severity: 'Minor' as Severity,
      urgency: 'Past' as const,
      stateSince: now,
      firstSeenAt: now,
      lastSeenAt: now,
      exercise: false,
      ...row,
    },
  }));
  const reports = rows.flatMap(({ reportsAt, row }, n) =>
    reportsAt.map((createdAt, m) => ({
      incidentId: row.id,
      row: {
        id: uuidv7(),
        kind: 'incident' as const,
        code: `r${n}-${m}`,
        account: 'twilio-sms',
        medium: 'sms',
        exercise: row.exercise,
        createdAt,
      },
    })),
  );
  for (let i = 0; i < rows.length; i += 500)
    await store.db.insert(incident).values(rows.slice(i, i + 500).map(({ row }) => row));
  for (let i = 0; i < reports.length; i += 500) {
    const some = reports.slice(i, i + 500);
    await store.db.insert(report).values(some.map(({ row }) => row));
    await store.db
      .insert(incidentReport)
      .values(some.map(({ incidentId, row }) => ({ incidentId, reportId: row.id })));
  }
}
