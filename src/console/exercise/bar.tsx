import { mayOpenPeople } from '../../desks/watch/index.ts';
import { type ExerciseRow, openExercise } from '../../store/national-exercise.ts';
import { stayingHere, watches, watching } from '../guards.ts';
import type { SignedVisit, Visit } from '../route.ts';
import { At } from '../time.tsx';

/** What stands open, for pages of the watch cell; null on any other page. */
export async function exerciseFor(visit: Visit): Promise<{ open: ExerciseRow | undefined } | null> {
  const { staff, url, deps } = visit;
  // Not on the page behind a link: who acknowledges what is real must not take it for practice.
  if (!watches(staff) || !/^\/watch(\/|\?|$)/.test(url)) return null;
  return { open: await openExercise(deps.store.db, deps.now()) };
}

/** Asks for itself: a board that stays open all day must show it, too, and show it no longer. */
export function ExerciseBar({ visit, open }: { visit: Visit; open: ExerciseRow | undefined }) {
  return (
    <div
      id="exercise-bar"
      hx-get="/watch/exercise/bar"
      hx-trigger="every 10s"
      hx-swap="outerHTML"
      role="status"
    >
      {open && <Bar visit={visit} open={open} />}
    </div>
  );
}

function Bar({ visit, open }: { visit: Visit; open: ExerciseRow }) {
  const { t, staff } = visit;
  const decides = staff !== null && mayOpenPeople(staff);
  if (open.startedAt === null)
    return decides ? (
      <p class="exercise-asked">
        <a href="/watch/exercise">{t('exercise.bar_asked')}</a>
      </p>
    ) : null;
  return (
    <p class="exercise-banner">
      <b>
        {t('exercise.bar')} <At visit={visit} at={open.endsAt} />
      </b>{' '}
      {t('exercise.rule')} <a href="/watch?exercise=1">{t('exercise.bar_board')}</a>
      {decides && <a href="/watch/exercise">{t('exercise.title')}</a>}
    </p>
  );
}

export const refreshBar = stayingHere(
  watching(async (visit: SignedVisit) => ({
    fragment: <ExerciseBar visit={visit} open={await openExercise(visit.deps.store.db, visit.deps.now())} />,
  })),
);
