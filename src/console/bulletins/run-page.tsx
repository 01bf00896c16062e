import type { Recently } from '../../core/recently.ts';
import { listAll, type RunView, viewBulletin } from '../../desks/bulletins/index.ts';
import { Field, PostForm } from '../form.tsx';
import { leads } from '../guards.ts';
import type { Handler, SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { onRun } from './guard.ts';
import { CorrectIt, correctionOf } from './outdated.tsx';
import { isOpen, Progress, RunMoves } from './progress.tsx';
import { Results, resultsLately } from './results.tsx';
import { titleOf } from './words.ts';

/** One sending of a bulletin: how far it is, and how it went. */
export const showRun = (recently: Recently): Handler =>
  onRun(async (visit, on) => {
    const { t, deps } = visit;
    const { run, bulletin } = on;
    const [rows, view, all] = await Promise.all([
      resultsLately(recently, visit, on),
      viewBulletin(deps.bulletins, bulletin.id),
      listAll(deps.bulletins),
    ]);
    const title = titleOf(visit, bulletin);
    return {
      title,
      styles: ['bulletins.css'],
      wide: true,
      page: (
        <>
          <p>
            <a href={`/bulletins/${bulletin.id}`}>← {title}</a>
          </p>
          <h1>{t('bulletins.run_n', { n: run.n })}</h1>
          <p class="row">
            {run.resendOf !== null && <span class="badge">{t('bulletins.again')}</span>}
            <span class="soft">
              {t('bulletins.began')} <At visit={visit} at={run.startedAt} /> · {t('bulletins.until')}{' '}
              <At visit={visit} at={run.endsAt} />
            </span>
          </p>
          {view?.outdated && <p class="note bad">{t('bulletins.outdated.sent')}</p>}
          <Progress visit={visit} on={on} />
          <RunMoves visit={visit} on={on} again={await mayGoAgain(visit, on)} />
          {leads(visit.staff) && isOpen(on) && <Cancel visit={visit} on={on} />}
          <Results visit={visit} on={on} rows={rows} />
          {run.resendOf === null && (
            <section class="card">
              <p>{t('bulletins.correct_text')}</p>
              <CorrectIt
                visit={visit}
                id={bulletin.id}
                run={run}
                correction={correctionOf(run, all)}
                second
              />
            </section>
          )}
        </>
      ),
    };
  });

export const refreshProgress: Handler = onRun(async (visit, on) => {
  const changed = visit.query.get('seen') !== on.run.state;
  return {
    fragment: (
      <>
        <Progress visit={visit} on={on} />
        {changed && <RunMoves visit={visit} on={on} again={await mayGoAgain(visit, on)} beside />}
      </>
    ),
  };
});

/** Only once: see the desk. */
async function mayGoAgain({ deps }: SignedVisit, { run, bulletin }: RunView): Promise<boolean> {
  const runs = (await viewBulletin(deps.bulletins, bulletin.id))?.runs ?? [];
  return !runs.some(({ resendOf }) => resendOf === run.id);
}

function Cancel({ visit, on }: { visit: SignedVisit; on: RunView }) {
  const { t } = visit;
  return (
    <details class="card">
      <summary>{t('bulletins.cancel.title')}</summary>
      <PostForm visit={visit} action={`/bulletins/${on.bulletin.id}/runs/${on.run.id}/cancel`}>
        <Field id="why" label={t('bulletins.cancel.why')} hint={t('bulletins.cancel.text')}>
          <input id="why" name="why" required maxLength={500} autocomplete="off" />
        </Field>
        <button type="submit" class="danger">
          {t('bulletins.cancel.do')}
        </button>
      </PostForm>
    </details>
  );
}
