import { count, sql } from 'drizzle-orm';
import type { Db, Queryable } from './connect.ts';
import { quizAnswer, quizRun } from './schema.ts';

/** What was counted of one bank; `null` for all. Every figure is of runs and answers, never of people. */
type Bank = string | null;
const ofBank = (bank: Bank) => (bank === null ? sql`true` : sql`${quizRun.bank} = ${bank}`);

/** Runs and their answers by medium and language. */
export async function countRuns(
  q: Queryable,
  bank: Bank,
): Promise<
  {
    bank: string;
    medium: string;
    language: string;
    begun: number;
    finished: number;
    answers: number;
    right: number;
  }[]
> {
  const score = sql`(select run_id, count(*) as answers, count(*) filter (where correct) as right_ones
    from ${quizAnswer} group by run_id) score`;
  return q
    .select({
      bank: quizRun.bank,
      medium: quizRun.medium,
      language: quizRun.language,
      begun: count(),
      finished: count(quizRun.finishedAt),
      answers: sql<number>`coalesce(sum(score.answers), 0)::int`,
      right: sql<number>`coalesce(sum(score.right_ones), 0)::int`,
    })
    .from(quizRun)
    .leftJoin(score, sql`score.run_id = ${quizRun.id}`)
    .where(ofBank(bank))
    .groupBy(quizRun.bank, quizRun.medium, quizRun.language)
    .orderBy(quizRun.bank, quizRun.medium, quizRun.language);
}

/** Every question that was answered with every option that was chosen. */
export async function countAnswers(
  q: Queryable,
  bank: Bank,
): Promise<{ bank: string; question: string; option: string; correct: boolean; answers: number }[]> {
  return q
    .select({
      bank: quizRun.bank,
      question: quizAnswer.question,
      option: quizAnswer.answer,
      correct: quizAnswer.correct,
      answers: count(),
    })
    .from(quizAnswer)
    .innerJoin(quizRun, sql`${quizRun.id} = ${quizAnswer.runId}`)
    .where(ofBank(bank))
    .groupBy(quizRun.bank, quizAnswer.question, quizAnswer.answer, quizAnswer.correct)
    .orderBy(quizRun.bank, quizAnswer.question, quizAnswer.answer, quizAnswer.correct);
}

/** How many finished runs had how many right, best first. */
export async function countScores(
  q: Queryable,
  bank: Bank,
): Promise<{ bank: string; right: number; of: number; runs: number }[]> {
  const { rows } = await q.execute<{ bank: string; right: number; of: number; runs: number }>(sql`
    select bank, right_ones as right, answers as of, count(*)::int as runs from (
      select ${quizRun.bank} as bank, count(*) filter (where correct)::int as right_ones, count(*)::int as answers
      from ${quizRun} join ${quizAnswer} on run_id = ${quizRun.id}
      where finished_at is not null and ${ofBank(bank)} group by ${quizRun.id}) score
    group by 1, 2, 3 order by 1, right_ones desc, answers`);
  return rows;
}

export interface AnswerOfRun {
  readonly bank: string;
  readonly contactId: string | null;
  readonly runId: string;
  readonly n: number;
  readonly question: string;
  readonly answer: string;
  readonly correct: boolean;
  readonly answeredAt: Date;
  readonly language: string;
  readonly medium: string;
}

const PAGE = 2_000;

/**
 * Every answer, a page at a time, the runs in an order that says nothing of when they began.
 * @param tx held until the last page is read
 * @param salt random; another one is another order
 */
export async function* eachAnswer(
  tx: Queryable,
  { bank, salt }: { bank: Bank; salt: string },
): AsyncGenerator<AnswerOfRun[]> {
  await tx.execute(sql`declare answers_of_runs no scroll cursor for
    select bank, contact_id, run_id, n, question, answer, correct, language, medium,
      extract(epoch from answered_at)::float8 * 1000 as answered_at
    from ${quizAnswer} join ${quizRun} on ${quizRun.id} = run_id where ${ofBank(bank)}
    order by md5(${salt} || run_id::text), n`);
  for (;;) {
    const { rows } = await tx.execute<{
      bank: string;
      contact_id: string | null;
      run_id: string;
      n: number;
      question: string;
      answer: string;
      correct: boolean;
      language: string;
      medium: string;
      answered_at: number;
    }>(sql`fetch ${sql.raw(String(PAGE))} from answers_of_runs`);
    if (rows.length === 0) break;
    yield rows.map(({ contact_id, run_id, answered_at, ...row }) => ({
      ...row,
      contactId: contact_id,
      runId: run_id,
      answeredAt: new Date(answered_at),
    }));
  }
  await tx.execute(sql`close answers_of_runs`);
}

/** Runs the work on one picture of the database: what is counted in it and what is listed agree. */
export function asOfNow<T>(db: Db, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return db.transaction(work, { isolationLevel: 'repeatable read', accessMode: 'read only' });
}
