import type { Point } from './projection.ts';

export interface Weighed extends Point {
  readonly weight: number;
}

export interface Heat {
  /** Per 100 km²: where each class begins, lightest first. */
  readonly breaks: readonly number[];
  /** Of each class: the middles of its hexagons. */
  readonly classes: readonly (readonly Point[])[];
}

/** How far an incident warms its surroundings: one standard deviation. */
const REACH_KM = 7;
const CLASSES = 6;

/**
 * Incidents per 100 km² as a field of hexagons: each incident is spread over its surroundings by a Gaussian kernel, so
 * that the field adds up to their number. Classes begin at 1, 2, 5, 10, 20, 50 … of what fits.
 *
 * @param size from the middle of a hexagon to its corner, in units
 * @param land closed lines in units; empty: everything is land
 */
export function heatOf(
  spots: readonly Weighed[],
  field: {
    width: number;
    height: number;
    size: number;
    unitsPerKm: number;
    land: readonly (readonly Point[])[];
  },
): Heat {
  const { width, height, size, unitsPerKm, land } = field;
  const reach = REACH_KM * unitsPerKm;
  const peak = 100 / (2 * Math.PI * REACH_KM ** 2);
  const heatAt = ({ x, y }: Point) =>
    spots.reduce((sum, spot) => {
      const far = ((spot.x - x) ** 2 + (spot.y - y) ** 2) / (2 * reach ** 2);
      return far > 8 ? sum : sum + spot.weight * peak * Math.exp(-far);
    }, 0);
  const cells: { middle: Point; heat: number }[] = [];
  for (let row = 0; row * size * 1.5 < height + size; row++) {
    for (let column = 0; column * size * Math.sqrt(3) < width + size; column++) {
      const middle = { x: (column + (row % 2) / 2) * size * Math.sqrt(3), y: row * size * 1.5 };
      const heat = heatAt(middle);
      if (heat > 0 && (land.length === 0 || isWithin(middle, land))) cells.push({ middle, heat });
    }
  }
  const breaks = breaksUpTo(Math.max(0, ...cells.map(({ heat }) => heat)));
  return {
    breaks,
    classes: breaks.map((from, i) =>
      cells
        .filter(({ heat }) => heat >= from && heat < (breaks[i + 1] ?? Number.POSITIVE_INFINITY))
        .map(({ middle }) => middle),
    ),
  };
}

/** @returns as many steps of 1, 2, 5, 10 … as there are classes, the last one not above `most` */
export function breaksUpTo(most: number): number[] {
  if (most <= 0) return [];
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(most)); steps.length < CLASSES; power--)
    for (const step of [5, 2, 1]) {
      const at = Number((step * 10 ** power).toPrecision(1));
      if (at <= most && steps.length < CLASSES) steps.unshift(at);
    }
  return steps;
}

/** By the even-odd rule. */
export function isWithin({ x, y }: Point, land: readonly (readonly Point[])[]): boolean {
  let within = false;
  for (const ring of land)
    for (let i = 0; i < ring.length; i++) {
      const [a, b] = [ring[i], ring[(i + 1) % ring.length]];
      if (!a || !b || a.y > y === b.y > y) continue;
      if (x < a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y)) within = !within;
    }
  return within;
}
