import { type SilenceBoard, silenceBoard } from '../../desks/watch/index.ts';
import { watching } from '../guards.ts';
import type { SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { Lines } from './lines.tsx';
import { Signals } from './signals.tsx';
import { Hour, Overview } from './table.tsx';
import { addressOf, placeOf, viewOf } from './view.ts';

const boardOf = (visit: SignedVisit) =>
  silenceBoard(visit.deps.watch, { training: viewOf(visit.query).exercise, by: visit.staff });

export const showSilence = watching(async (visit) => ({
  title: visit.t('silence.title'),
  styles: ['silence.css'],
  wide: true,
  page: (
    <>
      <h1>{visit.t('silence.title')}</h1>
      <p class="soft">{visit.t('silence.text')}</p>
      <Board visit={visit} board={await boardOf(visit)} />
    </>
  ),
}));

export const refreshSilence = watching(async (visit) => ({
  fragment: <Board visit={visit} board={await boardOf(visit)} />,
}));

/** Refreshes itself where there is a script: whoever looks sees who is heard. */
function Board({ visit, board }: { visit: SignedVisit; board: SilenceBoard }) {
  const { t } = visit;
  const view = viewOf(visit.query);
  return (
    <div
      id="silence"
      hx-get={addressOf('/watch/silence/board', view)}
      hx-trigger="every 15s"
      hx-swap="outerHTML"
    >
      <nav class="tabs" aria-label={t('silence.title')}>
        {[false, true].map((exercise) => (
          <a
            key={String(exercise)}
            href={addressOf('/watch/silence', { exercise, each: false })}
            aria-current={exercise === view.exercise ? 'page' : undefined}
          >
            {t(exercise ? 'silence.tab.exercise' : 'silence.tab.real')}
          </a>
        ))}
      </nav>
      {view.exercise && <p class="note exercise">{t('silence.exercise_note')}</p>}
      <Alarms visit={visit} board={board} />
      {board.slots.length === 0 && <p class="card empty">{t('silence.none_due')}</p>}
      {board.expectedNext !== null && (
        <p class="soft">
          {t('silence.next')} <At visit={visit} at={board.expectedNext} />
        </p>
      )}
      {board.slots.length > 0 && <Overview visit={visit} board={board} />}
      <Signals visit={visit} board={board} view={view} />
      <Lines visit={visit} board={board} view={view} />
      <Apart visit={visit} board={board} />
      <p class="soft small">
        {t('silence.reminders', { today: board.reminders.today, most: board.reminders.most })}
      </p>
    </div>
  );
}

function Alarms({ visit, board }: { visit: SignedVisit; board: SilenceBoard }) {
  if (board.alarms.length === 0) return null;
  return (
    <section class="card alarms" role="alert">
      <h2>{visit.t('silence.alarms')}</h2>
      <ul class="plain">
        {board.alarms.map(({ number, department, at }) => (
          <li key={number}>
            <code>{number}</code> {placeOf(visit, department)} · <Hour visit={visit} at={at} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Apart({ visit, board }: { visit: SignedVisit; board: SilenceBoard }) {
  if (board.apart.length === 0) return null;
  return (
    <section>
      <h2>{visit.t('silence.apart')}</h2>
      <p class="row">
        {board.apart.map(({ number, why }) => (
          <span key={number} class="badge">
            <code>{number}</code> {visit.t(`silence.why.${why}`)}
          </span>
        ))}
      </p>
    </section>
  );
}
