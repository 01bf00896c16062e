import { v7 as uuidv7 } from 'uuid';
import type { DeskEvent, Transaction } from '../../store/events.ts';
import {
  addToIncident,
  type IncidentRow,
  insertIncident,
  lockIncidents,
  OVER,
  setIncident,
  type Told,
  voicesOf,
} from '../../store/incidents.ts';
import type { Severity } from '../../store/schema/watch.ts';
import { giveCode } from '../give-code.ts';
import { certaintyOf } from './certainty.ts';
import type { WatchDesk } from './desk.ts';
import { pointOf } from './nearness.ts';
import { newNumber } from './number.ts';
import type { Registry } from './registry.ts';

const GRAVITY: readonly Severity[] = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'];

/** Before it was sent anywhere, one of two that are one may go. */
export const MAY_MERGE: ReadonlySet<string> = new Set(['received', 'triage', 'verification', 'validation']);

/** The gravest of what a report tells of: that is what it is grouped by. */
export function gravest(desk: WatchDesk, { items }: Pick<Told, 'items'>) {
  const weigh = (code: string) => GRAVITY.indexOf(desk.lines.get(code)?.severity ?? 'Unknown');
  return items.reduce((best, item) => (weigh(item.code) < weigh(best.code) ? item : best));
}

/** Opens an incident for reports that belong together. @returns it, and what is to be written of it */
export async function openIncident(
  tx: Transaction,
  desk: WatchDesk,
  registry: Registry,
  reports: readonly Told[],
): Promise<{ incident: IncidentRow; event: DeskEvent }> {
  const [first] = reports;
  if (!first) throw new Error('an incident is of reports');
  const { code, quantity } = gravest(desk, first);
  const line = desk.lines.get(code);
  const now = desk.now();
  const point = pointOf(first, registry);
  const seen = reports.map(({ seenAt }) => seenAt.getTime());
  const row = {
    id: uuidv7(),
    stateSince: now,
    code,
    quantity: quantity ?? null,
    placeNumber: first.placeNumber,
    placeCode:
      first.placeNumber === null ? null : (registry.places.get(first.placeNumber)?.placeCode ?? null),
    latitude: point?.latitude ?? null,
    longitude: point?.longitude ?? null,
    firstSeenAt: new Date(Math.min(...seen)),
    lastSeenAt: new Date(Math.max(...seen)),
    severity: line?.severity ?? 'Unknown',
    urgency: line?.urgency ?? 'Unknown',
    certainty: certaintyOf(reports),
    exercise: first.exercise,
  } as const;
  await giveCode(tx, (number) => insertIncident(tx, { ...row, number }), newNumber);
  await addToIncident(
    tx,
    row.id,
    reports.map(({ reportId }) => reportId),
  );
  const [incident] = await lockIncidents(tx, [row.id]);
  if (!incident) throw new Error('an incident was not written');
  const event: DeskEvent = {
    at: now,
    subject: 'incident',
    subjectId: row.id,
    actor: 'system',
    what: 'received',
    to: 'received',
  };
  return { incident, event };
}

/**
 * What the reports of these incidents say together, after some came, changed or went. One of which nothing is left that
 * was not taken back is over, unless it was sent somewhere.
 * @returns what is to be written of it
 */
export async function renewIncidents(
  tx: Transaction,
  desk: WatchDesk,
  incidentIds: readonly string[],
): Promise<DeskEvent[]> {
  const incidents = await lockIncidents(tx, incidentIds);
  const all = await voicesOf(tx, incidentIds);
  const events: DeskEvent[] = [];
  for (const incident of incidents) {
    const voices = all.filter(({ incidentId }) => incidentId === incident.id);
    const stand = voices.some(({ withdrawnAt }) => withdrawnAt === null);
    if (!stand && MAY_MERGE.has(incident.state)) {
      const now = desk.now();
      await setIncident(tx, incident.id, { state: 'withdrawn', stateSince: now });
      events.push({
        at: now,
        subject: 'incident',
        subjectId: incident.id,
        actor: 'system',
        what: 'withdrawn',
        from: incident.state,
        to: 'withdrawn',
      });
      continue;
    }
    if (voices.length === 0 || OVER.includes(incident.state)) continue;
    const counts = voices.flatMap(({ quantity }) => (quantity === null ? [] : [quantity]));
    await setIncident(tx, incident.id, {
      firstSeenAt: new Date(Math.min(...voices.map(({ from }) => from.getTime()))),
      lastSeenAt: new Date(Math.max(...voices.map(({ until }) => until.getTime()))),
      quantity: counts.length === 0 ? null : Math.max(...counts),
      // What a person found stands above what reports say.
      ...(incident.certaintySetBy === null && { certainty: certaintyOf(voices) }),
    });
  }
  return events;
}
