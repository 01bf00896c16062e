import type { RunView } from '../../desks/bulletins/index.ts';
import { PostForm } from '../form.tsx';
import { leads } from '../guards.ts';
import type { SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { count, money } from './words.ts';

export const isOpen = ({ run }: RunView) => run.state !== 'done' && run.state !== 'cancelled';

/** How far it is; asks again every two seconds while it is under way. */
export function Progress({ visit, on }: { visit: SignedVisit; on: RunView }) {
  const { t } = visit;
  const { run, bulletin, progress, left } = on;
  const done = Math.max(0, run.planned - left);
  const again = isOpen(on) && {
    'hx-get': `/bulletins/${bulletin.id}/runs/${run.id}/progress?seen=${run.state}`,
    'hx-trigger': 'every 2s',
    'hx-swap': 'outerHTML',
  };
  return (
    <section class="card" id="progress" data-state={run.state} {...again}>
      <p class="row">
        <span class={`badge${run.state === 'paused' ? ' warn' : run.state === 'done' ? ' good' : ''}`}>
          {t(`bulletins.run.${run.state}`)}
        </span>
        <b class="sent">
          {t('bulletins.progress.sent', { sent: count(visit, progress.sent), of: count(visit, run.planned) })}
        </b>
      </p>
      <progress aria-label={t('bulletins.progress.title')} value={done} max={Math.max(1, run.planned)} />
      <p class="soft">{rateAndRest(visit, on)}</p>
      <Standing visit={visit} on={on} />
      <dl class="facts counts">
        {(['failed', 'unknown', 'underWay'] as const).map((name) => (
          <div key={name}>
            <dt>{t(`bulletins.progress.${name === 'underWay' ? 'under_way' : name}`)}</dt>
            <dd>{count(visit, progress[name])}</dd>
          </div>
        ))}
        <div>
          <dt>{t('bulletins.progress.left')}</dt>
          <dd>{count(visit, left)}</dd>
        </div>
        <div>
          <dt>{t('bulletins.progress.cost')}</dt>
          <dd>
            {money(visit, run.milli)}
            {bulletin.mostMilli !== null && ` / ${money(visit, bulletin.mostMilli)}`}
          </dd>
        </div>
      </dl>
    </section>
  );
}

function rateAndRest(visit: SignedVisit, { run, perSecond, secondsLeft }: RunView): string {
  const { t } = visit;
  if (run.state !== 'running') return '';
  if (perSecond === null) return t('bulletins.progress.no_rate');
  const rate = t('bulletins.progress.rate', { n: count(visit, Math.max(1, Math.round(perSecond * 60))) });
  return secondsLeft === null ? rate : `${rate} · ${timeLeft(visit, secondsLeft)}`;
}

function timeLeft({ t }: SignedVisit, seconds: number): string {
  if (seconds < 60) return t('bulletins.progress.soon');
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 120) return t('bulletins.progress.minutes', { n: minutes });
  return t('bulletins.progress.hours', { n: Math.ceil(minutes / 60) });
}

/** Why nothing leaves, where nothing does. */
function Standing({ visit, on: { run } }: { visit: SignedVisit; on: RunView }) {
  const { t, deps } = visit;
  if (run.state === 'planning') return <p class="note warn">{t('bulletins.progress.planning')}</p>;
  if (run.state === 'paused') {
    return (
      <p class="note warn">
        {t(run.pausedFor === null ? 'bulletins.paused' : `bulletins.why.${run.pausedFor}`)}
      </p>
    );
  }
  if (run.state === 'running' && run.restsUntil !== null && run.restsUntil > deps.now()) {
    return (
      <p class="note warn">
        {t('bulletins.quiet')} <At visit={visit} at={run.restsUntil} />
      </p>
    );
  }
  return null;
}

/** What a lead may do now. Sent along when the state changes, and only then: a button is not moved under a finger. */
export function RunMoves(props: { visit: SignedVisit; on: RunView; again: boolean; beside?: boolean }) {
  const { visit, on, again, beside } = props;
  const { bulletin, run } = on;
  const move = (name: 'pause' | 'resume' | 'again') => (
    <PostForm visit={visit} action={`/bulletins/${bulletin.id}/runs/${run.id}/${name}`}>
      <button type="submit" class={name === 'resume' ? undefined : 'second'}>
        {visit.t(`bulletins.move.${name}`)}
      </button>
    </PostForm>
  );
  return (
    <div id="run-moves" class="row" hx-swap-oob={beside ? 'true' : undefined}>
      {leads(visit.staff) && run.state === 'running' && move('pause')}
      {leads(visit.staff) && run.state === 'paused' && move('resume')}
      {leads(visit.staff) && !isOpen(on) && again && move('again')}
    </div>
  );
}
