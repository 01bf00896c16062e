import { v7 as uuidv7 } from 'uuid';
import type { Queryable } from '../../store/connect.ts';
import type { DeskEvent, Transaction } from '../../store/events.ts';
import { claimVoicesOf } from '../../store/incident-claims.ts';
import { addToIncident, type Told, type Voice, voicesOf } from '../../store/incident-reports.ts';
import {
  type IncidentRow,
  insertIncident,
  lockIncidents,
  type NewIncident,
  OVER,
  setIncident,
} from '../../store/incidents.ts';
import type { Severity } from '../../store/schema/watch.ts';
import { transmissionsOf } from '../../store/transmissions.ts';
import { giveCode } from '../give-code.ts';
import { certaintyOf } from './certainty.ts';
import type { WatchDesk } from './desk.ts';
import { pointOf } from './nearness.ts';
import { newNumber } from './number.ts';
import type { Registry } from './registry.ts';

const GRAVITY: readonly Severity[] = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'];

const BEFORE_SENDING: ReadonlySet<string> = new Set(['received', 'triage', 'verification', 'validation']);

/** Whether it may go by itself: only as long as it was sent nowhere, also not before it was opened again. */
export const mayGo = async (tx: Queryable, { id, state }: Pick<IncidentRow, 'id' | 'state'>) =>
  BEFORE_SENDING.has(state) && (await transmissionsOf(tx, id)).length === 0;

/** The gravest of what a report tells of: that is what it is grouped by. */
export function gravest(desk: WatchDesk, { items }: Pick<Told, 'items'>) {
  const weigh = (code: string) => GRAVITY.indexOf(desk.lines.get(code)?.severity ?? 'Unknown');
  return items.reduce((best, item) => (weigh(item.code) < weigh(best.code) ? item : best));
}

/** Writes a new incident, under a number of its own. */
export async function enterIncident(tx: Transaction, row: Omit<NewIncident, 'number'>): Promise<IncidentRow> {
  await giveCode(tx, (number) => insertIncident(tx, { ...row, number }), newNumber);
  const [incident] = await lockIncidents(tx, [row.id]);
  if (!incident) throw new Error('an incident was not written');
  return incident;
}

/**
 * Opens an incident for reports that belong together.
 * @param kept who must not see the one of which they were a part: neither may they see this one
 * @returns it, and what is to be written of it
 */
export async function openIncident(
  tx: Transaction,
  desk: WatchDesk,
  registry: Registry,
  reports: readonly Told[],
  kept?: Pick<IncidentRow, 'accused' | 'openedAt'>,
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
    ...(kept && { accused: kept.accused, openedAt: kept.openedAt }),
  } as const;
  const incident = await enterIncident(tx, row);
  await addToIncident(
    tx,
    row.id,
    reports.map(({ reportId }) => reportId),
  );
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

/** Who tells of these incidents: in reports, and by asking the verification desk about them. */
export const allVoicesOf = async (q: Queryable, incidentIds: readonly string[]): Promise<Voice[]> => [
  ...(await voicesOf(q, incidentIds)),
  ...(await claimVoicesOf(q, incidentIds)),
];

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
  const all = await allVoicesOf(tx, incidentIds);
  const events: DeskEvent[] = [];
  for (const incident of incidents) {
    const voices = all.filter(({ incidentId }) => incidentId === incident.id);
    const stand = voices.some(({ withdrawnAt }) => withdrawnAt === null);
    if (!stand && (await mayGo(tx, incident))) {
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
    // A claim of which nobody is left who may be known says nothing of when.
    const seen = voices.filter(({ reports }) => reports > 0);
    if (seen.length === 0 || OVER.includes(incident.state)) continue;
    const counts = voices.flatMap(({ quantity }) => (quantity === null ? [] : [quantity]));
    await setIncident(tx, incident.id, {
      firstSeenAt: new Date(Math.min(...seen.map(({ from }) => from.getTime()))),
      lastSeenAt: new Date(Math.max(...seen.map(({ until }) => until.getTime()))),
      quantity: counts.length === 0 ? null : Math.max(...counts),
      // What a person found stands above what reports say.
      ...(incident.certaintySetBy === null && { certainty: certaintyOf(voices) }),
    });
  }
  return events;
}
