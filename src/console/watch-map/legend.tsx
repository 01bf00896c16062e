import { SEVERITIES } from '../../store/incident-map.ts';
import type { Visit } from '../route.ts';
import type { Mark } from './marks.ts';
import { type Projection, short } from './projection.ts';
import { radiusOf, Shape } from './shapes.tsx';

type Speaks = { readonly visit: Pick<Visit, 't'> };

/** What form and colour mean, and how big how many are. */
export function MarkLegend({ visit: { t }, marks, to }: Speaks & { marks: readonly Mark[]; to: Projection }) {
  const most = Math.max(0, ...marks.map(({ open }) => open));
  const sizes = [...new Set([1, round(most / 4), round(most)])].filter((n) => n > 0 && n <= most);
  return (
    <ul class="map-legend" aria-label={t('map.legend')}>
      {SEVERITIES.map((severity) => (
        <li key={severity}>
          <svg viewBox="-16 -16 32 32" aria-hidden="true">
            <Shape severity={severity} x={0} y={0} r={11} />
          </svg>
          {t(`map.severity.${severity}`)}
        </li>
      ))}
      {marks.some(({ open }) => open === 0) && (
        <li>
          <svg viewBox="-16 -16 32 32" aria-hidden="true">
            <Shape severity={null} x={0} y={0} r={6} />
          </svg>
          {t('map.none_open')}
        </li>
      )}
      {marks.some(({ silent }) => silent) && (
        <li>
          <svg viewBox="-16 -16 32 32" aria-hidden="true">
            <circle class="silent" r="12" />
          </svg>
          {t('map.silent')}
        </li>
      )}
      {sizes.length > 0 && (
        <li class="sizes">
          {sizes.map((n) => {
            const r = radiusOf(n, most);
            const box = r + 3;
            return (
              <svg
                key={n}
                viewBox={`${short(-box)} ${short(-box)} ${short(2 * box)} ${short(2 * box)}`}
                width={short((2 * box * 850) / to.width)}
                role="img"
                aria-label={String(n)}
              >
                <circle class="size" r={short(r)} />
                <text
                  class="number over"
                  y={short(Math.min(r, 14) * 0.36)}
                  font-size={short(Math.min(r, 14))}
                >
                  {n}
                </text>
              </svg>
            );
          })}
          {t('map.sizes')}
        </li>
      )}
      {marks.length > 0 && <li class="soft">{t('map.moved')}</li>}
    </ul>
  );
}

/** @param unit incidents of an area, or incidents per 100 km² */
export function HeatLegend(props: Speaks & { breaks: readonly number[]; unit: 'incidents' | 'density' }) {
  const { breaks, unit, visit } = props;
  return (
    <ul class="map-legend heat-legend" aria-label={visit.t('map.legend')}>
      {breaks.map((from, i) => (
        <li key={from}>
          <svg viewBox="0 0 24 16" aria-hidden="true">
            <rect class={`heat-${i}`} width="24" height="16" />
          </svg>
          {breaks[i + 1] === undefined ? visit.t('map.from', { from }) : `${from}–${breaks[i + 1]}`}
        </li>
      ))}
      <li>{visit.t(`map.unit.${unit}`)}</li>
    </ul>
  );
}

/** A length that is about a seventh of the map, in round kilometres. */
export function ScaleBar({ visit, to }: Speaks & { to: Projection }) {
  const km = [100, 50, 20, 10, 5, 2, 1].find((each) => each * to.unitsPerKm < to.width / 5) ?? 1;
  const [x, y] = [24, to.height - 20];
  return (
    <g class="scale-bar">
      <path d={`M${x} ${y - 8}v8h${short(km * to.unitsPerKm)}v-8`} />
      <text x={x + 6} y={y - 7}>
        {visit.t('map.km', { km })}
      </text>
    </g>
  );
}

/** 1, 2, 5, 10, 20, 50 …, the nearest below. */
function round(n: number): number {
  if (n < 1) return 1;
  const power = 10 ** Math.floor(Math.log10(n));
  return ([5, 2].find((step) => step * power <= n) ?? 1) * power;
}
