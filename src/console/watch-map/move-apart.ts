import type { Disc } from './labels.ts';

/** Discs may cover each other by a little: then they move less. */
const SHARE = 0.92;
const ROUNDS = 60;
/** How strongly each is drawn back to where it belongs. */
const HOME = 0.04;

/**
 * Moves discs apart that cover each other, as in a Dorling cartogram: on a map of a country the communes of its
 * capital are one point. Those that touch nobody stay where they are.
 */
export function moveApart(discs: readonly Disc[]): Disc[] {
  const moved = discs.map((disc) => ({ ...disc }));
  for (let round = 0; round < ROUNDS; round++) {
    let still = true;
    for (const [i, a] of moved.entries()) {
      for (const [j, b] of moved.entries()) {
        if (j <= i) continue;
        const room = (a.r + b.r) * SHARE;
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        if (Math.abs(dx) >= room || Math.abs(dy) >= room) continue;
        const far = Math.hypot(dx, dy);
        if (far >= room) continue;
        still = false;
        // Two in one point must part somewhere: always the same way, or the map would jump at each look.
        const [ux, uy] = far < 0.01 ? [1, 0] : [dx / far, dy / far];
        const push = (room - far) / 2;
        // The smaller one gives way.
        const share = (2 * b.r) / (a.r + b.r);
        a.x -= ux * push * share;
        a.y -= uy * push * share;
        b.x += ux * push * (2 - share);
        b.y += uy * push * (2 - share);
      }
    }
    if (still) break;
    if (round < ROUNDS - 10)
      for (const [i, disc] of moved.entries()) {
        const home = discs[i];
        if (!home) continue;
        disc.x += (home.x - disc.x) * HOME;
        disc.y += (home.y - disc.y) * HOME;
      }
  }
  return moved;
}
