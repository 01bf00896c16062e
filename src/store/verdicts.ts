import { aliasedTable, and, desc, eq, getTableColumns, inArray, max, ne, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { staff, verdict, verdictText } from './schema.ts';

export type VerdictRow = typeof verdict.$inferSelect;
export type Rating = VerdictRow['rating'];

/** Keys, never labels: what a person reads stands in `verdict.rating.*`. */
export const RATINGS: readonly Rating[] = ['true', 'half_true', 'unproven', 'misleading', 'false', 'harmful'];

export interface VerdictWords {
  readonly summary: string;
  readonly body: string;
  /** What a reader can do now. */
  readonly todo?: string;
  /** The same, spoken: a blob. */
  readonly audioId?: string | null;
  /** It was recorded for other words, and its author has not yet said that it is right for these. */
  readonly audioStale?: boolean;
  /** A computer speaks it. */
  readonly audioSynthetic?: boolean;
  /** When a computer is to speak it; null: never. */
  readonly speakAt?: Date | null;
  readonly speakTries?: number;
}
/** By language. */
export type VerdictTexts = Readonly<Record<string, VerdictWords>>;

export async function insertVerdict(tx: Queryable, row: typeof verdict.$inferInsert): Promise<void> {
  await tx.insert(verdict).values(row);
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

/** What a draft says beside its texts. */
export async function setDraft(
  tx: Queryable,
  verdictId: string,
  draft: Partial<Pick<VerdictRow, 'rating' | 'changed' | 'sources'>>,
): Promise<void> {
  await tx.update(verdict).set(draft).where(eq(verdict.id, verdictId));
}

/** Puts these texts in the place of all that were there. */
export async function putTexts(tx: Queryable, verdictId: string, texts: VerdictTexts): Promise<void> {
  await tx.delete(verdictText).where(eq(verdictText.verdictId, verdictId));
  const rows = Object.entries(texts).map(([language, words]) => ({ verdictId, language, ...words }));
  if (rows.length > 0) await tx.insert(verdictText).values(rows);
}

/**
 * Changes the spoken form of one language.
 * @returns false where this version has no text in it
 */
export async function setAudio(
  tx: Queryable,
  of: { verdictId: string; language: string },
  audio: { audioId?: string | null; audioStale: boolean; audioSynthetic?: boolean; speakAt?: null },
): Promise<boolean> {
  const { rowCount } = await tx
    .update(verdictText)
    .set(audio)
    .where(and(eq(verdictText.verdictId, of.verdictId), eq(verdictText.language, of.language)));
  return rowCount === 1;
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
  for (const { verdictId, language, ...words } of rows) {
    found.set(verdictId, { ...found.get(verdictId), [language]: words });
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

interface Decision {
  readonly verdictId: string;
  readonly staffId: string;
  readonly now: Date;
}

/** Who still works here; a lead or an admin where the third person's word is asked for. */
const atWork = (staffId: string, roles: readonly string[] = ['verifier', 'lead', 'admin']) => sql`exists (
  select from ${staff} where ${staff.id} = ${staffId} and ${staff.disabledAt} is null
    and ${staff.role} = any(${sql.param([...roles])}::text[]))`;

/** A version that others follow is decided no more. */
const newest = (tx: Queryable) => {
  const other = aliasedTable(verdict, 'other');
  const found = tx
    .select({ version: max(other.version) })
    .from(other)
    .where(eq(other.claimId, verdict.claimId));
  return sql`${verdict.version} = (${found})`;
};

/**
 * The second person decides. Everything that must hold stands in the one UPDATE, so that nothing can change
 * between looking and writing: submitted, the newest version, by somebody else than its author, who still works here.
 * @param by.people 2: it is out with this; 3: a lead releases it
 * @returns false: one of these does not hold, nothing was written
 */
export async function checkVerdict(tx: Queryable, by: Decision & { people: 2 | 3 }): Promise<boolean> {
  const goesOn =
    by.people === 2
      ? ({ state: 'published', decidedAt: by.now, people: 2 } as const)
      : ({ state: 'lead', people: 3 } as const);
  const rows = await tx
    .update(verdict)
    .set({ ...goesOn, checkerId: by.staffId, checkedAt: by.now })
    .where(
      and(
        eq(verdict.id, by.verdictId),
        eq(verdict.state, 'check'),
        ne(verdict.authorId, by.staffId),
        newest(tx),
        atWork(by.staffId),
      ),
    )
    .returning({ id: verdict.id });
  return rows.length === 1;
}

/** The third person's word, as {@link checkVerdict}: a lead who neither wrote nor checked it. */
export async function releaseVerdict(tx: Queryable, by: Decision): Promise<boolean> {
  const rows = await tx
    .update(verdict)
    .set({ state: 'published', leadId: by.staffId, decidedAt: by.now })
    .where(
      and(
        eq(verdict.id, by.verdictId),
        eq(verdict.state, 'lead'),
        ne(verdict.authorId, by.staffId),
        ne(verdict.checkerId, by.staffId),
        newest(tx),
        atWork(by.staffId, LEADS),
      ),
    )
    .returning({ id: verdict.id });
  return rows.length === 1;
}

/** Sends it back to be written anew: by who would be the next to say yes. */
export async function returnVerdict(
  tx: Queryable,
  by: Decision & { from: 'check' | 'lead'; reason: string },
): Promise<boolean> {
  const { from, staffId, now, reason } = by;
  const mine = from === 'check' ? { checkerId: staffId, checkedAt: now } : { leadId: staffId };
  const rows = await tx
    .update(verdict)
    .set({ ...mine, state: 'returned', decidedAt: now, reason })
    .where(
      and(
        eq(verdict.id, by.verdictId),
        eq(verdict.state, from),
        ne(verdict.authorId, staffId),
        from === 'lead' ? ne(verdict.checkerId, staffId) : undefined,
        newest(tx),
        atWork(staffId, from === 'lead' ? LEADS : undefined),
      ),
    )
    .returning({ id: verdict.id });
  return rows.length === 1;
}

/** Whose word publishes and takes back. */
const LEADS: readonly string[] = ['lead', 'admin'];

/** The version that stood until now stands no more: a later one takes its place. Call it before that one is out. */
export async function supersede(tx: Queryable, claimId: string): Promise<void> {
  await tx
    .update(verdict)
    .set({ state: 'superseded' })
    .where(and(eq(verdict.claimId, claimId), eq(verdict.state, 'published')));
}

/** @returns false: it does not stand, or who asks is no lead */
export async function withdrawVerdict(tx: Queryable, by: Decision & { reason: string }): Promise<boolean> {
  const rows = await tx
    .update(verdict)
    .set({ state: 'withdrawn', withdrawnBy: by.staffId, withdrawnAt: by.now, reason: by.reason })
    .where(and(eq(verdict.id, by.verdictId), eq(verdict.state, 'published'), atWork(by.staffId, LEADS)))
    .returning({ id: verdict.id });
  return rows.length === 1;
}

/** The ratings of all that was ever said of a claim: what a correction may have to name. */
export async function ratingsTold(q: Queryable, claimId: string): Promise<Rating[]> {
  const rows = await q
    .selectDistinct({ rating: verdict.rating })
    .from(verdict)
    .where(
      and(eq(verdict.claimId, claimId), inArray(verdict.state, ['published', 'superseded', 'withdrawn'])),
    );
  return rows.map((row) => row.rating);
}

export interface VerdictHistory extends VerdictRow {
  readonly authorName: string;
  readonly checkerName: string | null;
  readonly leadName: string | null;
  readonly withdrawnByName: string | null;
}

/** All versions of a claim's verdict, newest first. */
export function listVerdicts(q: Queryable, claimId: string): Promise<VerdictHistory[]> {
  const author = aliasedTable(staff, 'author');
  const checker = aliasedTable(staff, 'checker');
  const lead = aliasedTable(staff, 'lead');
  const withdrew = aliasedTable(staff, 'withdrew');
  return q
    .select({
      ...getTableColumns(verdict),
      authorName: author.name,
      checkerName: checker.name,
      leadName: lead.name,
      withdrawnByName: withdrew.name,
    })
    .from(verdict)
    .innerJoin(author, eq(author.id, verdict.authorId))
    .leftJoin(checker, eq(checker.id, verdict.checkerId))
    .leftJoin(lead, eq(lead.id, verdict.leadId))
    .leftJoin(withdrew, eq(withdrew.id, verdict.withdrawnBy))
    .where(eq(verdict.claimId, claimId))
    .orderBy(desc(verdict.version));
}

/** The verdict that stands for a claim now, also while its correction is being written. Nothing else is ever served. */
export async function publishedVerdict(q: Queryable, claimId: string): Promise<VerdictRow | undefined> {
  const [found] = await q
    .select()
    .from(verdict)
    .where(and(eq(verdict.claimId, claimId), eq(verdict.state, 'published')));
  return found;
}
