import { At } from '../time.tsx';
import type { OnPage } from './on-page.ts';

/** A decision stands in the log for the verdict and for its claim; a person needs to read it once. */
const TWICE = new Set(['submitted', 'returned', 'approved', 'released', 'withdrawn']);

/** Who did what, newest first. */
export function HistorySection({
  on: { visit, view },
  names,
}: {
  on: OnPage;
  names: ReadonlyMap<string, string>;
}) {
  const { t, deps } = visit;
  const shown = view.events.filter(({ what, subject }) => !(TWICE.has(what) && subject === 'verdict'));
  return (
    <details class="card history">
      <summary>{t('verification.history.title')}</summary>
      <ol>
        {shown.map((event) => (
          <li key={event.id}>
            <At visit={visit} at={event.at} /> · {names.get(event.actor) ?? event.actor} ·{' '}
            {t(`desk.event.${event.what}`)}
            {event.what === 'rated' && event.to !== null && (
              <>
                {': '}
                {deps.texts.text(visit.language, `verdict.rating.${event.to}`)}
              </>
            )}
            {event.why !== null && <q class="said">{event.why}</q>}
          </li>
        ))}
      </ol>
    </details>
  );
}
