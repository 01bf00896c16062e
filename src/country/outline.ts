/** Points of a closed line; the last one leads back to the first. Degrees, WGS 84. */
export type Ring = readonly (readonly [longitude: number, latitude: number])[];

/** What a country looks like on a small map, in the parts that people know it by. */
export interface Outline {
  readonly areas: readonly {
    /** Of the places that lie in it, the beginning of the code. */
    readonly code: string;
    readonly rings: readonly Ring[];
  }[];
}

/**
 * @param table a line for each area: its code, then its rings after `|`, each a walk of steps east and north in
 *   thousandths of a degree, the first from 0 0
 */
export function readOutline(table: string): Outline {
  return {
    areas: table
      .trim()
      .split('\n')
      .map((line) => {
        const [code = '', ...rings] = line.split('|');
        return { code, rings: rings.map(walk) };
      }),
  };
}

function walk(steps: string): Ring {
  const points: [number, number][] = [];
  let east = 0;
  let north = 0;
  for (const [, dx, dy] of steps.matchAll(/(-?\d+) (-?\d+)/g)) {
    east += Number(dx);
    north += Number(dy);
    points.push([east / 1000, north / 1000]);
  }
  return points;
}
