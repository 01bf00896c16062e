import { sql } from 'drizzle-orm';
import type { Attachment, MediaKind } from '../core/message.ts';
import type { Queryable } from './connect.ts';

/** A file as staff see it: where it is, and where it is not, why. */
export interface FileSeen {
  readonly id: string;
  readonly state: 'waiting' | 'there' | 'gone' | 'too_big' | 'refused' | 'expired';
  /** By its bytes where it is there, else as it was announced. */
  readonly kind: MediaKind;
  /** Set where there is something to open. */
  readonly blobId?: string;
  readonly contentType?: string;
  /** In bytes. */
  readonly size?: number;
  readonly seconds?: number;
  /** What a person wrote down of what is said in it. */
  readonly said?: string;
  /** How many tips came with this very file, in any of their messages; at most {@link MOST_COUNTED}. */
  readonly tips: number;
}

/** A picture that everybody forwards: beyond this the number says nothing more. */
const MOST_COUNTED = 1_000;

interface Row extends Record<string, unknown> {
  id: string;
  message_id: string;
  state: 'waiting' | 'stored' | 'gone' | 'too_big' | 'refused' | 'forgotten';
  claimed: MediaKind | null;
  claimed_type: string;
  blob_id: string | null;
  content_type: string | null;
  kind: MediaKind | null;
  size: number | null;
  seconds: number | null;
  there: boolean;
  said: string | null;
  tips: number;
}

/** @returns by message, in the order in which they came along */
export async function filesOfMessages(
  q: Queryable,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, readonly FileSeen[]>> {
  if (messageIds.length === 0) return new Map();
  const { rows } = await q.execute<Row>(sql`
    select f.id, f.message_id, f.state, f.ref ->> 'kind' as claimed, f.ref ->> 'contentType' as claimed_type,
      b.id as blob_id, b.content_type, b.kind, b.size, b.seconds, b.sealed is not null as there, s.text as said,
      (select count(distinct id)::int from (select t.id from media o
        join lateral (select id from tip where message_id = o.message_id
          union all select tip_id from tip_message where message_id = o.message_id) of_tip on true
        join tip t on t.id = of_tip.id
        where o.blob_id = b.id and t.state <> 'refused' limit ${MOST_COUNTED}) as same) as tips
    from media f left join blob b on b.id = f.blob_id left join transcript s on s.blob_id = b.id
    where f.message_id = any(${sql.param([...messageIds])}::bigint[]) and f.state <> 'forgotten'
    order by f.message_id, f.n`);
  const found = new Map<number, FileSeen[]>();
  for (const row of rows) {
    const of = Number(row.message_id);
    found.set(of, [...(found.get(of) ?? []), seen(row)]);
  }
  return found;
}

/** @returns by tip: of the message it began with, then of those that were joined to it, in the order they came */
export async function filesOfTips(
  q: Queryable,
  tipIds: readonly string[],
): Promise<ReadonlyMap<string, readonly FileSeen[]>> {
  if (tipIds.length === 0) return new Map();
  const { rows } = await q.execute<{ id: string; message_id: string }>(sql`
    with shown as (select id, message_id from tip
      where id = any(${sql.param([...tipIds])}::uuid[]) and state <> 'refused' and media_count > 0)
    select id, message_id from shown where message_id is not null
    union select j.tip_id, j.message_id from shown join tip_message j on j.tip_id = shown.id
    order by id, message_id`);
  const files = await filesOfMessages(
    q,
    rows.map((row) => Number(row.message_id)),
  );
  const found = new Map<string, FileSeen[]>();
  for (const { id, message_id: from } of rows)
    found.set(id, [...(found.get(id) ?? []), ...(files.get(Number(from)) ?? [])]);
  return found;
}

/** The file that goes with a reply of ours. */
export async function fileSent(q: Queryable, replyId: string, attachment: Attachment): Promise<FileSeen> {
  const { rows } = await q.execute<{ there: boolean }>(
    sql`select sealed is not null as there from blob where id = ${attachment.blobId}`,
  );
  const { blobId, kind, contentType, size, seconds } = attachment;
  if (!rows[0]?.there) return { id: replyId, state: 'expired', kind, tips: 0 };
  return {
    id: replyId,
    state: 'there',
    kind,
    blobId,
    contentType,
    size,
    ...(seconds !== undefined && { seconds }),
    tips: 0,
  };
}

function seen(row: Row): FileSeen {
  const there = row.state === 'stored' && row.there;
  const kind = row.claimed === 'voice' && row.kind !== 'video' ? 'voice' : (row.kind ?? announced(row));
  return {
    id: row.id,
    state: there
      ? 'there'
      : row.state === 'stored'
        ? 'expired'
        : row.state === 'forgotten'
          ? 'gone'
          : row.state,
    kind,
    tips: row.tips,
    ...(there &&
      row.blob_id !== null &&
      row.content_type !== null &&
      row.size !== null && { blobId: row.blob_id, contentType: row.content_type, size: row.size }),
    ...(row.seconds !== null && { seconds: row.seconds }),
    ...(row.said !== null && { said: row.said }),
  };
}

function announced({ claimed, claimed_type: type }: Row): MediaKind {
  if (claimed !== null) return claimed;
  const [head] = type.split('/');
  return head === 'image' || head === 'audio' || head === 'video' ? head : 'document';
}
