import type { Visit } from '../route.ts';
import type { HoursOf } from './seen.ts';

/** Flagged ones are all shown; of the others, some. */
const SHOWN = 8;
const [BAR, GAP, TALL] = [7, 2, 28];

/** Where more reports come than usual: the last hour beside those before. */
export function SurgeList({ visit, hours }: { visit: Pick<Visit, 't'>; hours: readonly HoursOf[] }) {
  const { t } = visit;
  const shown = hours.filter(({ flagged }, i) => flagged || i < SHOWN);
  return (
    <section class="surges" aria-labelledby="surges">
      <h2 id="surges">{t('map.surge.title')}</h2>
      <p class="hint">{t('map.surge.text', { hours: (hours[0]?.counts.length ?? 1) - 1 })}</p>
      <ul>
        {shown.map((place) => (
          <li key={place.placeCode} class={place.flagged ? 'flagged' : undefined}>
            <b>{place.name ?? t('map.surge.all')}</b>
            <Bars counts={place.counts} label={t('map.surge.bars', { counts: place.counts.join(', ') })} />
            <span>
              {t('map.surge.now', { n: place.now, mean: place.mean.toFixed(1) })}
              {place.flagged && (
                <>
                  {' '}
                  <strong class="badge bad">
                    {t('map.surge.flagged', {
                      p: place.p < 0.001 ? '< 0.1' : (place.p * 100).toPrecision(2),
                    })}
                  </strong>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A bar for each hour; the last one, which is meant, is dark. */
function Bars({ counts, label }: { counts: readonly number[]; label: string }) {
  const most = Math.max(1, ...counts);
  const width = counts.length * (BAR + GAP) - GAP;
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${width} ${TALL}`}
      width={width}
      height={TALL}
      role="img"
      aria-label={label}
    >
      {counts.map((n, i) => {
        const tall = n === 0 ? 1 : Math.max(3, Math.round((n / most) * TALL));
        return (
          <rect
            key={i}
            class={i === counts.length - 1 ? 'last' : undefined}
            x={i * (BAR + GAP)}
            y={TALL - tall}
            width={BAR}
            height={tall}
          />
        );
      })}
    </svg>
  );
}
