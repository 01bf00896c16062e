import { addEvents, type DeskEvent, type Transaction } from '../../store/events.ts';
import {
  holdGrouping,
  loosen,
  notePlaced,
  type PendingReport,
  pendingReports,
  removeFromIncident,
  reportsOf,
} from '../../store/incident-reports.ts';
import type { IncidentRow } from '../../store/incidents.ts';
import type { WatchDesk } from './desk.ts';
import { gravest, openIncident, renewIncidents } from './incident.ts';
import { groupsOf, isNear, spotOf } from './nearness.ts';
import { type Neighbours, openNeighbours } from './neighbours.ts';
import type { Registry } from './registry.ts';

/** Reports taken in one transaction: the desk's pages must not wait for it. */
const AT_ONCE = 200;

/**
 * Puts reports that are new or have changed where they belong: with the open incident of which a report is near in time
 * and space, else into a new one. What a report connects becomes one incident. What was corrected moves, and an incident
 * of which all was taken back is over, unless it was sent somewhere already: then a person decides.
 * @returns how many reports were taken
 */
export async function groupReports(desk: WatchDesk): Promise<number> {
  for (let taken = 0; ; ) {
    const now = await desk.store.db.transaction((tx) => groupSome(tx, desk));
    taken += now;
    if (now < AT_ONCE) return taken;
  }
}

async function groupSome(tx: Transaction, desk: WatchDesk): Promise<number> {
  if (!(await holdGrouping(tx))) return 0;
  const pending = await pendingReports(tx, AT_ONCE);
  if (pending.length === 0) return 0;
  const registry = await desk.registry.recent(tx);
  const neighbours = openNeighbours(tx, desk, registry);
  const changed = new Set<string>();
  const events: DeskEvent[] = [];
  for (const one of pending) {
    const loose = await leave(tx, desk, registry, one, changed);
    if (loose) events.push(...(await place(tx, desk, neighbours, one, changed)));
  }
  await neighbours.write();
  events.push(...(await renewIncidents(tx, desk, [...changed])));
  await notePlaced(
    tx,
    pending.map(({ reportId }) => reportId),
  );
  await addEvents(tx, events);
  return pending.length;
}

/** Takes a report from where it no longer belongs. @returns whether it is to be placed */
async function leave(
  tx: Transaction,
  desk: WatchDesk,
  registry: Registry,
  one: PendingReport,
  changed: Set<string>,
) {
  const { incident } = one;
  const toldOf = one.items.length > 0 && !one.idle && !one.checkIn;
  if (incident === null) return toldOf && one.withdrawnAt === null;
  changed.add(incident.id);
  if (one.withdrawnAt !== null) return false;
  if (!one.checkIn && (!toldOf || belongs(desk, registry, one, incident))) return false;
  await loosen(tx, one.reportId);
  return toldOf;
}

/** Whether what a report tells now is of the same kind, and still near to where the incident is. */
function belongs(
  desk: WatchDesk,
  registry: Registry,
  one: PendingReport,
  incident: NonNullable<PendingReport['incident']>,
): boolean {
  if (gravest(desk, one).code !== incident.code) return false;
  if (one.placeNumber === incident.placeNumber) return true;
  const where = spotOf({ ...incident, from: incident.firstSeenAt, until: incident.lastSeenAt }, registry);
  return isNear(spotOf(one, registry), where, desk.cell.joins);
}

async function place(
  tx: Transaction,
  desk: WatchDesk,
  neighbours: Neighbours,
  one: PendingReport,
  changed: Set<string>,
): Promise<DeskEvent[]> {
  const { code } = gravest(desk, one);
  const [first, ...others] = await neighbours.of(one, code);
  if (!first) {
    const { incident, event } = await openIncident(
      tx,
      desk,
      neighbours.registry,
      [one],
      one.incident ?? undefined,
    );
    neighbours.add(incident, one);
    return [event];
  }
  neighbours.join(first, one);
  changed.add(first.id);
  const events: DeskEvent[] = [];
  for (const other of others) {
    if (!(await neighbours.merge(other, first))) continue;
    changed.delete(other.id);
    events.push(mergedEvent(desk, other, first));
  }
  return events;
}

const mergedEvent = (desk: WatchDesk, other: IncidentRow, first: IncidentRow): DeskEvent => ({
  at: desk.now(),
  subject: 'incident',
  subjectId: other.id,
  actor: 'system',
  what: 'merged',
  from: other.state,
  to: 'duplicate',
  why: first.number,
});

/**
 * Takes a report out of an incident. What it alone held together falls apart: the part with the first report stays,
 * each other becomes an incident of its own.
 * @returns what is to be written of it; null where the report is not of this incident, or the only one
 */
export async function takeOut(
  tx: Transaction,
  desk: WatchDesk,
  incident: IncidentRow,
  reportId: string,
): Promise<DeskEvent[] | null> {
  const reports = await reportsOf(tx, incident.id);
  const left = reports.filter((one) => one.reportId !== reportId);
  if (left.length === reports.length || left.length === 0) return null;
  await removeFromIncident(tx, reportId);
  const registry = await desk.registry.recent(tx);
  const [, ...parts] = groupsOf(left, desk.cell.joins, registry);
  const events: DeskEvent[] = [];
  for (const part of parts) events.push((await openIncident(tx, desk, registry, part, incident)).event);
  events.push(...(await renewIncidents(tx, desk, [incident.id])));
  return events;
}
