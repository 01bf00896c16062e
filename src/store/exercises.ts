import { and, asc, desc, eq, isNull, lte, sql } from 'drizzle-orm';
import type { Queryable, Store } from './connect.ts';
import { claim, exerciseLine, message, reply, tip, verdict } from './schema.ts';

/** Puts the lines of a day into the queue of what comes in. */
export async function planLines(
  q: Queryable,
  run: { readonly runId: string; readonly exercise: string; readonly dueAt: readonly Date[] },
): Promise<void> {
  const { runId, exercise } = run;
  await q.insert(exerciseLine).values(run.dueAt.map((dueAt, n) => ({ runId, n, exercise, dueAt })));
}

/**
 * Takes what is due, hands it over and notes that it went: in one transaction, so that of two processes one does.
 * What was handed over and not noted (a crash) is handed over again: its id makes it one message.
 */
export async function sendDueLines(
  store: Store,
  now: Date,
  send: (line: { runId: string; n: number; exercise: string }) => Promise<void>,
): Promise<number> {
  return store.db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(exerciseLine)
      .where(and(isNull(exerciseLine.sentAt), lte(exerciseLine.dueAt, now)))
      .orderBy(asc(exerciseLine.dueAt), asc(exerciseLine.n))
      .limit(50)
      .for('update', { skipLocked: true });
    for (const line of due) {
      await send(line);
      await tx
        .update(exerciseLine)
        .set({ sentAt: now })
        .where(and(eq(exerciseLine.runId, line.runId), eq(exerciseLine.n, line.n)));
    }
    return due.length;
  });
}

export interface Run {
  readonly runId: string;
  readonly exercise: string;
  readonly startedAt: Date;
  readonly endsAt: Date;
  readonly lines: number;
  readonly sent: number;
}

/** The newest day that was begun. */
export async function latestRun(q: Queryable): Promise<Run | undefined> {
  const startedAt = sql<Date>`min(${exerciseLine.dueAt})`.mapWith(exerciseLine.dueAt);
  const [found] = await q
    .select({
      runId: exerciseLine.runId,
      exercise: exerciseLine.exercise,
      startedAt,
      endsAt: sql<Date>`max(${exerciseLine.dueAt})`.mapWith(exerciseLine.dueAt),
      lines: sql<number>`count(*)::int`,
      sent: sql<number>`count(${exerciseLine.sentAt})::int`,
    })
    .from(exerciseLine)
    .groupBy(exerciseLine.runId, exerciseLine.exercise)
    .orderBy(desc(startedAt))
    .limit(1);
  return found;
}

/** What became of one line. */
export interface LineOutcome {
  readonly n: number;
  readonly sentAt: Date | null;
  readonly claimId: string | null;
  readonly seq: number | null;
  readonly closedAs: string | null;
  readonly rating: string | null;
  /** When its sender had the answer. */
  readonly answeredAt: Date | null;
}

/** @param externalId how the message of line `n` of a run is called begins with this */
export async function outcomesOf(q: Queryable, runId: string, externalId: string): Promise<LineOutcome[]> {
  const { rows } = await q.execute<{
    n: number;
    sent_at: number | null;
    claim_id: string | null;
    seq: number | null;
    closed_as: string | null;
    rating: string | null;
    answered_at: number | null;
  }>(sql`
    select l.n, extract(epoch from l.sent_at)::float8 * 1000 as sent_at, c.id as claim_id, c.seq::int as seq,
      c.closed_as, v.rating,
      (select extract(epoch from min(r.finished_at))::float8 * 1000 from ${reply} r
        left join ${verdict} rv on rv.id = r.verdict_id
        where r.contact_id = t.contact_id and r.state = 'sent' and (rv.claim_id = c.id or r.notice_id is not null)
      ) as answered_at
    from ${exerciseLine} l
    left join ${message} m on m.channel = 'simulator' and m.external_id = ${externalId} || l.n
    left join ${tip} t on t.message_id = m.id
    left join ${claim} c on c.id = t.claim_id
    left join ${verdict} v on v.claim_id = c.id and v.state = 'published'
    where l.run_id = ${runId} order by l.n`);
  const time = (ms: number | null) => (ms === null ? null : new Date(ms));
  return rows.map((row) => ({
    n: row.n,
    sentAt: time(row.sent_at),
    claimId: row.claim_id,
    seq: row.seq,
    closedAs: row.closed_as,
    rating: row.rating,
    answeredAt: time(row.answered_at),
  }));
}
