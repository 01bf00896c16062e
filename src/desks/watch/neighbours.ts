import type { Transaction } from '../../store/events.ts';
import { moveOrigins, placesOfClaims } from '../../store/incident-claims.ts';
import { addToIncident, moveReports, placesSeen, type Told } from '../../store/incident-reports.ts';
import { type IncidentRow, nearInTime, setIncident } from '../../store/incidents.ts';
import type { WatchDesk } from './desk.ts';
import { mayGo } from './incident.ts';
import { isNear, type Spot, spotOf } from './nearness.ts';
import type { Registry } from './registry.ts';

interface Known {
  readonly incident: IncidentRow;
  readonly spots: Spot[];
}

/** The open incidents that a report may belong to, looked up once for all reports that are placed together. */
export interface Neighbours {
  readonly registry: Registry;
  /** Those of which something was seen near by, the oldest first. Of a place counts the time from the first to the last. */
  of(one: Told, code: string): Promise<IncidentRow[]>;
  /** An incident that was opened with this report is one of them. */
  add(incident: IncidentRow, one: Told): void;
  /** A report belongs to this one now; written by {@link Neighbours.write}. */
  join(incident: IncidentRow, one: Told): void;
  /** Writes which reports have joined: all of a flood at once. */
  write(): Promise<void>;
  /**
   * Two are one, which nobody sees who must not see the other.
   * @returns false: a person decides, because the other was sent somewhere already, or is kept from those to whom this one was opened
   */
  merge(other: IncidentRow, into: IncidentRow): Promise<boolean>;
}

const HOUR = 3_600_000;

export function openNeighbours(tx: Transaction, desk: WatchDesk, registry: Registry): Neighbours {
  const { joins } = desk.cell;
  const reach = joins.hours * HOUR;
  /** By code and whether it is an exercise; each incident once, oldest first. */
  const byCode = new Map<string, Map<string, Known>>();
  const joined = new Map<string, string[]>();
  const looked = new Map<string, { from: number; until: number }>();

  async function knownOf(one: Told, code: string): Promise<Map<string, Known>> {
    const key = `${code} ${one.exercise}`;
    const known = byCode.get(key) ?? new Map<string, Known>();
    byCode.set(key, known);
    const at = one.seenAt.getTime();
    const before = looked.get(key);
    if (before && at - reach >= before.from && at + reach <= before.until) return known;
    // A day to each side: reports that come together were mostly seen together.
    const range = { from: at - reach - 24 * HOUR, until: at + reach + 24 * HOUR };
    const found = await nearInTime(tx, {
      code,
      exercise: one.exercise,
      from: new Date(range.from),
      until: new Date(range.until),
    });
    const fresh = found.filter(({ id }) => !known.has(id));
    for (const incident of fresh) known.set(incident.id, { incident, spots: [] });
    const ids = fresh.map(({ id }) => id);
    for (const seen of [...(await placesSeen(tx, ids)), ...(await placesOfClaims(tx, ids))])
      known.get(seen.incidentId)?.spots.push(spotOf(seen, registry));
    looked.set(key, range);
    return known;
  }

  const neighbours: Neighbours = {
    registry,
    async of(one, code) {
      const spot = spotOf(one, registry);
      return [...(await knownOf(one, code)).values()]
        .filter(({ spots }) => spots.some((other) => isNear(spot, other, joins)))
        .map(({ incident }) => incident)
        .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
    },
    add(incident, one) {
      const known = byCode.get(`${incident.code} ${incident.exercise}`);
      const mine = known?.get(incident.id) ?? { incident, spots: [] };
      known?.set(incident.id, mine);
      const spot = spotOf(one, registry);
      // Twenty thousand from one place are one spot.
      const at = mine.spots.findIndex(
        (each) =>
          each.placeNumber === spot.placeNumber &&
          each.point?.latitude === spot.point?.latitude &&
          each.point?.longitude === spot.point?.longitude,
      );
      const same = mine.spots[at];
      if (same)
        mine.spots[at] = {
          ...same,
          from: Math.min(same.from, spot.from),
          until: Math.max(same.until, spot.until),
        };
      else mine.spots.push(spot);
    },
    join(incident, one) {
      neighbours.add(incident, one);
      joined.set(incident.id, [...(joined.get(incident.id) ?? []), one.reportId]);
    },
    async write() {
      for (const [incidentId, reportIds] of joined) await addToIncident(tx, incidentId, reportIds);
      joined.clear();
    },
    async merge(other, into) {
      const known = byCode.get(`${other.code} ${other.exercise}`);
      const mine = known?.get(into.id) ?? { incident: into, spots: [] };
      const { accused, openedAt } = mine.incident;
      if ((openedAt !== null && other.openedAt === null) || !(await mayGo(tx, other))) return false;
      const both = [...new Set([...accused, ...other.accused])];
      if (both.length > accused.length) await setIncident(tx, into.id, { accused: both });
      await neighbours.write();
      await moveReports(tx, { from: other.id, to: into.id });
      await moveOrigins(tx, { from: other.id, to: into.id });
      await setIncident(tx, other.id, {
        state: 'duplicate',
        stateSince: desk.now(),
        duplicateOf: into.id,
        heldBy: null,
        heldUntil: null,
      });
      known?.set(into.id, {
        incident: { ...mine.incident, accused: both },
        spots: [...mine.spots, ...(known.get(other.id)?.spots ?? [])],
      });
      known?.delete(other.id);
      return true;
    },
  };
  return neighbours;
}
