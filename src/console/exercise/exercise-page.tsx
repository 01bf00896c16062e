import {
  askExercise,
  EXERCISE_HOURS,
  type ExerciseRefusal,
  endExercise,
  mayOpenPeople,
  startExercise,
} from '../../desks/watch/index.ts';
import { type ExerciseRow, openExercise } from '../../store/national-exercise.ts';
import { listStaff } from '../../store/staff.ts';
import { Field, PostForm } from '../form.tsx';
import { signedIn } from '../guards.ts';
import { localTime, readLocalTime } from '../local-time.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';
import { At } from '../time.tsx';

/** Only for who decides on it: see desks/watch/exercise.ts. */
const deciding = (handle: Handler<SignedVisit>): Handler =>
  signedIn((visit) => (mayOpenPeople(visit.staff) ? handle(visit) : { refuse: 403 }));

export const showExercise = deciding((visit) => exercisePage(visit));

/** @param refusal why the last move was not done: said on top, with what was typed where it was */
async function exercisePage(visit: SignedVisit, refusal?: ExerciseRefusal): Promise<Answer> {
  const { t, deps } = visit;
  const open = await openExercise(deps.store.db, deps.now());
  return {
    title: t('exercise.title'),
    styles: ['reports.css', 'watch.css'],
    ...(refusal && { status: refusal === 'why' || refusal === 'time' ? 422 : 409 }),
    page: (
      <>
        <p>
          <a href="/watch">← {t('watch.title')}</a>
        </p>
        <h1>{t('exercise.title')}</h1>
        {refusal !== undefined && (
          <p class="note bad" role="alert">
            {t(`exercise.error.${refusal}`)}
          </p>
        )}
        <p>{t('exercise.rule')}</p>
        {open ? <Open visit={visit} open={open} names={await namesOf(visit)} /> : <Ask visit={visit} />}
      </>
    ),
  };
}

const namesOf = async ({ deps }: SignedVisit) =>
  new Map((await listStaff(deps.store.db)).map(({ id, name }) => [id, name]));

function Why({ visit }: { visit: SignedVisit }) {
  const { t, form } = visit;
  return (
    <Field id="why" label={t('watch.why')}>
      <input id="why" name="why" maxLength={300} required value={form.get('why')} />
    </Field>
  );
}

function Ask({ visit }: { visit: SignedVisit }) {
  const { t, deps, form } = visit;
  const usual = new Date(deps.now().getTime() + EXERCISE_HOURS.usual * 3_600_000);
  return (
    <PostForm visit={visit} action="/watch/exercise/ask" class="card">
      <Why visit={visit} />
      <Field
        id="ends"
        label={t('exercise.ends')}
        hint={t('exercise.ends_hint', { hours: EXERCISE_HOURS.most })}
      >
        <input
          id="ends"
          name="ends"
          type="datetime-local"
          required
          value={form.get('ends') || localTime(usual, deps.timeZone)}
        />
      </Field>
      <p class="hint">{t('exercise.second')}</p>
      <button type="submit">{t('exercise.ask')}</button>
    </PostForm>
  );
}

function Open(props: { visit: SignedVisit; open: ExerciseRow; names: ReadonlyMap<string, string> }) {
  const { visit, open, names } = props;
  const { t, staff } = visit;
  const runs = open.startedAt !== null;
  return (
    <section class="card">
      <p class="row">
        <b class={runs ? 'badge bad' : 'badge warn'}>{t(runs ? 'exercise.runs' : 'exercise.asked')}</b>
        <span>
          {t('exercise.until')} <At visit={visit} at={open.endsAt} />
        </span>
      </p>
      <p>
        {names.get(open.askedBy)}
        {open.startedBy !== null && `, ${names.get(open.startedBy)}`}: <q>{open.why}</q>
      </p>
      {!runs && open.askedBy === staff.id && <p class="hint">{t('exercise.second')}</p>}
      {!runs && open.askedBy !== staff.id && (
        <PostForm visit={visit} action="/watch/exercise/start">
          <Why visit={visit} />
          <button type="submit">{t('exercise.start')}</button>
        </PostForm>
      )}
      <PostForm visit={visit} action="/watch/exercise/end" class="row">
        <input name="why" maxLength={300} required placeholder={t('watch.why')} aria-label={t('watch.why')} />
        <button type="submit" class="second">
          {t(runs ? 'exercise.end' : 'exercise.withdraw')}
        </button>
      </PostForm>
    </section>
  );
}

function onExercise(
  done: string,
  act: (visit: SignedVisit, why: string) => Promise<ExerciseRefusal | null> | ExerciseRefusal,
): Handler {
  return deciding(async (visit) => {
    const refusal = await act(visit, visit.form.get('why'));
    if (refusal !== null) return exercisePage(visit, refusal);
    visit.deps.log.info(`national exercise ${done}`, { staffId: visit.staff.id });
    return { redirect: '/watch/exercise', note: `exercise.done.${done}` };
  });
}

export const ask = onExercise('asked', ({ deps, form, staff }, why) => {
  const endsAt = readLocalTime(form.get('ends'), deps.timeZone);
  return endsAt ? askExercise(deps.watch, { by: staff, why, endsAt }) : 'time';
});
export const begin = onExercise('started', ({ deps, staff }, why) =>
  startExercise(deps.watch, { by: staff, why }),
);
export const end = onExercise('ended', ({ deps, staff }, why) => endExercise(deps.watch, { by: staff, why }));
