import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { MediaError } from '../core/media-error.ts';
import type { Attachment } from '../core/message.ts';
import type { Db, Queryable, Store } from './connect.ts';
import type { blob } from './schema.ts';
import type { Seal } from './seal.ts';

export type BlobKind = (typeof blob.$inferSelect)['kind'];

/** A file that was judged and stripped: see media/take-in.ts. */
export interface NewBlob {
  readonly contentType: string;
  readonly kind: BlobKind;
  readonly bytes: Buffer;
  readonly perceptual: Buffer | null;
  readonly fingerprint: Buffer | null;
  readonly seconds: number | null;
  /** Of what we say: see `Attachment.waveform`. */
  readonly waveform?: string | undefined;
}

/**
 * Keeps a file once, however many bring it at the same time: the second finds what the first made. One whose bytes
 * have expired gets them again.
 * @param hash of the bytes as they were received: `Seal.hashBytes`
 */
export async function keepBlob(
  q: Queryable,
  { seal, hash, file }: { seal: Seal; hash: Buffer; file: NewBlob },
): Promise<string> {
  const { rows } = await q.execute<{ id: string }>(sql`
    insert into blob as b (id, hash, content_type, kind, size, sealed, perceptual, fingerprint, seconds, waveform)
    values (${uuidv7()}, ${hash}, ${file.contentType}, ${file.kind}, ${file.bytes.length}, ${seal.seal(file.bytes)},
      ${file.perceptual}, ${file.fingerprint}, ${file.seconds}, ${file.waveform ?? null})
    on conflict (hash) do update set sealed = coalesce(b.sealed, excluded.sealed), expired_at = null,
      seconds = coalesce(b.seconds, excluded.seconds), waveform = coalesce(b.waveform, excluded.waveform),
      created_at = case when b.sealed is null then now() else b.created_at end
    returning b.id`);
  const [kept] = rows;
  if (!kept) throw new Error('a file was neither kept nor found');
  return kept.id;
}

/** Finds a file by its hash and holds it until the transaction ends, so that it is not deleted meanwhile. */
export async function holdBlob(
  tx: Queryable,
  by: { hash: Buffer } | { id: string },
): Promise<string | undefined> {
  const which = 'hash' in by ? sql`hash = ${by.hash}` : sql`id = ${by.id}`;
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from blob where ${which} and sealed is not null for share`,
  );
  return rows[0]?.id;
}

export interface OpenedFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly kind: BlobKind;
}

/** Whether there is such a file and its bytes have not expired. */
export async function hasFile(q: Queryable, blobId: string): Promise<boolean> {
  const { rows } = await q.execute(sql`select from blob where id = ${blobId} and sealed is not null`);
  return rows.length === 1;
}

/** @returns undefined where there is no such file, or it has expired */
export async function openFile(store: Store, blobId: string): Promise<OpenedFile | undefined> {
  const { rows } = await store.pool.query<{ sealed: Buffer; content_type: string; kind: BlobKind }>(
    'select sealed, content_type, kind from blob where id = $1 and sealed is not null',
    [blobId],
  );
  const [found] = rows;
  return (
    found && { bytes: store.seal.unseal(found.sealed), contentType: found.content_type, kind: found.kind }
  );
}

/**
 * The bytes of a file that goes out.
 * @throws MediaError `gone` where there is no such file any more
 */
export async function openBlob(store: Store, blobId: string): Promise<Buffer> {
  const file = await openFile(store, blobId);
  if (!file) throw new MediaError('gone', 'blob');
  return file.bytes;
}

/**
 * Deletes those of these files that nothing holds any more, neither message nor reply, evidence, verdict or bulletin, wholly:
 * nobody shall be able to tell that they were here. First they are held, then looked at: what another transaction ties to one meanwhile is seen.
 */
export async function dropUnheld(tx: Queryable, blobIds: readonly string[]): Promise<void> {
  if (blobIds.length === 0) return;
  const ids = sql.param([...new Set(blobIds)]);
  await tx.execute(sql`select from blob where id = any(${ids}::uuid[]) order by id for update`);
  await tx.execute(sql`
    delete from blob b where b.id = any(${ids}::uuid[])
      and not exists (select from media m where m.blob_id = b.id)
      and not exists (select from reply r where r.content -> 'attachment' is not null
        and r.content -> 'attachment' ->> 'blobId' = b.id::text)
      and ${isOfNoDesk}`);
}

/** What a verdict rests on, and what was spoken of verdicts and bulletins, is kept for as long as these are. */
const isOfNoDesk = sql`not exists (select from evidence e where e.blob_id = b.id)
  and not exists (select from verdict_text v where v.audio_id = b.id)
  and not exists (select from bulletin_text t where t.audio_id = b.id)`;

/** At a time: each is some kilobytes to megabytes that PostgreSQL must give up. */
const EXPIRED_AT_ONCE = 1_000;

/**
 * Drops the bytes of files that are old enough: every message and reply that has one is older than `days`, no tip of
 * theirs stands in a claim that is not published yet, no report of theirs is open, and no claim's evidence or verdict has
 * them. What makes a file known again stays.
 * @returns how many
 */
export async function expireBlobs(db: Db, days: number): Promise<number> {
  const old = sql`now() - ${days} * interval '1 day'`;
  const { rowCount } = await db.execute(sql`
    update blob set sealed = null, expired_at = now() where id in (
      select b.id from blob b where b.sealed is not null and b.created_at < ${old}
        and not exists (select from media f join message m on m.id = f.message_id
          where f.blob_id = b.id and (m.received_at >= ${old}
            or exists (select from tip t join claim c on c.id = t.claim_id
              where t.state = 'grouped' and c.state not in ('published', 'closed') and (t.message_id = m.id
                or exists (select from tip_message j where j.tip_id = t.id and j.message_id = m.id)))
            or exists (select from report_message o join report p on p.id = o.report_id
              where o.message_id = m.id and p.state <> 'closed')))
        and not exists (select from reply r where r.content -> 'attachment' is not null
          and r.content -> 'attachment' ->> 'blobId' = b.id::text and r.created_at >= ${old})
        and ${isOfNoDesk}
      order by b.created_at limit ${EXPIRED_AT_ONCE} for update skip locked)`);
  return rowCount ?? 0;
}

/** What we say, spoken, as it goes out beside the text; by id. What has expired is left out. */
export async function voiceNotesOf(
  q: Queryable,
  blobIds: readonly string[],
): Promise<Map<string, Attachment>> {
  const { rows } = await q.execute<{
    id: string;
    content_type: string;
    size: number;
    seconds: number | null;
    waveform: string | null;
  }>(sql`
    select id, content_type, size, seconds, waveform from blob where id = any(${sql.param([...blobIds])}::uuid[])
      and kind = 'audio' and sealed is not null`);
  return new Map(
    rows.map(({ id, content_type: contentType, size, seconds, waveform }) => [
      id,
      {
        blobId: id,
        // Also what is no Opus: channels make a sound of it that can be played, and leave it out where they carry none.
        kind: 'voice',
        contentType,
        size,
        ...(seconds !== null && { seconds }),
        ...(waveform !== null && { waveform }),
        saysText: true,
      },
    ]),
  );
}
