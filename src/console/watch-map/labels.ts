import type { Point } from './projection.ts';

export interface Disc extends Point {
  readonly r: number;
}

export interface Label extends Point {
  readonly of: Disc;
  readonly text: string;
  /** Which end of the text stands there. */
  readonly anchor: 'start' | 'middle' | 'end';
  /** About as wide as it will be drawn. */
  readonly width: number;
  /** It stands so far from its mark that a line must lead there. */
  readonly led: boolean;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** How wide letters are in the height of the font, with bold system fonts and a little room. */
const NARROW = /[iljtfI.,' -]/;
const WIDE = /[mwMWÀ-ÞA-Z]/;
const widthOf = (text: string) =>
  [...text].reduce((sum, letter) => sum + (NARROW.test(letter) ? 0.4 : WIDE.test(letter) ? 0.8 : 0.64), 0);

const ANGLES = 16;

/**
 * Finds a free place beside each mark for its name, the first ones first. A name that finds none is left out: the list
 * beside the map has it.
 * @param named the marks that want a name, with it
 * @param others all marks that may not be covered, with those
 */
export function placeLabels(
  named: readonly { disc: Disc; text: string }[],
  others: readonly Disc[],
  { font, width, height }: { font: number; width: number; height: number },
): Label[] {
  const placed: { label: Label; box: Box }[] = [];
  for (const { disc, text } of named) {
    const length = widthOf(text) * font;
    let best: { label: Label; box: Box; cost: number } | undefined;
    for (const away of [0.3, 1.6, 3.2, 5, 7]) {
      for (let i = 0; i < ANGLES; i++) {
        const angle = (i / ANGLES) * 2 * Math.PI;
        const far = disc.r + away * font;
        const x = disc.x + far * Math.cos(angle);
        const y = disc.y + far * Math.sin(angle) + font * (0.35 + Math.sin(angle) / 2);
        // The text hangs on its nearest side: to the right of the mark it begins there, above it is centred.
        const anchor = Math.cos(angle) > 0.4 ? 'start' : Math.cos(angle) < -0.4 ? 'end' : 'middle';
        const left = x - length * { start: 0, middle: 0.5, end: 1 }[anchor];
        const box = { left, right: left + length, top: y - font * 0.85, bottom: y + font * 0.25 };
        if (box.left < 4 || box.right > width - 4 || box.top < 4 || box.bottom > height - 4) continue;
        if (placed.some((other) => overlap(other.box, box, 3) > 0)) continue;
        // A name far from its mark must not stand beside another one, which it would seem to name.
        if (
          away > 1 &&
          named.some((other) => other.disc !== disc && overlap(around(other.disc), box, font) > 0)
        )
          continue;
        const covered = others.reduce((sum, other) => sum + overlap(around(other), box, 1), 0);
        const cost = covered * 0.5 + away * font * 3 + Math.abs(Math.sin(angle)) * font;
        if (best && best.cost <= cost) continue;
        best = { label: { x, y, anchor, text, width: length, of: disc, led: away > 1 }, box, cost };
      }
    }
    if (best && best.cost < font * font * 2) placed.push(best);
  }
  return placed.map(({ label }) => label);
}

const around = ({ x, y, r }: Disc): Box => ({ left: x - r, right: x + r, top: y - r, bottom: y + r });

/** The area that two boxes share, with some room between them. */
function overlap(a: Box, b: Box, room: number): number {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left) + room;
  const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) + room;
  return wide > 0 && tall > 0 ? wide * tall : 0;
}
