import { v7 as uuidv7 } from 'uuid';
import { isoInZone } from '../../language/wall-clock.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import {
  type ExerciseRow,
  holdExercises,
  insertExercise,
  openExercise,
  setExercise,
} from '../../store/national-exercise.ts';
import type { StaffMember } from '../../store/staff.ts';
import type { WatchDesk } from './desk.ts';
import { tidyWhy } from './moves.ts';
import { mayOpenPeople } from './people.ts';

/** Why nothing was changed: a key of `exercise.error.*`. */
export type ExerciseRefusal = 'gone' | 'rights' | 'why' | 'time' | 'state' | 'same_person';

const HOUR = 3_600_000;
export const EXERCISE_HOURS = { usual: 4, most: 24 } as const;

type By = Pick<StaffMember, 'id' | 'role' | 'institution'>;
/** In a colleague's own words: nobody's name or number. */
type Said = { readonly by: By; readonly why: string };

/** One of the secretariat wants a national exercise; it runs once a second one agrees. */
export function askExercise(
  desk: WatchDesk,
  of: Said & { readonly endsAt: Date },
): Promise<ExerciseRefusal | null> {
  return decide(desk, of, async (tx, open, { now, why }) => {
    const { by, endsAt } = of;
    if (open) return 'state';
    if (endsAt <= now || endsAt.getTime() > now.getTime() + EXERCISE_HOURS.most * HOUR) return 'time';
    const id = uuidv7();
    await insertExercise(tx, { id, askedBy: by.id, askedAt: now, endsAt, why });
    return { id, what: 'exercise_asked', to: isoInZone(endsAt, desk.timeZone) };
  });
}

/** A second one agrees, and it runs from now on. */
export function startExercise(desk: WatchDesk, of: Said): Promise<ExerciseRefusal | null> {
  return decide(desk, of, async (tx, open, { now }) => {
    if (!open) return 'gone';
    if (open.startedAt !== null) return 'state';
    if (open.askedBy === of.by.id) return 'same_person';
    await setExercise(tx, open.id, { startedBy: of.by.id, startedAt: now });
    return { id: open.id, what: 'exercise_started', to: isoInZone(open.endsAt, desk.timeZone) };
  });
}

/** Ends it before its time, or takes back that it was asked for: one person is enough for what is real again. */
export function endExercise(desk: WatchDesk, of: Said): Promise<ExerciseRefusal | null> {
  return decide(desk, of, async (tx, open, { now }) => {
    if (!open) return 'gone';
    await setExercise(tx, open.id, { endedBy: of.by.id, endedAt: now });
    return { id: open.id, what: open.startedAt === null ? 'exercise_withdrawn' : 'exercise_ended' };
  });
}

interface Decided {
  readonly id: string;
  readonly what: string;
  readonly to?: string;
}

function decide(
  desk: WatchDesk,
  { by, why: said }: Said,
  act: (
    tx: Transaction,
    open: ExerciseRow | undefined,
    of: { now: Date; why: string },
  ) => Promise<ExerciseRefusal | Decided>,
): Promise<ExerciseRefusal | null> {
  return desk.store.db.transaction(async (tx: Transaction) => {
    if (!mayOpenPeople(by)) return 'rights';
    const why = tidyWhy(said);
    if (why === '') return 'why';
    await holdExercises(tx);
    const now = desk.now();
    const decided = await act(tx, await openExercise(tx, now), { now, why });
    if (typeof decided === 'string') return decided;
    const { id, ...event } = decided;
    await addEvents(tx, [{ at: now, subject: 'exercise', subjectId: id, actor: by.id, why, ...event }]);
    return null;
  });
}
