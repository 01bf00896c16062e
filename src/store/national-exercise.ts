import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { nationalExercise } from './schema.ts';

export type ExerciseRow = typeof nationalExercise.$inferSelect;

const EXERCISE_LOCK = 7_353_310_010;

/** One at a time decides on exercises, until the transaction ends. */
export async function holdExercises(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${EXERCISE_LOCK})`);
}

/** The exercise that runs at this moment: by its times, so that it is over everywhere at once and whoever is up. */
export async function exerciseAt(q: Queryable, moment: Date): Promise<ExerciseRow | undefined> {
  const [running] = await q
    .select()
    .from(nationalExercise)
    .where(
      and(
        lte(nationalExercise.startedAt, moment),
        gt(nationalExercise.endsAt, moment),
        or(isNull(nationalExercise.endedAt), gt(nationalExercise.endedAt, moment)),
      ),
    );
  return running;
}

/** The exercise that runs or waits for a second person; there is one at most. */
export async function openExercise(q: Queryable, now: Date): Promise<ExerciseRow | undefined> {
  const [open] = await q
    .select()
    .from(nationalExercise)
    .where(and(isNull(nationalExercise.endedAt), gt(nationalExercise.endsAt, now)));
  return open;
}

export async function insertExercise(
  tx: Queryable,
  row: typeof nationalExercise.$inferInsert,
): Promise<void> {
  await tx.insert(nationalExercise).values(row);
}

/** Only while {@link holdExercises} holds. */
export async function setExercise(
  tx: Queryable,
  id: string,
  change: Partial<typeof nationalExercise.$inferInsert>,
): Promise<void> {
  await tx.update(nationalExercise).set(change).where(eq(nationalExercise.id, id));
}
