import type { Outline } from '../../country/outline.ts';
import type { Visit } from '../route.ts';
import { breaksUpTo, heatOf } from './heat.ts';
import { type Disc, placeLabels } from './labels.ts';
import { Land, ringsOn } from './land.tsx';
import { HeatLegend, MarkLegend, ScaleBar } from './legend.tsx';
import type { KnownPlace, Level, Mark } from './marks.ts';
import { moveApart } from './move-apart.ts';
import { cornersOf, type Point, type Projection, project, short } from './projection.ts';
import { Counted, hexagon, radiusOf } from './shapes.tsx';

/** So many names stand on the map. */
const NAMED = 10;
/** From the middle of a hexagon to its corner. */
const HEXAGON_KM = 2.6;

export interface MapAsked {
  readonly visit: Pick<Visit, 't'>;
  /** Null: places on a bare ground. */
  readonly outline: Outline | null;
  /** The worst first. */
  readonly marks: readonly Mark[];
  readonly level: Level;
  readonly mode?: 'marks' | 'heat';
  /** Code of an area to look at closely. */
  readonly within?: string | undefined;
  /** Where somebody gets who presses a mark. */
  readonly linkTo?: (placeCode: string) => string;
  /** What areas are called, written faintly on them. */
  readonly areas?: readonly KnownPlace[];
}

/** The map as one drawing, with its legend. The same in numbers: see numbers.tsx. */
export function IncidentMap(asked: MapAsked) {
  const { visit, outline, marks, level, mode = 'marks', within } = asked;
  const corners = cornersOf(outline, within);
  const to = project(corners.length > 0 ? corners : marks);
  const byArea = mode === 'heat' && level === 'department';
  const shades = byArea ? breaksUpTo(Math.max(0, ...marks.map(({ total }) => total))) : [];
  const heat = mode === 'heat' && !byArea ? heatFor(marks, ringsOn(outline, to, within), to) : null;
  const shadeOf = (code: string) => {
    const total = marks.find(({ placeCode }) => placeCode === code)?.total ?? 0;
    return total > 0 ? `heat-${shades.findLastIndex((from) => total >= from)}` : '';
  };
  return (
    <figure class="map-figure">
      {/* biome-ignore lint/a11y/useSemanticElements: an image would hide its links, and a drawing has no fieldset */}
      <svg
        class={`incident-map ${mode}`}
        viewBox={`0 0 ${to.width} ${to.height}`}
        role="group"
        aria-label={visit.t('map.drawing')}
      >
        {outline && <Land outline={outline} to={to} within={within} shadeOf={byArea ? shadeOf : undefined} />}
        {heat?.classes.map((middles, i) => (
          <path
            key={heat.breaks[i]}
            class={`heat-${i}`}
            d={middles.map((at) => hexagon(at, HEXAGON_KM * to.unitsPerKm)).join('')}
          />
        ))}
        <Marks {...asked} to={to} />
        <ScaleBar visit={visit} to={to} />
      </svg>
      <figcaption>
        {mode === 'heat' ? (
          <HeatLegend visit={visit} breaks={heat?.breaks ?? shades} unit={byArea ? 'incidents' : 'density'} />
        ) : (
          <MarkLegend visit={visit} marks={marks} to={to} />
        )}
      </figcaption>
    </figure>
  );
}

const heatFor = (marks: readonly Mark[], land: readonly (readonly Point[])[], to: Projection) =>
  heatOf(
    marks.map((mark) => ({ ...to.at(mark), weight: mark.total })),
    { ...to, size: HEXAGON_KM * to.unitsPerKm, land },
  );

function Marks({ marks, mode, visit, linkTo, areas = [], to }: MapAsked & { to: Projection }) {
  const most = Math.max(0, ...marks.map(({ open }) => open));
  const places = marks.map((mark) => ({
    mark,
    disc: { ...to.at(mark), r: mode === 'heat' ? 3 : radiusOf(mark.open, most) },
  }));
  const apart = mode === 'heat' ? null : moveApart(places.map(({ disc }) => disc));
  const drawn = places.map(({ mark, disc }, i) => ({ mark, disc: apart?.[i] ?? disc }));
  const worst = drawn.filter(({ mark }) => (mode === 'heat' ? mark.total : mark.open) > 0);
  const named = (mode === 'heat' ? worst.toSorted((a, b) => b.mark.total - a.mark.total) : worst)
    .slice(0, NAMED)
    .map(({ mark, disc }) => ({ disc, text: mark.name }));
  const discs = drawn.map(({ disc }) => disc);
  // Small ones lie on big ones, so that every one can be seen and pressed.
  const biggestFirst = drawn.toSorted((a, b) => b.disc.r - a.disc.r);
  return (
    <>
      {areas.map((area) => (
        <text key={area.name} class="area-name" x={short(to.at(area).x)} y={short(to.at(area).y)}>
          {area.name}
        </text>
      ))}
      {biggestFirst.map(({ mark, disc }) => (
        <a key={mark.placeCode} href={linkTo?.(mark.placeCode)}>
          <title>{titleOf(visit, mark)}</title>
          {mark.silent && (
            <circle class="silent" cx={short(disc.x)} cy={short(disc.y)} r={short(disc.r + 5)} />
          )}
          {mode === 'heat' ? (
            <circle class="spot" cx={short(disc.x)} cy={short(disc.y)} r={disc.r} />
          ) : (
            <Counted severity={mark.worst} n={mark.open} {...disc} />
          )}
        </a>
      ))}
      <Names class="names" font={17} named={named} discs={discs} to={to} />
      <Names class="names few" font={36} named={named.slice(0, 6)} discs={discs} to={to} />
    </>
  );
}

function titleOf({ t }: Pick<Visit, 't'>, { name, open, total, worst, silent }: Mark): string {
  return [
    t('map.place', { name, open, total }),
    worst && t(`map.severity.${worst}`),
    silent && t('map.silent'),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Names(props: {
  class: string;
  font: number;
  named: readonly { disc: Disc; text: string }[];
  discs: readonly Disc[];
  to: Projection;
}) {
  const labels = placeLabels(props.named, props.discs, { font: props.font, ...props.to });
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can be focused; each mark says its name itself
    <g class={props.class} font-size={props.font} aria-hidden="true">
      {labels.map(({ x, y, anchor, text, of, led }) => (
        <g key={text}>
          {led && (
            <path
              class="lead"
              d={`M${short(of.x)} ${short(of.y)}L${short(x)} ${short(y - props.font * 0.3)}`}
            />
          )}
          <text class={anchor} x={short(x)} y={short(y)}>
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}
