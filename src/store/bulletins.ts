import { and, asc, desc, eq, inArray, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import type { Transaction } from './events.ts';
import { bulletin, bulletinRun, bulletinText, bulletinVerdict, verdict } from './schema.ts';

export type BulletinRow = typeof bulletin.$inferSelect;
export type RunRow = typeof bulletinRun.$inferSelect;
/** By language. */
export type BulletinTexts = Readonly<Record<string, BulletinWords>>;

export interface BulletinWords {
  readonly text: string;
  /** For SMS. */
  readonly short: string;
  readonly audioId: string | null;
  /** It is a computer that speaks. */
  readonly synthetic: boolean;
}

export async function insertBulletin(tx: Queryable, row: typeof bulletin.$inferInsert): Promise<void> {
  await tx.insert(bulletin).values(row);
}

/** Held until the transaction ends. */
export async function holdBulletin(tx: Transaction, id: string): Promise<BulletinRow | undefined> {
  const [found] = await tx.select().from(bulletin).where(eq(bulletin.id, id)).for('no key update');
  return found;
}

export async function findBulletin(q: Queryable, id: string): Promise<BulletinRow | undefined> {
  const [found] = await q.select().from(bulletin).where(eq(bulletin.id, id));
  return found;
}

/** Newest first; those of campaigns are left to them. */
export function listBulletins(q: Queryable, limit: number): Promise<BulletinRow[]> {
  return q
    .select()
    .from(bulletin)
    .where(isNull(bulletin.campaignId))
    .orderBy(desc(bulletin.createdAt))
    .limit(limit);
}

/** Only of one that is held. */
export async function setBulletin(
  tx: Queryable,
  id: string,
  change: Partial<typeof bulletin.$inferInsert>,
): Promise<void> {
  await tx
    .update(bulletin)
    .set({ ...change, updatedAt: sql`now()` })
    .where(eq(bulletin.id, id));
}

export async function bulletinTexts(q: Queryable, id: string): Promise<BulletinTexts> {
  const rows = await q.select().from(bulletinText).where(eq(bulletinText.bulletinId, id));
  return Object.fromEntries(
    rows.map(({ language, text, short, audioId, audioSynthetic: synthetic }) => [
      language,
      { text, short, audioId, synthetic },
    ]),
  );
}

/** SQL: the words without signs and spaces: what is spoken stays true when only these change. */
const letters = (text: SQL) => sql`regexp_replace(lower(${text}), '[^[:alnum:]]+', '', 'g')`;

/** Instead of what was there. A recording of other words goes, and a computer is to speak the new ones. */
export async function setBulletinTexts(
  tx: Queryable,
  id: string,
  words: Readonly<Record<string, Pick<BulletinWords, 'text' | 'short'>>>,
): Promise<void> {
  const languages = Object.keys(words);
  await tx
    .delete(bulletinText)
    .where(
      and(eq(bulletinText.bulletinId, id), sql`not ${inArray(bulletinText.language, ['', ...languages])}`),
    );
  const same = sql`${letters(sql`bulletin_text.text`)} = ${letters(sql`excluded.text`)}`;
  const unless = (kept: SQL, otherwise: SQL) => sql`case when ${same} then ${kept} else ${otherwise} end`;
  for (const [language, { text, short }] of Object.entries(words)) {
    await tx
      .insert(bulletinText)
      .values({ bulletinId: id, language, text, short, speakAt: sql`now()` })
      .onConflictDoUpdate({
        target: [bulletinText.bulletinId, bulletinText.language],
        set: {
          ...{ text, short },
          audioId: unless(sql`bulletin_text.audio_id`, sql`null`),
          audioSynthetic: unless(sql`bulletin_text.audio_synthetic`, sql`false`),
          speakAt: unless(sql`bulletin_text.speak_at`, sql`now()`),
          speakTries: unless(sql`bulletin_text.speak_tries`, sql`0`),
        },
      });
  }
}

/** What somebody has recorded in one language; null: nothing is spoken. */
export async function setBulletinAudio(
  tx: Queryable,
  of: { id: string; language: string; audioId: string | null },
): Promise<void> {
  await tx
    .update(bulletinText)
    .set({ audioId: of.audioId, audioSynthetic: false, speakAt: null })
    .where(and(eq(bulletinText.bulletinId, of.id), eq(bulletinText.language, of.language)));
}

/** In their order. */
export async function verdictsOf(q: Queryable, id: string): Promise<string[]> {
  const rows = await q
    .select({ id: bulletinVerdict.verdictId })
    .from(bulletinVerdict)
    .where(eq(bulletinVerdict.bulletinId, id))
    .orderBy(asc(bulletinVerdict.n));
  return rows.map((row) => row.id);
}

/** Adds these behind those that are there. */
export async function addBulletinVerdicts(
  tx: Queryable,
  id: string,
  verdictIds: readonly string[],
): Promise<void> {
  const n = (await verdictsOf(tx, id)).length;
  if (verdictIds.length === 0) return;
  await tx
    .insert(bulletinVerdict)
    .values(verdictIds.map((verdictId, at) => ({ bulletinId: id, verdictId, n: n + at })))
    .onConflictDoNothing();
}

/** Of these bulletins, those that repeat a verdict which is not what we say any more. */
export async function outdatedBulletins(q: Queryable, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await q
    .selectDistinct({ id: bulletinVerdict.bulletinId })
    .from(bulletinVerdict)
    .innerJoin(verdict, eq(verdict.id, bulletinVerdict.verdictId))
    .where(and(inArray(bulletinVerdict.bulletinId, [...ids]), sql`${verdict.state} <> 'published'`));
  return rows.map((row) => row.id);
}

/** The next one that is to go out now, held; what another process has in hand is left to it. */
export async function holdDueBulletin(tx: Transaction, now: Date): Promise<BulletinRow | undefined> {
  const [found] = await tx
    .select()
    .from(bulletin)
    .where(and(eq(bulletin.state, 'approved'), lte(bulletin.nextAt, now)))
    .orderBy(asc(bulletin.nextAt))
    .limit(1)
    .for('no key update', { skipLocked: true });
  return found;
}

/** Newest first. */
export function listRuns(q: Queryable, bulletinIds: readonly string[]): Promise<RunRow[]> {
  if (bulletinIds.length === 0) return Promise.resolve([]);
  return q
    .select()
    .from(bulletinRun)
    .where(inArray(bulletinRun.bulletinId, [...bulletinIds]))
    .orderBy(desc(bulletinRun.startedAt), desc(bulletinRun.n));
}

export async function findRun(q: Queryable, runId: string): Promise<RunRow | undefined> {
  const [found] = await q.select().from(bulletinRun).where(eq(bulletinRun.id, runId));
  return found;
}

/** Held until the transaction ends. */
export async function holdRun(
  tx: Transaction,
  runId: string,
  { skipLocked = false } = {},
): Promise<RunRow | undefined> {
  const [found] = await tx
    .select()
    .from(bulletinRun)
    .where(eq(bulletinRun.id, runId))
    .for('no key update', skipLocked ? { skipLocked } : {});
  return found;
}

/** Only of a bulletin that is held. @returns the number of this sending */
export async function insertRun(
  tx: Transaction,
  row: Omit<typeof bulletinRun.$inferInsert, 'n'>,
): Promise<number> {
  const [last] = await tx
    .select({ n: bulletinRun.n })
    .from(bulletinRun)
    .where(eq(bulletinRun.bulletinId, row.bulletinId))
    .orderBy(desc(bulletinRun.n))
    .limit(1);
  const n = (last?.n ?? 0) + 1;
  await tx.insert(bulletinRun).values({ ...row, n });
  return n;
}

/** Only of one that is held. */
export async function setRun(
  tx: Queryable,
  runId: string,
  change: Partial<typeof bulletinRun.$inferInsert>,
): Promise<void> {
  await tx.update(bulletinRun).set(change).where(eq(bulletinRun.id, runId));
}

/**
 * What is to be planned, sent on or ended: corrections first, the rest in another order each time, so that a long
 * one does not keep the others from an account. Also what a person paused whose time is over, and what was done
 * until a phone that was off is tried again.
 */
export async function openRuns(q: Queryable, now: Date): Promise<Pick<RunRow, 'id'>[]> {
  const { rows } = await q.execute<{ id: string }>(sql`
    select r.id from bulletin_run r join bulletin b on b.id = r.bulletin_id
    where r.state in ('planning', 'running') or (r.state = 'paused' and r.ends_at <= ${now.toISOString()}::timestamptz)
      or (r.state = 'done' and r.ends_at > ${now.toISOString()}::timestamptz
        and exists (select from reply where run_id = r.id and state in ('queued', 'held')))
    order by b.corrects_run_id is null, random()`);
  return rows;
}

/** Of a sending and what was sent again of it: those that are begun. */
export async function runsAgain(q: Queryable, runId: string): Promise<string[]> {
  const { rows } = await q.execute<{ id: string }>(sql`
    with recursive chain as (
      select id from bulletin_run where id = ${runId}
      union select b.id from bulletin_run b join chain on b.resend_of = chain.id)
    select id from chain order by id`);
  return rows.map(({ id }) => id);
}

/** Whether a correction of this sending, or of what it is sent again of, has begun. */
export async function isCorrected(q: Queryable, runId: string): Promise<boolean> {
  const { rows } = await q.execute<{ corrected: boolean }>(sql`
    with recursive chain as (
      select id, resend_of from bulletin_run where id = ${runId}
      union select b.id, b.resend_of from bulletin_run b join chain on chain.resend_of = b.id)
    select exists (select from chain join bulletin b on b.corrects_run_id = chain.id
      join bulletin_run r on r.bulletin_id = b.id) as corrected`);
  return rows[0]?.corrected ?? false;
}
