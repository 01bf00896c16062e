import type { Rating } from '../../store/verdicts.ts';

/** The colours of the pages; white on each has a contrast above 4.5. */
export const COLOUR: Readonly<Record<Rating, string>> = {
  true: '#1d6a3f',
  half_true: '#735000',
  unproven: '#44546a',
  misleading: '#9a4600',
  false: '#a3241b',
  harmful: '#6b1257',
};

/** Strokes within a circle of radius 50 around 0,0: who sees no colours knows them by their shape. */
const STROKES: Readonly<Record<Rating, string>> = {
  true: 'M-24 2 L-7 20 L25 -18',
  half_true: 'M-22 20 L22 -20 M-20 -16 h16 M4 18 h18',
  unproven: 'M-15 -12 a15 15 0 1 1 24 13 q-9 6 -9 12 M0 27 v1',
  misleading: 'M-24 -9 H24 M-24 9 H24 M12 -26 L-12 26',
  false: 'M-20 -20 L20 20 M20 -20 L-20 20',
  harmful: 'M0 -28 V8 M0 27 v1',
};

/** The sign of a rating in a white circle. */
export function signOf(rating: Rating, x: number, y: number, radius: number): string {
  const colour = COLOUR[rating];
  return (
    `<g transform="translate(${x} ${y}) scale(${radius / 50})"><circle r="50" fill="#fff"/>` +
    `<path d="${STROKES[rating]}" fill="none" stroke="${colour}" stroke-width="10" stroke-linecap="round" stroke-linejoin="round"/></g>`
  );
}

/** What is not so is struck through; what is open or true in part is only marked. */
export const STRUCK: ReadonlySet<Rating> = new Set(['misleading', 'false', 'harmful']);
