import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { transcript } from './schema.ts';

/**
 * Keeps what a person wrote down of a voice note, in the place of what was written before; its tips are matched once more
 * and the claims they taught are read anew.
 * @returns the waiting tips to wake after the commit
 */
export async function writeDown(
  tx: Queryable,
  said: Pick<typeof transcript.$inferInsert, 'blobId' | 'text' | 'language' | 'by'>,
): Promise<string[]> {
  const { text, language, by } = said;
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
