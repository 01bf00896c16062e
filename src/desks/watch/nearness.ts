import type { SeenAt, Told } from '../../store/incidents.ts';
import type { Registry } from './registry.ts';

const KM_TO_A_DEGREE = 111.2;
const HOUR = 3_600_000;

export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** Something was seen at a place, from a time on until another. */
export interface Spot {
  readonly placeNumber: string | null;
  readonly point: Point | undefined;
  readonly from: number;
  readonly until: number;
}

/** How near two reports of one event are to each other. */
export interface Reach {
  readonly hours: number;
  readonly km: number;
}

type Placed = Pick<Told, 'latitude' | 'longitude' | 'placeNumber'>;

/** Where a report was seen: its pin, else the middle of its place; undefined where neither is known. */
export function pointOf({ latitude, longitude, placeNumber }: Placed, registry: Registry): Point | undefined {
  if (latitude !== null && longitude !== null) return { latitude, longitude };
  const place = placeNumber === null ? undefined : registry.places.get(placeNumber);
  return place && place.latitude !== null && place.longitude !== null
    ? { latitude: place.latitude, longitude: place.longitude }
    : undefined;
}

export function spotOf(
  seen: Placed & ({ readonly seenAt: Date } | Pick<SeenAt, 'from' | 'until'>),
  registry: Registry,
): Spot {
  const [from, until] = 'seenAt' in seen ? [seen.seenAt, seen.seenAt] : [seen.from, seen.until];
  return {
    placeNumber: seen.placeNumber,
    point: pointOf(seen, registry),
    from: from.getTime(),
    until: until.getTime(),
  };
}

/** In kilometres, on a plane: events of one country are near. */
function distance(one: Point, other: Point): number {
  const narrowing = Math.cos((one.latitude * Math.PI) / 180);
  return (
    Math.hypot(one.latitude - other.latitude, (one.longitude - other.longitude) * narrowing) * KM_TO_A_DEGREE
  );
}

/** Whether what was seen may be of one event: near in time, and at the same place or near in space. */
export function isNear(one: Spot, other: Spot, { hours, km }: Reach): boolean {
  if (Math.max(one.from, other.from) - Math.min(one.until, other.until) > hours * HOUR) return false;
  if (one.placeNumber !== null && one.placeNumber === other.placeNumber) return true;
  return one.point !== undefined && other.point !== undefined && distance(one.point, other.point) <= km;
}

/**
 * Reports in groups: of one group are those that a chain of near ones connects. In order of the first of each.
 *
 * Those of one place that follow each other within the reach are taken as one spot: the same as pair by pair, and a
 * flood at one place costs no more than a single report.
 */
export function groupsOf<T extends Placed & { readonly seenAt: Date }>(
  reports: readonly T[],
  reach: Reach,
  registry: Registry,
): T[][] {
  const left = new Set(runsOf(reports, reach, registry));
  const groups: T[][] = [];
  for (const first of left) {
    left.delete(first);
    const group = [first];
    for (const one of group)
      for (const other of left)
        if (isNear(one.spot, other.spot, reach)) {
          left.delete(other);
          group.push(other);
        }
    groups.push(inOrder(group.flatMap((run) => run.reports)));
  }
  return groups.toSorted((a, b) => timeOf(a[0]) - timeOf(b[0]));
}

const timeOf = (one: { readonly seenAt: Date } | undefined) => one?.seenAt.getTime() ?? 0;
const inOrder = <T extends { readonly seenAt: Date }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => timeOf(a) - timeOf(b));

/** The reports of each place, cut where longer than the reach nothing was told. */
function runsOf<T extends Placed & { readonly seenAt: Date }>(
  reports: readonly T[],
  { hours }: Reach,
  registry: Registry,
) {
  const byPlace = new Map<string, { spot: Spot; reports: T[] }[]>();
  for (const report of inOrder(reports)) {
    const { placeNumber, latitude, longitude } = report;
    const spot = spotOf(report, registry);
    const runs = byPlace.get(`${placeNumber} ${latitude} ${longitude}`) ?? [];
    byPlace.set(`${placeNumber} ${latitude} ${longitude}`, runs);
    const last = runs.at(-1);
    if (
      last &&
      (placeNumber !== null || spot.point !== undefined) &&
      spot.from - last.spot.until <= hours * HOUR
    ) {
      last.reports.push(report);
      last.spot = { ...last.spot, until: spot.until };
    } else runs.push({ spot, reports: [report] });
  }
  return [...byPlace.values()].flat();
}
