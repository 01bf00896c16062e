import { and, eq, inArray, sql } from 'drizzle-orm';
import type { MediaRef } from '../core/message.ts';
import { dropUnheld, holdBlob, keepBlob, type NewBlob } from './blobs.ts';
import type { Db, Queryable, Store } from './connect.ts';
import { media } from './schema.ts';

type State = (typeof media.$inferSelect)['state'];

/** Longer than fetching and judging one file can take: who has not said anything by then is gone. */
const LEASE_SECONDS = 180;

/** WhatsApp forgets a file after seven days; who has it longer does not hand it out after so many failures either. */
export const FETCH_DAYS = 7;

export interface ClaimedFile {
  readonly id: string;
  readonly channel: string;
  readonly ref: MediaRef;
  readonly state: State;
  /** Since it last got further, this one included. */
  readonly attempts: number;
  /** How many took it up in a row and were not heard of again, this one included. */
  readonly begun: number;
  readonly createdAt: Date;
}

/** Takes up those of these files that are due: for {@link LEASE_SECONDS} nobody else will. */
export async function claimFiles(
  q: Queryable,
  ids: readonly string[],
  channels: readonly string[],
): Promise<ClaimedFile[]> {
  const { rows } = await q.execute<{
    id: string;
    channel: string;
    ref: MediaRef;
    state: State;
    attempts: number;
    error: string | null;
    created_at: string;
  }>(sql`
    update media set due_at = now() + ${LEASE_SECONDS} * interval '1 second', attempts = attempts + 1,
      error = case when state = 'waiting'
        then 'begun ' || coalesce(substring(error from '^begun (\\d+)$')::int, 0) + 1 else error end
    where id in (select id from media where id = any(${sql.param([...ids])}::uuid[])
      and channel = any(${sql.param([...channels])}::text[]) and (state = 'waiting' or discard) and due_at <= now()
      for update skip locked)
    returning id, channel, ref, state, attempts, error, created_at`);
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    ref: row.ref,
    state: row.state,
    attempts: row.attempts,
    begun: Number(/^begun (\d+)$/.exec(row.error ?? '')?.[1] ?? 0),
    createdAt: new Date(row.created_at),
  }));
}

/** Files that are due, the longest waiting first: their wake-up was lost, or their time has come again. */
export async function dueFiles(q: Queryable, channels: readonly string[], limit: number): Promise<string[]> {
  const { rows } = await q.execute<{ id: string }>(sql`
    select id from media where (state = 'waiting' or discard) and due_at <= now()
      and channel = any(${sql.param([...channels])}::text[]) order by due_at limit ${limit}`);
  return rows.map(({ id }) => id);
}

/**
 * Ties a fetched file to its message, and says in the same commit that the provider may delete its copy.
 * @param file left out: only where we have the same bytes already
 * @returns `unknown`: we have not; `unwanted`: its sender was forgotten meanwhile, or somebody else was faster
 */
export async function keepFile(
  store: Store,
  mediaId: string,
  hash: Buffer,
  file?: NewBlob,
): Promise<'stored' | 'unknown' | 'unwanted'> {
  return store.db.transaction(async (tx) => {
    // First the file's row, then the blob: forgetting takes them in this order, too.
    const [row] = await tx
      .select({ id: media.id })
      .from(media)
      .where(and(eq(media.id, mediaId), eq(media.state, 'waiting')))
      .for('update');
    if (!row) return 'unwanted';
    const blobId = file ? await keepBlob(tx, { seal: store.seal, hash, file }) : await holdBlob(tx, { hash });
    if (blobId === undefined) return 'unknown';
    await tx
      .update(media)
      .set({ ...ended('stored', null), blobId, storedAt: sql`clock_timestamp()` })
      .where(eq(media.id, mediaId));
    return 'stored';
  });
}

/** Nobody can get it any more, or we do not keep such files. What a provider still has of it goes, too. */
export async function giveUpFile(
  q: Queryable,
  mediaId: string,
  state: 'gone' | 'too_big' | 'refused',
  code: string,
): Promise<void> {
  await q
    .update(media)
    .set(ended(state, code))
    .where(and(eq(media.id, mediaId), eq(media.state, 'waiting')));
}

const ended = (state: State, error: string | null) => ({
  state,
  error,
  discard: state !== 'gone',
  attempts: 0,
  dueAt: sql`now()`,
});

/** It could not be had, or deleted, now. */
export async function putOff(q: Queryable, mediaId: string, seconds: number, code: string): Promise<void> {
  await q
    .update(media)
    .set({
      dueAt: sql`now() + ${seconds} * interval '1 second'`,
      error: sql`case when ${media.state} = 'waiting' then ${code} else ${media.error} end`,
    })
    .where(eq(media.id, mediaId));
}

/** The provider has no copy any more, or will not let go of it: nothing is left to do. */
export async function noteDiscarded(q: Queryable, mediaId: string): Promise<void> {
  await q.delete(media).where(and(eq(media.id, mediaId), eq(media.state, 'forgotten')));
  await q
    .update(media)
    .set({ discard: false })
    .where(and(eq(media.id, mediaId), sql`${media.state} <> 'waiting'`));
}

/** Files of channels that nobody serves any more: they shall not wait for ever. */
export async function giveUpOldFiles(db: Db): Promise<void> {
  // A day beyond, so that whoever serves the channel has had the last word.
  const old = sql`created_at < now() - ${FETCH_DAYS + 1} * interval '1 day'`;
  await db.execute(sql`update media set state = 'gone', error = 'nobody_asked', discard = false
    where state = 'waiting' and due_at < now() - interval '1 day' and ${old}`);
  await db.execute(
    sql`delete from media where state = 'forgotten' and due_at < now() - interval '1 day' and ${old}`,
  );
}

/**
 * Takes their files from people who are to be forgotten. What the provider may still have a copy of stays as a row
 * without content until the copy is deleted; with `wholly` not even that.
 */
export async function forgetFiles(
  tx: Queryable,
  contactIds: readonly string[],
  { wholly, messageId, since }: { wholly: boolean; messageId?: number | undefined; since?: Date | undefined },
): Promise<void> {
  const { rows } = await tx.execute<{ id: string; blob_id: string | null }>(sql`
    select f.id, f.blob_id from media f join message m on m.id = f.message_id
    where m.contact_id = any(${sql.param([...contactIds])}::uuid[])
      and (${messageId ?? null}::bigint is null or m.id = ${messageId ?? null})
      and (${since?.toISOString() ?? null}::timestamptz is null or m.received_at >= ${since?.toISOString() ?? null})
    order by f.id for update of f`);
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  const left = wholly ? [] : [sql`${media.state} <> 'waiting' and not ${media.discard}`];
  await tx.delete(media).where(and(inArray(media.id, ids), ...left));
  await tx
    .update(media)
    .set({ state: 'forgotten', blobId: null, error: null, discard: true, attempts: 0, dueAt: sql`now()` })
    .where(inArray(media.id, ids));
  await dropUnheld(
    tx,
    rows.flatMap((row) => row.blob_id ?? []),
  );
}
