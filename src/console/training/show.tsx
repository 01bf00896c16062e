import type { Exercise } from '../../country/exercise.ts';
import { type Score, SPEEDS, scoreOf } from '../../desks/training/index.ts';
import { Field, PostForm } from '../form.tsx';
import { leads } from '../guards.ts';
import type { SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { inTraining } from './guard.ts';

/** What runs, and for trainers: begin a day, what they should come to, and how it went. */
export const showTraining = inTraining(async (visit, days) => ({
  title: visit.t('training.title'),
  page: (
    <>
      <h1>{visit.t('training.title')}</h1>
      <p class="soft">{visit.t('training.text')}</p>
      <Running visit={visit} score={await scoreOf(visit.deps.store, days)} />
      {leads(visit.staff) && <Trainer visit={visit} days={days} />}
    </>
  ),
}));

export const refreshTraining = inTraining(async (visit, days) => ({
  fragment: <Running visit={visit} score={await scoreOf(visit.deps.store, days)} />,
}));

function Trainer({ visit, days }: { visit: SignedVisit; days: readonly Exercise[] }) {
  const { t } = visit;
  return (
    <>
      <section class="card" aria-labelledby="begin-title">
        <h2 id="begin-title">{t('training.begin.title')}</h2>
        <PostForm visit={visit} action="/training/begin" class="row">
          <Field id="day" label={t('training.begin.day')}>
            <select id="day" name="day">
              {days.map(({ id, name, lines }) => (
                <option key={id} value={id}>
                  {named(visit, name)} ({lines.length})
                </option>
              ))}
            </select>
          </Field>
          <Field id="speed" label={t('training.begin.speed')}>
            <select id="speed" name="speed">
              {SPEEDS.map((speed) => (
                <option key={speed} value={String(speed)}>
                  {t(`training.speed.${speed}`)}
                </option>
              ))}
            </select>
          </Field>
          <button type="submit">{t('training.begin.do')}</button>
        </PostForm>
      </section>
      <details class="card">
        <summary>{t('training.empty.title')}</summary>
        <p>{t('training.empty.text')}</p>
        <PostForm visit={visit} action="/training/empty">
          <label class="row">
            <input type="checkbox" name="sure" value="yes" /> {t('training.empty.sure')}
          </label>
          <button type="submit" class="second">
            {t('training.empty.do')}
          </button>
        </PostForm>
      </details>
    </>
  );
}

/** Trainees see that it runs; what is right stands on the trainers' page only. */
function Running({ visit, score }: { visit: SignedVisit; score: Score | null }) {
  const { t } = visit;
  return (
    <div id="score" hx-get="/training/score" hx-trigger="every 10s" hx-swap="outerHTML">
      {!score ? (
        <p class="card empty">{t('training.nothing')}</p>
      ) : (
        <>
          <p>
            {t('training.running', { sent: score.sent, lines: score.lines })}{' '}
            <At visit={visit} at={score.startedAt} /> – <At visit={visit} at={score.endsAt} />
          </p>
          {leads(visit.staff) && <Scores visit={visit} score={score} />}
        </>
      )}
    </div>
  );
}

function Scores({ visit, score }: { visit: SignedVisit; score: Score }) {
  const { t } = visit;
  const called = (key: string | null | undefined) => (key ? t(`training.outcome.${key}`) : '–');
  return (
    <table class="card-table stack">
      <thead>
        <tr>
          {(['rumor', 'together', 'expected', 'given', 'time'] as const).map((column) => (
            <th scope="col" key={column}>
              {t(`training.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {score.rumors.map(({ key, rumor, came, together, claim, given, right, answered, seconds }) => (
          <tr key={key}>
            <td data-label={t('training.column.rumor')}>
              <details>
                <summary>{named(visit, rumor.title)}</summary>
                {named(visit, rumor.facts)}
              </details>
            </td>
            <td data-label={t('training.column.together')}>
              {together} / {came}
            </td>
            <td data-label={t('training.column.expected')}>{called(rumor.rating ?? rumor.exit)}</td>
            <td data-label={t('training.column.given')}>
              {claim ? <a href={`/verification/claims/${claim.id}`}>#{claim.seq}</a> : null}{' '}
              <span class={given === null ? '' : right ? 'badge good' : 'badge bad'}>{called(given)}</span>
            </td>
            <td data-label={t('training.column.time')}>
              {seconds === null ? '–' : t('training.minutes', { n: Math.round(seconds / 60), answered })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function named({ language }: SignedVisit, names: Readonly<Record<string, string>>): string {
  return names[language] ?? Object.values(names)[0] ?? '';
}
