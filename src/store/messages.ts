import { and, asc, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { type Inbound, REPLY_CLASS } from '../core/message.ts';
import type { Queryable, Store } from './connect.ts';
import { findAddresses, meetContacts } from './contacts.ts';
import { message } from './schema.ts';

/** An inbound message and when it reached us. */
export interface Arrival {
  readonly inbound: Inbound;
  readonly receivedAt: Date;
}

export interface Kept {
  /** Who has something new, each once. */
  readonly contactIds: string[];
  /** Files to be fetched. */
  readonly mediaIds: string[];
  /** By account, when the last of those that are new came. */
  readonly heard: ReadonlyMap<string, Date>;
}

export type MessageRow = typeof message.$inferSelect;

/**
 * Keeps a batch in one commit. A message that is there already (same channel and provider id) is left alone. One from
 * the future, by the database's clock, came now: else the clock of one machine would order and sweep for all.
 * Files that came along become rows of their own in the same commit: fetching them is work of its own.
 * @throws what PostgreSQL says when a row cannot be kept: then none of the batch was
 */
export async function keepMessages(store: Store, batch: readonly Arrival[]): Promise<Kept> {
  const people = batch.map(({ inbound }) =>
    inbound.from.map((told) => ({ address: told, hash: store.seal.hashAddress(told) })),
  );
  const hashes = people.flat().map(({ hash }) => hash);
  let known = await findAddresses(store, hashes);
  const strangers = people.filter((addresses) =>
    addresses.some(({ hash }) => !known.has(hash.toString('hex'))),
  );
  if (strangers.length > 0) {
    await meetContacts(store, strangers, uuidv7);
    known = await findAddresses(store, hashes);
  }
  const owners = people.map(([first]) => known.get(first?.hash.toString('hex') ?? ''));
  const inbound = batch.map((arrival) => arrival.inbound);
  const { rows } = await store.pool.query<{
    contact_id: string;
    account: string;
    received_at: Date;
    media_ids: string[] | null;
  }>({
    name: 'keep_messages',
    text: `with kept as (
        insert into message (contact_id, address_id, channel, account, external_id, received_at, text, media,
          location, choice, forwarded, answers, opt_out, origin, fragment)
        select contact_id, address_id, channel, account, external_id, least(received_at, now()), text, media, location,
          choice, forwarded, answers, opt_out, origin, fragment
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[],
          $8::jsonb[], $9::jsonb[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::jsonb[])
          with ordinality as v(contact_id, address_id, channel, account, external_id, received_at, text, media,
            location, choice, forwarded, answers, opt_out, origin, fragment, n)
        order by n
        on conflict (channel, external_id) do nothing
        returning id, contact_id, channel, account, received_at, media),
      files as (
        insert into media (message_id, n, channel, ref)
        select k.id, f.n, k.channel, f.ref from kept k, jsonb_array_elements(k.media) with ordinality as f(ref, n)
        returning id, message_id)
      select k.contact_id, k.account, k.received_at, (select array_agg(f.id) from files f where f.message_id = k.id) as media_ids from kept k`,
    values: [
      owners.map((owner) => owner?.contactId ?? null),
      owners.map((owner) => owner?.addressId ?? null),
      inbound.map((m) => m.channel),
      inbound.map((m) => m.account),
      inbound.map((m) => m.externalId),
      batch.map((arrival) => arrival.receivedAt),
      inbound.map((m) => m.text),
      inbound.map((m) => JSON.stringify(m.media)),
      inbound.map((m) => (m.location ? JSON.stringify(m.location) : null)),
      inbound.map((m) => m.choice ?? null),
      inbound.map((m) => m.forwarded ?? null),
      inbound.map((m) => m.answers ?? null),
      inbound.map((m) => m.optOut ?? null),
      inbound.map((m) => m.origin ?? null),
      inbound.map((m) => (m.fragment ? JSON.stringify(m.fragment) : null)),
    ],
  });
  const heard = new Map<string, Date>();
  for (const { account, received_at: at } of rows) {
    if (at > (heard.get(account) ?? 0)) heard.set(account, at);
  }
  return {
    contactIds: [...new Set(rows.map((row) => row.contact_id))],
    mediaIds: rows.flatMap((row) => row.media_ids ?? []),
    heard,
  };
}

/** Says of a message that it could not be kept as it came. */
export async function markCleaned(q: Queryable, channel: string, externalId: string): Promise<void> {
  await q
    .update(message)
    .set({ cleaned: true })
    .where(and(eq(message.channel, channel), eq(message.externalId, externalId)));
}

/** What these contacts wrote and nobody has handled, in the order in which it came, at most `most` of each. */
export function unhandledMessages(
  tx: Queryable,
  contactIds: readonly string[],
  most: number,
): Promise<MessageRow[]> {
  return tx
    .select()
    .from(message)
    .where(
      sql`${message.id} in (select first.id from unnest(${sql.param(contactIds)}::uuid[]) as of(contact_id),
        lateral (select m.id from message m where m.contact_id = of.contact_id and m.handled_at is null
          order by m.received_at, m.id limit ${most}) as first)`,
    )
    .orderBy(asc(message.receivedAt), asc(message.id));
}

/**
 * Marks what a turn has handled. What was held until these people write to these accounts is due now, before what
 * the turn itself says: a verdict that waited for them becomes an answer, and is older. Call it with the contacts
 * locked.
 * @returns the accounts where something was released
 */
export async function markHandled(tx: Queryable, messageIds: readonly number[]): Promise<string[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await tx.execute<{ account: string }>(sql`
    with handled as (
      update message set handled_at = now() where id = any(${sql.param(messageIds)}::bigint[])
      returning contact_id, account)
    update reply r set state = 'queued', due_at = now(), error = null,
      class = case when r.class = ${REPLY_CLASS.workflow} then ${REPLY_CLASS.reply}::smallint else r.class end
    from (select distinct contact_id, account from handled) as wrote
    where r.state = 'held' and r.contact_id = wrote.contact_id and r.account = wrote.account
    returning r.account`);
  return [...new Set(rows.map((row) => row.account))];
}

/** Writes a long SMS into the first row of its parts; the others keep nothing that could be read a second time. */
export async function joinRows(
  tx: Queryable,
  wholes: readonly { readonly id: number; readonly text: string }[],
  emptied: readonly number[],
): Promise<void> {
  if (wholes.length > 0)
    await tx.execute(sql`
      update message set text = v.text
      from unnest(${sql.param(wholes.map(({ id }) => id))}::bigint[],
        ${sql.param(wholes.map(({ text }) => text))}::text[]) as v(id, text)
      where message.id = v.id`);
  if (emptied.length > 0)
    await tx.execute(sql`update message set text = '' where id = any(${sql.param(emptied)}::bigint[])`);
}

/**
 * Of these parts of long SMS those whose text stands in one that was put together and handled already: same sender,
 * same reference, within the time in which no phone has counted its references round.
 */
export async function readBefore(tx: Queryable, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.execute<{ id: string }>(sql`
    select late.id from message late
    where late.id = any(${sql.param(ids)}::bigint[]) and exists (select from message whole
      where whole.contact_id = late.contact_id and whole.account = late.account and whole.handled_at is not null
        and whole.fragment->'ref' = late.fragment->'ref' and whole.fragment->'of' = late.fragment->'of'
        and whole.received_at > late.received_at - interval '1 hour'
        and strpos(whole.text, late.text) > 0)`);
  return rows.map((row) => Number(row.id));
}

export async function findMessage(q: Queryable, id: number): Promise<MessageRow | undefined> {
  const [found] = await q.select().from(message).where(eq(message.id, id));
  return found;
}

/** What somebody wrote last. */
export async function lastMessage(q: Queryable, contactId: string): Promise<MessageRow | undefined> {
  const [last] = await q
    .select()
    .from(message)
    .where(eq(message.contactId, contactId))
    .orderBy(desc(message.id))
    .limit(1);
  return last;
}

/** Contacts whose message has waited longer than `seconds`: their wake-up was lost. */
export async function overdueContacts(q: Queryable, seconds: number, limit: number): Promise<string[]> {
  const rows = await q
    .selectDistinct({ contactId: message.contactId })
    .from(message)
    .where(
      and(isNull(message.handledAt), lt(message.receivedAt, sql`now() - ${seconds} * interval '1 second'`)),
    )
    .limit(limit);
  return rows.map((row) => row.contactId);
}
