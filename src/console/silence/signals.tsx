import type { Signal, SilenceBoard } from '../../desks/watch/index.ts';
import type { SignedVisit } from '../route.ts';
import { LineTable, Moves } from './lines.tsx';
import { addressOf, placeOf, type View } from './view.ts';

/** Operators, then departments, that are silent as a whole: one thing to look into, and not so many people. */
export function Signals({ visit, board, view }: { visit: SignedVisit; board: SilenceBoard; view: View }) {
  const { t } = visit;
  return (
    <section>
      <h2>{t('silence.together')}</h2>
      {board.signals.length === 0 && <p class="card empty">{t('silence.no_signal')}</p>}
      {board.signals.map((signal) => (
        <SignalCard key={`${signal.kind} ${signal.of}`} visit={visit} signal={signal} view={view} />
      ))}
    </section>
  );
}

function SignalCard({ visit, signal, view }: { visit: SignedVisit; signal: Signal; view: View }) {
  const { t } = visit;
  const { kind, of, group, lines } = signal;
  // What a colleague works on is theirs.
  const free = lines.filter(({ takenBy }) => takenBy === null || takenBy === visit.staff.id);
  const name = kind === 'department' ? placeOf(visit, of) : of;
  return (
    <article class="signal">
      <h3>
        {t(`silence.signal.${kind}`)} {name}{' '}
        <span class="badge bad">{t('silence.silent_of', { n: group.silent, of: group.expected })}</span>
      </h3>
      <p class="soft">{t(`silence.signal_hint.${kind}`)}</p>
      {lines.length === 0 ? (
        <p class="soft">{t('silence.none_open')}</p>
      ) : (
        <>
          {view.each ? (
            <LineTable visit={visit} lines={lines} view={view} />
          ) : (
            <p class="row numbers">
              {lines.map(({ observerId, number }) => (
                <code key={observerId}>{number}</code>
              ))}
            </p>
          )}
          <div class="row split">
            {free.length > 0 ? <Moves visit={visit} lines={free} view={view} /> : <span />}
            <a href={addressOf('/watch/silence', { ...view, each: !view.each })}>
              {t(view.each ? 'silence.fold' : 'silence.one_by_one')}
            </a>
          </div>
        </>
      )}
    </article>
  );
}
