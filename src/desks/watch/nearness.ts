import type { LooseReport } from '../../store/incidents.ts';
import type { Registry } from './registry.ts';

const KM_TO_A_DEGREE = 111.2;

export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** Where a report was seen: its pin, else the middle of its place; undefined where neither is known. */
export function pointOf(
  { latitude, longitude, placeNumber }: Pick<LooseReport, 'latitude' | 'longitude' | 'placeNumber'>,
  registry: Registry,
): Point | undefined {
  if (latitude !== null && longitude !== null) return { latitude, longitude };
  const place = placeNumber === null ? undefined : registry.places.get(placeNumber);
  return place && place.latitude !== null && place.longitude !== null
    ? { latitude: place.latitude, longitude: place.longitude }
    : undefined;
}

/** In kilometres, on a plane: events of one country are near. */
function distance(one: Point, other: Point): number {
  const narrowing = Math.cos((one.latitude * Math.PI) / 180);
  return (
    Math.hypot(one.latitude - other.latitude, (one.longitude - other.longitude) * narrowing) * KM_TO_A_DEGREE
  );
}

type Seen = Pick<LooseReport, 'latitude' | 'longitude' | 'placeNumber' | 'seenAt'>;

/** Whether two reports of one code may be of one event: near in time, and in space or at the same place. */
export function isNear(
  one: Seen,
  other: Seen,
  { hours, km }: { hours: number; km: number },
  registry: Registry,
): boolean {
  if (Math.abs(one.seenAt.getTime() - other.seenAt.getTime()) > hours * 3_600_000) return false;
  if (one.placeNumber !== null && one.placeNumber === other.placeNumber) return true;
  const [here, there] = [pointOf(one, registry), pointOf(other, registry)];
  return here !== undefined && there !== undefined && distance(here, there) <= km;
}

/** Groups of what is connected, each through a chain of pairs that are near; in the order in which they came. */
export function connected<T>(all: readonly T[], near: (one: T, other: T) => boolean): T[][] {
  const left = new Set(all);
  const groups: T[][] = [];
  for (const first of all) {
    if (!left.delete(first)) continue;
    const group = [first];
    for (const one of group)
      for (const other of left)
        if (near(one, other)) {
          left.delete(other);
          group.push(other);
        }
    groups.push(group);
  }
  return groups;
}
