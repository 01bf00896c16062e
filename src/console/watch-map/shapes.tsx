import type { Severity } from '../../store/schema/watch.ts';
import type { Disc } from './labels.ts';
import { type Point, short } from './projection.ts';

/** Smaller ones cannot be hit with a finger, or seen. */
const LEAST = 8;
const MOST = 38;
/** A single incident is no big thing, even where nothing else happened. */
const ONE = 11;
/** There is room for a number. */
const ROOMY = 13;

/** How big the mark of `n` is where the biggest stands for `most`: its area grows with the number. */
export function radiusOf(n: number, most: number): number {
  if (n <= 0) return LEAST / 2;
  const each = Math.min(ONE, MOST / Math.sqrt(Math.max(most, 1)));
  return Math.max(LEAST, each * Math.sqrt(n));
}

/** Severity by form, and by lightness that nobody takes for another; every form has the area of the disc. */
export function Shape({ severity, x, y, r }: Disc & { severity: Severity | null }) {
  const name = `mark ${severity?.toLowerCase() ?? 'over'}`;
  if (severity === 'Extreme') {
    const d = r * Math.sqrt(Math.PI / 2);
    return <path class={name} d={`M${short(x)} ${short(y - d)}l${corners(d)}z`} />;
  }
  if (severity === 'Severe') {
    const side = r * Math.sqrt(Math.PI);
    return (
      <rect
        class={name}
        x={short(x - side / 2)}
        y={short(y - side / 2)}
        width={short(side)}
        height={short(side)}
        rx={short(side * 0.12)}
      />
    );
  }
  return <circle class={name} cx={short(x)} cy={short(y)} r={short(r)} />;
}

const corners = (d: number) =>
  [`${short(d)} ${short(d)}`, `${short(-d)} ${short(d)}`, `${short(-d)} ${short(-d)}`].join(' ');

/** A shape with its number, where there is room for it. */
export function Counted({ severity, n, ...disc }: Disc & { severity: Severity | null; n: number }) {
  const { x, y, r } = disc;
  return (
    <>
      <Shape severity={severity} {...disc} />
      {r >= ROOMY && n > 0 && (
        <text
          class={`number ${severity?.toLowerCase() ?? 'over'} ${r < 22 ? 'fine' : ''}`}
          x={short(x)}
          y={short(y + sizeFor(n, r) * 0.36)}
          font-size={short(sizeFor(n, r))}
        >
          {n}
        </text>
      )}
    </>
  );
}

const sizeFor = (n: number, r: number) => Math.min(r, (r * 2.2) / String(n).length);

/** A hexagon that stands on a corner, as steps from the corner above its middle. */
export function hexagon({ x, y }: Point, size: number): string {
  const [w, h] = [short((size * Math.sqrt(3)) / 2), short(size / 2)];
  return `M${short(x)} ${short(y - size)}l${w} ${h}v${short(size)}l-${w} ${h}l-${w}-${h}v${short(-size)}z`;
}
