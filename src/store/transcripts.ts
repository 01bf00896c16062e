import { eq, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { blob, staff, transcript } from './schema.ts';

/** A voice note that came with a tip, and what a person wrote down of it. */
export interface Spoken {
  readonly contentType: string;
  /** Null where nobody has written it down. */
  readonly said: { readonly text: string; readonly by: string } | null;
}

/** @returns undefined where it is no sound or film that a tip came with, or is not there any more */
export async function findSpoken(q: Queryable, blobId: string): Promise<Spoken | undefined> {
  const [found] = await q
    .select({ contentType: blob.contentType, text: transcript.text, by: staff.name })
    .from(blob)
    .leftJoin(transcript, eq(transcript.blobId, blob.id))
    .leftJoin(staff, eq(staff.id, transcript.by))
    .where(
      sql`${blob.id} = ${blobId} and ${blob.sealed} is not null and ${blob.contentType} ~ '^(audio|video)/'
        and exists (select from media m join tip t on t.message_id = m.message_id
          or t.id in (select tip_id from tip_message where message_id = m.message_id)
          where m.blob_id = ${blobId} and t.state <> 'refused')`,
    );
  if (!found) return undefined;
  const { contentType, text, by } = found;
  return { contentType, said: text === null ? null : { text, by: by ?? '' } };
}

/**
 * Keeps what a person wrote down of a voice note, in the place of what was written before; its tips are matched once more
 * and the claims they taught are read anew. No text takes away what was written.
 * @returns the waiting tips to wake after the commit
 */
export async function writeDown(
  tx: Queryable,
  said: Pick<typeof transcript.$inferInsert, 'blobId' | 'text' | 'language' | 'by'>,
): Promise<string[]> {
  const { text, language, by } = said;
  if (text === '') await tx.delete(transcript).where(eq(transcript.blobId, said.blobId));
  else
    await tx
      .insert(transcript)
      .values(said)
      .onConflictDoUpdate({ target: transcript.blobId, set: { text, language, by, at: sql`now()` } });
  const { rows } = await tx.execute<{ id: string }>(sql`
    with of_blob as (
      select t.id, t.state, t.claim_id, t.group_id from media m join tip t on t.message_id = m.message_id
        or t.id in (select tip_id from tip_message where message_id = m.message_id)
      where m.blob_id = ${said.blobId}),
    noted as (
      insert into match_change (kind, subject_id)
      select 'claim', claim_id from of_blob where claim_id is not null
      union select 'tip', id from of_blob where group_id is not null)
    update tip set matched_at = null where id in (select id from of_blob where state = 'waiting') returning id`);
  return rows.map(({ id }) => id);
}
