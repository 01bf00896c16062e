import type { Outline } from '../../country/outline.ts';
import { type Point, type Projection, short } from './projection.ts';

/** The rings of some areas in units of the drawing. */
export function ringsOn(outline: Outline | null, to: Projection, code?: string): Point[][] {
  return (outline?.areas ?? [])
    .filter((area) => code === undefined || area.code === code)
    .flatMap(({ rings }) =>
      rings.map((ring) => ring.map(([longitude, latitude]) => to.at({ latitude, longitude }))),
    );
}

/**
 * The land in its parts; a wider line beneath them shows only where none borders on it: that is the coast.
 * @param shadeOf a class for an area, where the areas themselves say something
 */
export function Land(props: {
  outline: Outline;
  to: Projection;
  within: string | undefined;
  shadeOf?: ((code: string) => string) | undefined;
}) {
  const { outline, to, within, shadeOf } = props;
  const parts = outline.areas.map(({ code }) => ({ code, d: pathOf(ringsOn(outline, to, code)) }));
  return (
    <>
      <path class="coast" d={parts.map(({ d }) => d).join('')} />
      {parts.map(({ code, d }) => (
        <path
          key={code}
          class={`area${within !== undefined && within !== code ? ' beside' : ''} ${shadeOf?.(code) ?? ''}`}
          d={d}
        />
      ))}
    </>
  );
}

function pathOf(rings: readonly (readonly Point[])[]): string {
  return rings
    .map((ring) => {
      let d = '';
      let last = { x: 0, y: 0 };
      for (const point of ring) {
        // Steps from rounded points: what is rounded away does not add up.
        const at = { x: Math.round(point.x * 10) / 10, y: Math.round(point.y * 10) / 10 };
        d +=
          d === '' ? `M${short(at.x)} ${short(at.y)}l` : `${short(at.x - last.x)} ${short(at.y - last.y)} `;
        last = at;
      }
      return `${d.trimEnd()}z`;
    })
    .join('');
}
