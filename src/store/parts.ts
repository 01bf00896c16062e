import { sql } from 'drizzle-orm';
import { DELIVERY, type Receipt } from '../core/message.ts';
import { SEND_ERRORS } from '../core/send-error.ts';
import type { Queryable, Store } from './connect.ts';
import { countTaken, intoLedger } from './costs.ts';
import { hasWritten, settleReplies } from './settle.ts';

/** How one provider call ended. `queued`: it was not made, or surely not taken. */
export interface EndedPart {
  readonly id: string;
  readonly state: 'accepted' | 'failed' | 'unknown' | 'queued';
  readonly externalId?: string;
  /** Kind and code: `rejected 21617`. */
  readonly error?: string;
  /** What it said, where that is not what it was to say: its voice note had failed. */
  readonly text?: string;
}

/** How a claimed reply ended. */
export interface Ended {
  readonly replyId: string;
  readonly contactId: string;
  readonly parts: readonly EndedPart[];
  /** Try again after `afterMs`; `counts`: it is an attempt of this reply, not the account's trouble. */
  readonly again?: { readonly afterMs: number; readonly counts: boolean; readonly error: string };
  /** Keep it until the person writes to the account. */
  readonly held?: { readonly error: string };
  /** The person has asked the provider to stop. */
  readonly stopped?: true;
}

/**
 * Writes how sends ended, many in one commit: a row-by-row update costs more than the sends themselves. A receipt
 * that was faster than its own send keeps what it wrote. May be repeated without harm.
 */
export async function finishReplies(store: Store, ended: readonly Ended[]): Promise<void> {
  const plain = ended.filter(
    ({ parts, again }) => parts.length === 1 && parts[0]?.state === 'accepted' && !again,
  );
  const settled = await finishSent(store, plain);
  const rest = ended.filter(({ replyId }) => !settled.has(replyId));
  if (rest.length > 0) await store.db.transaction((tx) => finishRest(tx, rest));
}

/** Nearly all of them: one part, taken. One statement, with the ledger. @returns the replies that are settled by it */
async function finishSent(store: Store, ended: readonly Ended[]): Promise<Set<string>> {
  if (ended.length === 0) return new Set();
  const parts = ended.flatMap((reply) => reply.parts);
  const { rows } = await store.pool.query<{ id: string }>({
    name: 'finish_sent',
    text: `with p as (
        update part p set external_id = coalesce(p.external_id, v.external_id), updated_at = now(), counted = true,
          state = case when p.state in ('queued', 'sending', 'unknown') then 'accepted' else p.state end
        from unnest($1::uuid[], $2::text[]) as v(id, external_id) where p.id = v.id and not p.counted
        returning p.reply_id, p.state, p.account, p.day, p.country, p.segments, p.milli),
      ledger as (${intoLedger('p')})
      update reply r set state = 'sent', error = null, finished_at = now()
      from p where r.id = p.reply_id and r.state = 'sending' and p.state <> 'failed'
      returning r.id`,
    values: [parts.map((part) => part.id), parts.map((part) => part.externalId ?? null)],
  });
  return new Set(rows.map((row) => row.id));
}

/** Locks contacts, parts and replies, each in the order of their ids and always in this order. */
async function finishRest(tx: Queryable, ended: readonly Ended[]): Promise<void> {
  await lockContacts(
    tx,
    ended.filter((reply) => reply.stopped || reply.held).map((reply) => reply.contactId),
  );
  await stopContacts(
    tx,
    ended.filter((reply) => reply.stopped).map((reply) => reply.contactId),
  );
  await moveParts(
    tx,
    ended.flatMap((reply) => reply.parts),
  );
  const ids = ended.flatMap(({ parts }) => parts.map(({ id }) => id));
  const again = ended.flatMap(({ replyId, parts, again }) =>
    again ? [{ replyId, partId: parts[0]?.id, ...again }] : [],
  );
  if (again.length > 0) {
    await tx.execute(sql`
      update reply set state = 'queued', error = v.error, attempts = attempts + v.counts::int,
        due_at = clock_timestamp() + v.after_ms * interval '1 millisecond'
      from (select * from unnest(${sql.param(again.map((a) => a.replyId))}::uuid[],
        ${sql.param(again.map((a) => a.partId))}::uuid[], ${sql.param(again.map((a) => a.afterMs))}::float8[],
        ${sql.param(again.map((a) => a.counts))}::bool[], ${sql.param(again.map((a) => a.error))}::text[])
        as v(id, part_id, after_ms, counts, error) order by id) as v
      where reply.id = v.id and reply.state in ('sending', 'unknown')
        -- Our call and not that of somebody who has claimed it since: each call has an id of its own.
        and exists (select from part p where p.id = v.part_id and p.reply_id = reply.id)`);
  }
  const held = ended.flatMap(({ replyId, parts, held }) =>
    held ? [{ replyId, partId: parts[0]?.id, ...held }] : [],
  );
  if (held.length > 0) await holdSent(tx, held);
  await settleReplies(
    tx,
    ended.map((reply) => reply.replyId),
    { holding: true },
  );
  await countTaken(tx, sql`id = any(${sql.param(ids)}::uuid[])`);
}

/** The provider says that their window is closed. Who has written since our call is tried again. */
async function holdSent(
  tx: Queryable,
  held: readonly { replyId: string; partId: string | undefined; error: string }[],
): Promise<void> {
  await tx.execute(sql`
    update reply r set state = case when ${hasWritten} then 'queued' else 'held' end, error = v.error, due_at = now()
    from unnest(${sql.param(held.map((h) => h.replyId))}::uuid[], ${sql.param(held.map((h) => h.partId))}::uuid[],
      ${sql.param(held.map((h) => h.error))}::text[]) as v(id, part_id, error)
    where r.id = v.id and r.state = 'sending'
      and exists (select from part p where p.id = v.part_id and p.reply_id = r.id)`);
}

async function moveParts(tx: Queryable, parts: readonly EndedPart[]): Promise<void> {
  const ids = sql.param(parts.map((part) => part.id));
  await tx.execute(sql`select from part where id = any(${ids}::uuid[]) order by id for update`);
  await tx.execute(sql`
    update part p set external_id = coalesce(p.external_id, v.external_id), updated_at = now(), error = v.error,
      state = v.state, text = coalesce(v.text, p.text),
      extra = case when v.text is null then p.extra else p.extra - 'unspoken' end
    from unnest(${ids}::uuid[], ${sql.param(parts.map((part) => part.state))}::text[],
      ${sql.param(parts.map((part) => part.externalId ?? null))}::text[],
      ${sql.param(parts.map((part) => part.error ?? null))}::text[],
      ${sql.param(parts.map((part) => part.text ?? null))}::text[]) as v(id, state, external_id, error, text)
    where p.id = v.id and p.state in ('queued', 'sending', 'unknown')`);
}

async function lockContacts(q: Queryable, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  await q.execute(sql`
    select from contact where id = any(${sql.param(contactIds)}::uuid[]) order by id for no key update`);
}

/** Locked before. */
async function stopContacts(q: Queryable, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  await q.execute(sql`
    update contact set stopped_at = coalesce(stopped_at, now()), updated_at = now()
    where id = any(${sql.param(contactIds)}::uuid[])`);
}

/** `failed` moves a part from anywhere but from where a phone has already confirmed it. */
const CONFIRMED = DELIVERY.indexOf('delivered');
const RANK: readonly string[] = [...DELIVERY.slice(0, CONFIRMED), 'failed', ...DELIVERY.slice(CONFIRMED)];

export interface Applied {
  /** Receipts that moved something. The rest were copies, late, or about nothing of ours. */
  readonly moved: number;
  /** Accounts that have something due again. */
  readonly due: readonly string[];
}

/** A receipt about a part that is known. */
interface Note {
  readonly id: string;
  readonly status: Receipt['status'];
  readonly externalId: string;
  readonly error: string | null;
  readonly next: (typeof SEND_ERRORS)[keyof typeof SEND_ERRORS]['next'] | null;
}

/**
 * Notes what providers tell about parts: found by our own id where it came back, else by the provider's id at one
 * of the channel's accounts. A receipt only moves a part forward, so copies and late ones change nothing, and
 * `failed` is final (see settle.ts). It may come before the send has ended: what it says then stays.
 *
 * One statement where the replies are sent; those whose reply may move with them take a transaction.
 * @param accountsOf the sender accounts of a channel
 */
export async function applyReceipts(
  q: Queryable,
  receipts: readonly Receipt[],
  accountsOf: (channel: string) => readonly string[],
): Promise<Applied> {
  const notes = furthest(await findParts(q, receipts, accountsOf));
  const plain = notes.filter((note) => note.status !== 'failed');
  const seen = await moveByNotes(q, plain, 'settled');
  const open = new Set(seen.filter((part) => part.open).map((part) => part.id));
  const moved = seen.filter((part) => part.moved).length;
  const rest = notes.filter((note) => note.status === 'failed' || open.has(note.id));
  if (rest.length === 0) return { moved, due: [] };
  return q.transaction(async (tx) => {
    const idsOf = (...next: Note['next'][]) =>
      rest.filter((note) => next.includes(note.next)).map((note) => note.id);
    if (idsOf('stop', 'hold').length > 0) {
      await lockContacts(tx, await contactsOf(tx, idsOf('stop', 'hold')));
      await stopContacts(tx, await contactsOf(tx, idsOf('stop')));
    }
    const parts = (await moveByNotes(tx, rest, 'all')).filter((part) => part.moved);
    const replyIds = [...new Set(parts.map((part) => part.reply_id))];
    await sayUnspoken(tx, replyIds);
    const due = await settleReplies(tx, replyIds, { holding: false });
    // What a process that died had sent, as it turns out. What somebody still sends, they count.
    const known = parts.filter((part) => part.open).map((part) => part.id);
    if (known.length > 0) await countTaken(tx, sql`id = any(${sql.param(known)}::uuid[])`);
    return { moved: moved + parts.length, due };
  });
}

/** A note that was taken and then reported as not delivered: what it was to say goes out in writing. */
async function sayUnspoken(tx: Queryable, replyIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    update part p set state = 'queued', text = p.extra ->> 'unspoken', extra = p.extra - 'unspoken', error = null,
      updated_at = now()
    from reply r where r.id = p.reply_id and r.id = any(${sql.param([...replyIds])}::uuid[]) and r.state = 'sent'
      and r.expires_at > now() and p.extra ? 'unspoken' and exists (select from part n where n.reply_id = r.id
        and n.state = 'failed' and n.extra -> 'attachment' ->> 'saysText' = 'true')`);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function findParts(
  q: Queryable,
  receipts: readonly Receipt[],
  accountsOf: (channel: string) => readonly string[],
): Promise<Note[]> {
  const noteOf = (receipt: Receipt, id: string): Note => ({
    id,
    status: receipt.status,
    externalId: receipt.externalId,
    error: receipt.error ? `${receipt.error.meaning} ${receipt.error.code}` : null,
    next: receipt.error ? SEND_ERRORS[receipt.error.meaning].next : null,
  });
  const notes: Note[] = [];
  const byChannel = new Map<string, Receipt[]>();
  for (const receipt of receipts) {
    if (receipt.partId !== undefined && UUID.test(receipt.partId)) {
      notes.push(noteOf(receipt, receipt.partId.toLowerCase()));
    } else byChannel.set(receipt.channel, [...(byChannel.get(receipt.channel) ?? []), receipt]);
  }
  for (const [channel, told] of byChannel) {
    const { rows } = await q.execute<{ id: string; external_id: string }>(sql`
      select id, external_id from part where account = any(${sql.param(accountsOf(channel))}::text[])
        and external_id = any(${sql.param(told.map((receipt) => receipt.externalId))}::text[])`);
    for (const receipt of told) {
      for (const row of rows) if (row.external_id === receipt.externalId) notes.push(noteOf(receipt, row.id));
    }
  }
  return notes;
}

/** Of several about one part, the one that moves it furthest: their order means nothing. */
function furthest(notes: readonly Note[]): Note[] {
  const best = new Map<string, Note>();
  for (const note of notes) {
    const known = best.get(note.id);
    if (!known || RANK.indexOf(note.status) > RANK.indexOf(known.status)) best.set(note.id, note);
  }
  return [...best.values()];
}

interface Moved {
  readonly id: string;
  readonly reply_id: string;
  /** The reply may move with its part. */
  readonly open: boolean;
  readonly moved: boolean;
}

async function moveByNotes(q: Queryable, notes: readonly Note[], which: 'settled' | 'all'): Promise<Moved[]> {
  if (notes.length === 0) return [];
  const of = (pick: (note: Note) => unknown) => sql.param(notes.map(pick));
  const rank = sql`${sql.param(RANK)}::text[]`;
  const { rows } = await q.execute<Moved & Record<string, unknown>>(sql`
    with m as materialized (
      select p.id, p.reply_id, r.state in ('queued', 'held', 'unknown') as open, v.status, v.external_id, v.error
      from unnest(${of((n) => n.id)}::uuid[], ${of((n) => n.status)}::text[], ${of((n) => n.externalId)}::text[],
        ${of((n) => n.error)}::text[]) as v(id, status, external_id, error)
      join part p on p.id = v.id join reply r on r.id = p.reply_id
      order by p.id for update of p),
    moved as (
      update part p set state = m.status, external_id = coalesce(p.external_id, m.external_id), error = m.error,
        updated_at = now()
      from m where p.id = m.id and p.state <> 'failed' and (not m.open or ${which === 'all'})
        and array_position(${rank}, m.status) > array_position(${rank}, p.state)
      returning p.id)
    select m.id, m.reply_id, m.open, exists (select from moved where moved.id = m.id) as moved from m`);
  return rows;
}

async function contactsOf(q: Queryable, partIds: readonly string[]): Promise<string[]> {
  const { rows } = await q.execute<{ contact_id: string }>(sql`
    select distinct r.contact_id from part p join reply r on r.id = p.reply_id
    where p.id = any(${sql.param(partIds)}::uuid[])`);
  return rows.map((row) => row.contact_id);
}
