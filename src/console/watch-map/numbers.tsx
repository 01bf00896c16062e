import type { Severity } from '../../store/schema/watch.ts';
import type { Visit } from '../route.ts';
import type { Mark } from './marks.ts';
import { Shape } from './shapes.tsx';

const FIRST = 10;

interface Told {
  readonly visit: Pick<Visit, 't'>;
  readonly marks: readonly Mark[];
  readonly linkTo: (placeCode: string) => string;
}

/** The ten places where it is worst, beside the map. */
export function WorstPlaces({ visit: { t }, marks, linkTo }: Told) {
  const worst = marks.filter(({ open }) => open > 0).slice(0, FIRST);
  if (worst.length === 0) return <p class="card empty">{t('map.nothing')}</p>;
  return (
    <section class="worst" aria-labelledby="worst">
      <h2 id="worst">{t('map.worst')}</h2>
      <ol>
        {worst.map((mark) => (
          <li key={mark.placeCode}>
            <Glyph severity={mark.worst} />
            <a href={linkTo(mark.placeCode)}>{mark.name}</a>
            <span>
              <b>{mark.open}</b> <span class="skip">{t('map.open')}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** All that the map shows, for those who cannot see it or want to be exact. */
export function Numbers(props: Told & { nowhere: number }) {
  const { visit, marks, linkTo, nowhere } = props;
  const { t } = visit;
  return (
    <section class="numbers" aria-labelledby="numbers">
      <h2 id="numbers">{t('map.numbers')}</h2>
      {nowhere > 0 && <p class="soft">{t('map.nowhere', { count: nowhere })}</p>}
      <table class="card-table">
        <thead>
          <tr>
            <th scope="col">{t('map.where')}</th>
            <th scope="col">{t('map.worst_open')}</th>
            <th scope="col">{t('map.open')}</th>
            <th scope="col">{t('map.total')}</th>
          </tr>
        </thead>
        <tbody>
          {marks.map((mark) => (
            <tr key={mark.placeCode}>
              <th scope="row">
                <a href={linkTo(mark.placeCode)}>{mark.name}</a>
                {mark.silent && <span class="soft"> · {t('map.silent')}</span>}
              </th>
              <td>{mark.worst ? t(`map.severity.${mark.worst}`) : '–'}</td>
              <td>{mark.open}</td>
              <td>{mark.total}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const Glyph = ({ severity }: { severity: Severity | null }) => (
  <svg class="glyph" viewBox="-16 -16 32 32" aria-hidden="true">
    <Shape severity={severity} x={0} y={0} r={11} />
  </svg>
);
