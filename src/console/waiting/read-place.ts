import type { Location } from '../../core/message.ts';

const NUMBER = String.raw`(-?\d{1,3}(?:[.,]\d{1,10})?)`;
/** As maps write it, and as somebody does who has a comma in their numbers. */
const PAIR = new RegExp(`^${NUMBER}(?:\\s*[,;]\\s+|\\s*;|\\s+|,)${NUMBER}$`);

/** @returns undefined where it is not a latitude and a longitude in degrees, e.g. `18.5392, -72.3364` */
export function readPlace(typed: string): Location | undefined {
  const [, ...pair] = PAIR.exec(typed.trim()) ?? [];
  const [latitude, longitude] = pair.map((number) => Number(number.replace(',', '.')));
  if (latitude === undefined || longitude === undefined) return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  return { latitude, longitude };
}
