import { and, desc, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Queryable } from './connect.ts';
import { media, spokenCode } from './schema.ts';

export type SpokenCode = typeof spokenCode.$inferSelect;

/** @returns false: the code is given already */
export async function insertSpokenCode(
  tx: Queryable,
  row: Pick<SpokenCode, 'hash' | 'verdictId' | 'language' | 'staffId' | 'expiresAt'>,
): Promise<boolean> {
  const { rowCount } = await tx
    .insert(spokenCode)
    .values({ ...row, id: uuidv7() })
    .onConflictDoNothing();
  return rowCount === 1;
}

/** What was given before for the same is worth nothing any more. */
export async function endSpokenCodes(
  tx: Queryable,
  of: Pick<SpokenCode, 'verdictId' | 'language'>,
  now: Date,
): Promise<void> {
  await tx
    .update(spokenCode)
    .set({ endedAt: now })
    .where(
      and(
        eq(spokenCode.verdictId, of.verdictId),
        eq(spokenCode.language, of.language),
        isNull(spokenCode.messageId),
        isNull(spokenCode.endedAt),
      ),
    );
}

/** Ties a code to the phone that sent it: to the first one only. @returns whether it is good */
export async function bindSpokenCode(
  tx: Queryable,
  by: { hash: Buffer; contactId: string; now: Date },
): Promise<boolean> {
  const { rowCount } = await tx
    .update(spokenCode)
    .set({ contactId: by.contactId })
    .where(
      and(
        eq(spokenCode.hash, by.hash),
        gt(spokenCode.expiresAt, by.now),
        isNull(spokenCode.endedAt),
        isNull(spokenCode.messageId),
        sql`(${spokenCode.contactId} is null or ${spokenCode.contactId} = ${by.contactId})`,
      ),
    );
  return rowCount === 1;
}

/** The note that a code waits for from this phone. @returns whether one waited */
export async function noteForCode(
  tx: Queryable,
  by: { contactId: string; messageId: number; now: Date },
): Promise<boolean> {
  const [waits] = await tx
    .select({ id: spokenCode.id })
    .from(spokenCode)
    .where(
      and(
        eq(spokenCode.contactId, by.contactId),
        gt(spokenCode.expiresAt, by.now),
        isNull(spokenCode.endedAt),
        isNull(spokenCode.messageId),
      ),
    )
    .orderBy(desc(spokenCode.createdAt))
    .limit(1)
    .for('update');
  if (!waits) return false;
  await tx.update(spokenCode).set({ messageId: by.messageId }).where(eq(spokenCode.id, waits.id));
  return true;
}

/** Notes that came and have been fetched, or never will be: `blobId` is null then. */
export async function fetchedNotes(
  q: Queryable,
  limit: number,
): Promise<(Pick<SpokenCode, 'id' | 'verdictId' | 'language' | 'staffId'> & { blobId: string | null })[]> {
  return q
    .select({
      id: spokenCode.id,
      verdictId: spokenCode.verdictId,
      language: spokenCode.language,
      staffId: spokenCode.staffId,
      blobId: media.blobId,
    })
    .from(spokenCode)
    .innerJoin(
      media,
      and(
        eq(media.messageId, spokenCode.messageId),
        eq(
          media.n,
          sql`(
      select min(n) from media m where m.message_id = ${spokenCode.messageId})`,
        ),
      ),
    )
    .where(and(isNotNull(spokenCode.messageId), isNull(spokenCode.endedAt), sql`${media.state} <> 'waiting'`))
    .limit(limit);
}

/** @param refused why it did not become the recording; null: it has */
export async function endSpokenCode(
  q: Queryable,
  id: string,
  ended: { now: Date; refused: string | null },
): Promise<void> {
  await q.update(spokenCode).set({ endedAt: ended.now, refused: ended.refused }).where(eq(spokenCode.id, id));
}

export interface ByPhone {
  readonly verdictId: string;
  readonly language: string;
  readonly state: 'waits' | 'came' | 'refused';
  readonly refused: string | null;
}

/** How far the newest of each language is, of those that the desk still has to know of. */
export async function byPhoneOf(q: Queryable, verdictIds: readonly string[], now: Date): Promise<ByPhone[]> {
  if (verdictIds.length === 0) return [];
  const rows = await q
    .selectDistinctOn([spokenCode.verdictId, spokenCode.language])
    .from(spokenCode)
    .where(inArray(spokenCode.verdictId, [...verdictIds]))
    .orderBy(spokenCode.verdictId, spokenCode.language, desc(spokenCode.createdAt));
  return rows.flatMap(({ verdictId, language, messageId, endedAt, expiresAt, refused }): ByPhone[] => {
    const of = { verdictId, language, refused };
    if (refused !== null) return [{ ...of, state: 'refused' }];
    if (endedAt !== null) return [];
    if (messageId !== null) return [{ ...of, state: 'came' }];
    return expiresAt > now ? [{ ...of, state: 'waits' }] : [];
  });
}
