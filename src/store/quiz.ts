import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { quizAnswer, quizRun } from './schema.ts';

export type QuizRunRow = typeof quizRun.$inferSelect;
export type QuizAnswerRow = typeof quizAnswer.$inferSelect;

/** Begins a run, unless one of this contact and bank is open: then nothing is written, also where both begin at once. */
export async function insertRun(
  tx: Queryable,
  row: Omit<QuizRunRow, 'finishedAt' | 'contactId'> & { contactId: string },
): Promise<void> {
  await tx.insert(quizRun).values(row).onConflictDoNothing();
}

/** Held until the transaction ends: two answers at once are one after the other. */
export async function holdOpenRun(
  tx: Queryable,
  { contactId, bank }: { contactId: string; bank: string },
): Promise<QuizRunRow | undefined> {
  const [found] = await tx
    .select()
    .from(quizRun)
    .where(and(eq(quizRun.contactId, contactId), eq(quizRun.bank, bank), isNull(quizRun.finishedAt)))
    .for('no key update');
  return found;
}

/** Held until the transaction ends. */
export async function holdRun(tx: Queryable, runId: string): Promise<QuizRunRow | undefined> {
  const [found] = await tx.select().from(quizRun).where(eq(quizRun.id, runId)).for('no key update');
  return found;
}

export async function lastFinishedRun(
  tx: Queryable,
  { contactId, bank }: { contactId: string; bank: string },
): Promise<QuizRunRow | undefined> {
  const [found] = await tx
    .select()
    .from(quizRun)
    .where(and(eq(quizRun.contactId, contactId), eq(quizRun.bank, bank), isNotNull(quizRun.finishedAt)))
    .orderBy(desc(quizRun.finishedAt))
    .limit(1);
  return found;
}

/** In the order in which they were given. */
export function listAnswers(tx: Queryable, runId: string): Promise<QuizAnswerRow[]> {
  return tx.select().from(quizAnswer).where(eq(quizAnswer.runId, runId)).orderBy(asc(quizAnswer.n));
}

/** Only of a run that is held. */
export async function insertAnswer(tx: Queryable, row: QuizAnswerRow): Promise<void> {
  await tx.insert(quizAnswer).values(row);
}

/** Only of a run that is held. */
export async function setRun(
  tx: Queryable,
  runId: string,
  change: Partial<Pick<QuizRunRow, 'language' | 'medium' | 'finishedAt'>>,
): Promise<void> {
  await tx.update(quizRun).set(change).where(eq(quizRun.id, runId));
}

/** Only of a run that is held, and has no answers: nothing is lost. */
export async function dropRun(tx: Queryable, runId: string): Promise<void> {
  await tx.delete(quizRun).where(eq(quizRun.id, runId));
}

/** The bank of the open run in which this contact answered, or that they began, last. */
export async function findOpenBank(tx: Queryable, contactId: string): Promise<string | undefined> {
  const latest = sql`coalesce((select max(answered_at) from ${quizAnswer} where run_id = ${quizRun.id}), ${quizRun.startedAt})`;
  const [found] = await tx
    .select({ bank: quizRun.bank })
    .from(quizRun)
    .where(and(eq(quizRun.contactId, contactId), isNull(quizRun.finishedAt)))
    .orderBy(desc(latest))
    .limit(1);
  return found?.bank;
}

/** The runs stay, to be counted; whose they were is gone. */
export async function forgetRuns(tx: Queryable, contactId: string): Promise<void> {
  await tx.update(quizRun).set({ contactId: null }).where(eq(quizRun.contactId, contactId));
}
