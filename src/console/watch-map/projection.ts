import type { Outline } from '../../country/outline.ts';

export interface Spot {
  readonly latitude: number;
  readonly longitude: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Degrees to units of the drawing, which is `WIDTH` units wide. */
export interface Projection {
  readonly width: number;
  readonly height: number;
  readonly unitsPerKm: number;
  at(spot: Spot): Point;
}

const WIDTH = 1000;
/** A map of one narrow department must not become a tower. */
const TALLEST = 860;
const EDGE = 30;
const KM_TO_A_DEGREE = 111.2;

/**
 * Equirectangular, true to scale at the middle latitude: over a country of a few degrees nobody sees the difference.
 * @param spots what must be on the map
 */
export function project(spots: readonly Spot[]): Projection {
  const latitudes = spots.map(({ latitude }) => latitude);
  const longitudes = spots.map(({ longitude }) => longitude);
  const [south, north] = spread(latitudes);
  const [west, east] = spread(longitudes);
  const narrowing = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const wide = (east - west) * narrowing;
  const tall = north - south;
  const scale = Math.min((WIDTH - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / tall);
  const left = (WIDTH - wide * scale) / 2;
  return {
    width: WIDTH,
    height: Math.round(tall * scale + 2 * EDGE),
    unitsPerKm: scale / KM_TO_A_DEGREE,
    at: ({ latitude, longitude }) => ({
      x: left + (longitude - west) * narrowing * scale,
      y: EDGE + (north - latitude) * scale,
    }),
  };
}

/** At least some ten kilometres, so that one place alone has a map, too. */
function spread(degrees: readonly number[]): [least: number, most: number] {
  if (degrees.length === 0) return [-1, 1];
  const least = Math.min(...degrees);
  const most = Math.max(...degrees);
  const lacking = Math.max(0, 0.1 - (most - least)) / 2;
  return [least - lacking, most + lacking];
}

/** The corners of the land, or of the part of it with this code. */
export function cornersOf(outline: Outline | null, code?: string): Spot[] {
  return (outline?.areas ?? [])
    .filter((area) => code === undefined || area.code === code)
    .flatMap(({ rings }) => rings.flat())
    .map(([longitude, latitude]) => ({ latitude, longitude }));
}

/** As SVG writes a number: shorter is enough. */
export const short = (n: number): string => String(Math.round(n * 10) / 10);
