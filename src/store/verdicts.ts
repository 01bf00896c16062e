import { aliasedTable, and, desc, eq, getTableColumns, inArray, max, ne, sql } from 'drizzle-orm';
import type { Content } from '../core/message.ts';
import { REPLY_CLASS } from '../core/message.ts';
import type { Queryable } from './connect.ts';
import { claim, contact, reply, staff, tip, verdict, verdictText } from './schema.ts';

export type VerdictRow = typeof verdict.$inferSelect;
export type Rating = VerdictRow['rating'];

/** Keys, never labels: what a person reads stands in `verdict.rating.*`. */
export const RATINGS: readonly Rating[] = ['true', 'half_true', 'unproven', 'misleading', 'false', 'harmful'];

export interface VerdictWords {
  readonly summary: string;
  readonly body: string;
}
/** By language. */
export type VerdictTexts = Readonly<Record<string, VerdictWords>>;

export async function insertVerdict(tx: Queryable, row: typeof verdict.$inferInsert): Promise<void> {
  await tx.insert(verdict).values({ people: 2, ...row });
}

/** The version that counts; earlier ones are history. */
export async function latestVerdict(q: Queryable, claimId: string): Promise<VerdictRow | undefined> {
  const [found] = await q
    .select()
    .from(verdict)
    .where(eq(verdict.claimId, claimId))
    .orderBy(desc(verdict.version))
    .limit(1);
  return found;
}

export async function findVerdict(q: Queryable, verdictId: string): Promise<VerdictRow | undefined> {
  const [found] = await q.select().from(verdict).where(eq(verdict.id, verdictId));
  return found;
}

export async function setRating(tx: Queryable, verdictId: string, rating: Rating): Promise<void> {
  await tx.update(verdict).set({ rating }).where(eq(verdict.id, verdictId));
}

/** Puts these texts in the place of all that were there. */
export async function putTexts(tx: Queryable, verdictId: string, texts: VerdictTexts): Promise<void> {
  await tx.delete(verdictText).where(eq(verdictText.verdictId, verdictId));
  const rows = Object.entries(texts).map(([language, words]) => ({ verdictId, language, ...words }));
  if (rows.length > 0) await tx.insert(verdictText).values(rows);
}

export async function textsOf(
  q: Queryable,
  verdictIds: readonly string[],
): Promise<Map<string, Record<string, VerdictWords>>> {
  const found = new Map<string, Record<string, VerdictWords>>(verdictIds.map((id) => [id, {}]));
  if (verdictIds.length === 0) return found;
  const rows = await q
    .select()
    .from(verdictText)
    .where(inArray(verdictText.verdictId, [...verdictIds]));
  for (const { verdictId, language, summary, body } of rows) {
    found.set(verdictId, { ...found.get(verdictId), [language]: { summary, body } });
  }
  return found;
}

/** @returns false: it is no draft of this author's */
export async function submitVerdict(
  tx: Queryable,
  by: { verdictId: string; staffId: string; now: Date },
): Promise<boolean> {
  const rows = await tx
    .update(verdict)
    .set({ state: 'check', submittedAt: by.now })
    .where(and(eq(verdict.id, by.verdictId), eq(verdict.authorId, by.staffId), eq(verdict.state, 'draft')))
    .returning({ id: verdict.id });
  return rows.length === 1;
}

/**
 * The second person decides. Everything that must hold stands in the one UPDATE, so that nothing can change
 * between looking and writing: in review, the newest version, by somebody else than its author, who still works here.
 * A third person (a lead who releases what the checker approved) would be one more state between `review` and
 * `published` and one more such condition.
 *
 * @returns false: one of these does not hold, nothing was written
 */
export async function decideVerdict(
  tx: Queryable,
  by: { verdictId: string; staffId: string; now: Date; to: 'published' | 'returned'; reason: string | null },
): Promise<boolean> {
  const other = aliasedTable(verdict, 'other');
  const newest = tx
    .select({ version: max(other.version) })
    .from(other)
    .where(eq(other.claimId, verdict.claimId));
  const rows = await tx
    .update(verdict)
    .set({ state: by.to, checkerId: by.staffId, decidedAt: by.now, reason: by.reason })
    .where(
      and(
        eq(verdict.id, by.verdictId),
        eq(verdict.state, 'check'),
        ne(verdict.authorId, by.staffId),
        sql`${verdict.version} = (${newest})`,
        sql`exists (select from ${staff} where ${staff.id} = ${by.staffId} and ${staff.disabledAt} is null)`,
      ),
    )
    .returning({ id: verdict.id });
  return rows.length === 1;
}

export interface VerdictHistory extends VerdictRow {
  readonly authorName: string;
  readonly checkerName: string | null;
}

/** All versions of a claim's verdict, newest first. */
export function listVerdicts(q: Queryable, claimId: string): Promise<VerdictHistory[]> {
  const author = aliasedTable(staff, 'author');
  const checker = aliasedTable(staff, 'checker');
  return q
    .select({ ...getTableColumns(verdict), authorName: author.name, checkerName: checker.name })
    .from(verdict)
    .innerJoin(author, eq(author.id, verdict.authorId))
    .leftJoin(checker, eq(checker.id, verdict.checkerId))
    .where(eq(verdict.claimId, claimId))
    .orderBy(desc(verdict.version));
}

/**
 * One reply for everybody who sent a tip of this claim and can still be told: not stopped, not forgotten, not told
 * this version before (`reply_verdict_once`). Who sent several tips gets the code of the last, at the address it
 * came from. One statement for any number of people.
 *
 * @param contents by language, with `codeMark` where each person's own case code goes
 * @param languages what to take where a person's language is not there, best first; the first must be in `contents`
 * @returns the sender accounts that now have something to send, and to how many people
 */
export async function answerAskers(
  tx: Queryable,
  what: {
    claimId: string;
    verdictId: string;
    contents: Readonly<Record<string, Content>>;
    otherwise: string;
    codeMark: string;
    now: Date;
    expiresAt: Date;
  },
): Promise<{ accounts: string[]; count: number }> {
  const { rows } = await tx.execute<{ account: string; count: number }>(sql`
    with asker as (
      select distinct on (t.contact_id) t.contact_id, t.address_id, t.account, t.code, c.language
      from ${tip} t join ${contact} c on c.id = t.contact_id
      where t.claim_id = ${what.claimId} and t.state = 'grouped' and t.address_id is not null
        and c.stopped_at is null and c.forget_at is null
      order by t.contact_id, t.created_at desc, t.id desc),
    told as (
      insert into ${reply} (id, contact_id, address_id, account, class, content, cause, verdict_id, due_at,
        expires_at, created_at)
      select gen_random_uuid(), asker.contact_id, asker.address_id, asker.account, ${REPLY_CLASS.workflow},
        replace(coalesce(said.words -> asker.language, said.words -> ${what.otherwise}::text)::text,
          ${what.codeMark}, asker.code)::jsonb,
        'verdict', ${what.verdictId}, ${what.now}, ${what.expiresAt}, ${what.now}
      from asker, (select ${JSON.stringify(what.contents)}::jsonb as words) said
      order by asker.contact_id
      on conflict (verdict_id, contact_id) where verdict_id is not null do nothing
      returning account)
    select account, count(*)::int as count from told group by account`);
  return { accounts: rows.map((row) => row.account), count: rows.reduce((sum, row) => sum + row.count, 0) };
}

/** The verdict that stands for a claim now. */
export async function publishedVerdict(q: Queryable, claimId: string): Promise<VerdictRow | undefined> {
  const [found] = await q
    .select()
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(and(eq(verdict.claimId, claimId), eq(verdict.state, 'published'), eq(claim.state, 'published')))
    .orderBy(desc(verdict.version))
    .limit(1);
  return found?.verdict;
}
