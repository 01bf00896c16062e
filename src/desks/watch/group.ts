import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { withCheckDigit } from '../../codes/damm.ts';
import { isCodeFree } from '../../store/codes.ts';
import { addEvents, type DeskEvent, type Transaction } from '../../store/events.ts';
import {
  addToIncident,
  changedIncidents,
  holdGrouping,
  type IncidentRow,
  insertIncident,
  type LooseReport,
  loosen,
  looseReports,
  nearInTime,
  removeFromIncident,
  reportsOf,
  setIncident,
} from '../../store/incidents.ts';
import type { Severity } from '../../store/schema/watch.ts';
import { certaintyOf } from './certainty.ts';
import type { WatchDesk } from './desk.ts';
import { connected, isNear, pointOf } from './nearness.ts';
import type { Registry } from './registry.ts';

/** Reports taken in one transaction: the desk's pages must not wait for it. */
const AT_ONCE = 200;
const NUMBER_TRIES = 200;

const GRAVITY: readonly Severity[] = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'];

/** Before it was sent anywhere, one of two that are one may go. */
const MAY_MERGE: ReadonlySet<string> = new Set(['received', 'triage', 'verification', 'validation']);

/**
 * Puts reports that belong to no incident yet where they belong: with the open incident of which a report is near in
 * time and space, else into a new one. What a report connects becomes one incident.
 * @returns how many reports were taken; as many again may wait where it is a full batch
 */
export async function groupReports(desk: WatchDesk): Promise<number> {
  return desk.store.db.transaction(async (tx) => {
    if (!(await holdGrouping(tx))) return 0;
    const events: DeskEvent[] = await followChanges(tx, desk);
    const reports = await looseReports(tx, AT_ONCE);
    if (reports.length === 0 && events.length === 0) return 0;
    const registry = await desk.registry.recent(tx);
    for (const one of reports) events.push(...(await place(tx, desk, registry, one)));
    await addEvents(tx, events);
    return reports.length;
  });
}

/**
 * What was corrected goes where it belongs now, and an incident of which all was taken back is over, unless it was
 * sent somewhere already: then a person decides.
 */
async function followChanges(tx: Transaction, desk: WatchDesk): Promise<DeskEvent[]> {
  const events: DeskEvent[] = [];
  for (const incident of await changedIncidents(tx)) {
    const reports = await reportsOf(tx, [incident.id]);
    const elsewhere = reports.filter(
      (one) => one.items.length > 0 && gravest(desk, one).code !== incident.code,
    );
    for (const { reportId } of elsewhere) await loosen(tx, reportId);
    const left = reports.filter((one) => !elsewhere.includes(one));
    if (left.some(({ withdrawnAt }) => withdrawnAt === null) || !MAY_MERGE.has(incident.state)) {
      await renew(tx, incident);
      // Also where nothing of it changed: it was looked at.
      await setIncident(tx, incident.id, {});
      continue;
    }
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
  }
  return events;
}

/** The gravest of what a report tells of: that is what it is grouped by. */
function gravest(desk: WatchDesk, { items }: LooseReport) {
  const weigh = (code: string) => GRAVITY.indexOf(desk.lines.get(code)?.severity ?? 'Unknown');
  return items.reduce((best, item) => (weigh(item.code) < weigh(best.code) ? item : best));
}

async function place(tx: Transaction, desk: WatchDesk, registry: Registry, one: LooseReport) {
  const { code } = gravest(desk, one);
  const { joins } = desk.watch;
  const reach = joins.hours * 3_600_000;
  const candidates = await nearInTime(tx, {
    code,
    exercise: one.exercise,
    from: new Date(one.seenAt.getTime() - reach),
    until: new Date(one.seenAt.getTime() + reach),
  });
  const theirs = await reportsOf(
    tx,
    candidates.map(({ id }) => id),
  );
  const fits = candidates.filter(({ id }) =>
    theirs.some((other) => other.incidentId === id && isNear(one, other, joins, registry)),
  );
  const [first, ...others] = fits;
  if (!first) return [await open(tx, desk, registry, [one])];
  await addToIncident(tx, first.id, [one.reportId]);
  const merged = others.filter(({ state }) => MAY_MERGE.has(state));
  for (const other of merged) await mergeInto(tx, first, other, theirs, desk);
  await renew(tx, first);
  return merged.map(({ id, state }) => ({
    at: desk.now(),
    subject: 'incident' as const,
    subjectId: id,
    actor: 'system',
    what: 'merged',
    from: state,
    to: 'duplicate',
    why: first.number,
  }));
}

async function mergeInto(
  tx: Transaction,
  first: IncidentRow,
  other: IncidentRow,
  reports: readonly (LooseReport & { incidentId: string })[],
  desk: WatchDesk,
) {
  const moved = reports.filter(({ incidentId }) => incidentId === other.id);
  await addToIncident(
    tx,
    first.id,
    moved.map(({ reportId }) => reportId),
  );
  await setIncident(tx, other.id, {
    state: 'duplicate',
    stateSince: desk.now(),
    duplicateOf: first.id,
    heldBy: null,
    heldUntil: null,
  });
}

/** Opens an incident for reports that belong together. @returns what is to be written of it */
async function open(
  tx: Transaction,
  desk: WatchDesk,
  registry: Registry,
  reports: readonly LooseReport[],
): Promise<DeskEvent> {
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
  for (let i = 0; ; i += 1) {
    if (i === NUMBER_TRIES) throw new Error('nearly all numbers of incidents are given');
    const number = withCheckDigit(String(randomInt(100_000, 1_000_000)));
    if ((await isCodeFree(tx, number)) && (await insertIncident(tx, { ...row, number }))) break;
  }
  await addToIncident(
    tx,
    row.id,
    reports.map(({ reportId }) => reportId),
  );
  return {
    at: now,
    subject: 'incident',
    subjectId: row.id,
    actor: 'system',
    what: 'received',
    to: 'received',
  };
}

/** What the reports of an incident say together, after one came or went. */
async function renew(tx: Transaction, incident: IncidentRow): Promise<void> {
  const reports = await reportsOf(tx, [incident.id]);
  if (reports.length === 0) return;
  const seen = reports.map(({ seenAt }) => seenAt.getTime());
  const counts = reports.flatMap(({ items }) =>
    items.flatMap(({ code, quantity }) =>
      code === incident.code && quantity !== undefined ? [quantity] : [],
    ),
  );
  await setIncident(tx, incident.id, {
    firstSeenAt: new Date(Math.min(...seen)),
    lastSeenAt: new Date(Math.max(...seen)),
    quantity: counts.length === 0 ? null : Math.max(...counts),
    // What a person found stands above what reports say.
    ...(incident.certaintySetBy === null && { certainty: certaintyOf(reports) }),
  });
}

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
  const reports = await reportsOf(tx, [incident.id]);
  const left = reports.filter((one) => one.reportId !== reportId);
  if (left.length === reports.length || left.length === 0) return null;
  await removeFromIncident(tx, reportId);
  const registry = await desk.registry.recent(tx);
  const [, ...parts] = connected(left, (one, other) => isNear(one, other, desk.watch.joins, registry));
  const events: DeskEvent[] = [];
  for (const part of parts) events.push(await open(tx, desk, registry, part));
  await renew(tx, incident);
  return events;
}
