import type { SeenAt, Told } from '../../store/incident-reports.ts';
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

/** At a moment, or from one until another. */
type Seen = Placed & ({ readonly seenAt: Date } | Pick<SeenAt, 'from' | 'until'>);

export function spotOf(seen: Seen, registry: Registry): Spot {
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
export function groupsOf<T extends Seen>(reports: readonly T[], reach: Reach, registry: Registry): T[][] {
  const spotted = reports
    .map((report) => ({ report, spot: spotOf(report, registry) }))
    .toSorted((a, b) => a.spot.from - b.spot.from);
  const left = new Set(runsOf(spotted, reach));
  const groups: Spotted<T>[][] = [];
  for (const first of left) {
    left.delete(first);
    const group = [first];
    for (const one of group)
      for (const other of left)
        if (isNear(one.spot, other.spot, reach)) {
          left.delete(other);
          group.push(other);
        }
    groups.push(group.flatMap((run) => run.told).toSorted((a, b) => a.spot.from - b.spot.from));
  }
  return groups
    .toSorted((a, b) => (a[0]?.spot.from ?? 0) - (b[0]?.spot.from ?? 0))
    .map((group) => group.map(({ report }) => report));
}

interface Spotted<T> {
  readonly report: T;
  readonly spot: Spot;
}

/** What was told of each place, cut where longer than the reach nothing was. @param told in the order of time */
function runsOf<T extends Placed>(told: readonly Spotted<T>[], { hours }: Reach) {
  const byPlace = new Map<string, { spot: Spot; told: Spotted<T>[] }[]>();
  for (const one of told) {
    const { placeNumber, latitude, longitude } = one.report;
    const { spot } = one;
    const runs = byPlace.get(`${placeNumber} ${latitude} ${longitude}`) ?? [];
    byPlace.set(`${placeNumber} ${latitude} ${longitude}`, runs);
    const last = runs.at(-1);
    if (
      last &&
      (placeNumber !== null || spot.point !== undefined) &&
      spot.from - last.spot.until <= hours * HOUR
    ) {
      last.told.push(one);
      last.spot = { ...last.spot, until: Math.max(last.spot.until, spot.until) };
    } else runs.push({ spot, told: [one] });
  }
  return [...byPlace.values()].flat();
}
