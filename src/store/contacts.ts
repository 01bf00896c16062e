import { and, asc, eq, gte, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import type { Address } from '../core/message.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { dropUnheld } from './blobs.ts';
import type { Db, Queryable, Store } from './connect.ts';
import { forgetFiles } from './media.ts';
import { forgetReportsOf } from './reports.ts';
import { address, contact, media, message, part, reply, tip, waiting } from './schema.ts';
import type { Seal } from './seal.ts';

/** How somebody wants to be told: in writing, spoken, or both. */
export type Form = NonNullable<(typeof contact.$inferSelect)['form']>;

export interface ContactRow {
  readonly id: string;
  readonly language: string | null;
  readonly form: Form | null;
  readonly consentedAt: Date | null;
  readonly stoppedAt: Date | null;
  readonly forgetAt: Date | null;
  readonly snapshot: Snapshot | null;
  readonly guessedLanguage: string | null;
  readonly personSince: Date | null;
  readonly wrongNumbers: readonly string[] | null;
  readonly clockAt: Date | null;
  readonly updatedAt: Date;
}

const row = {
  id: contact.id,
  language: contact.language,
  form: contact.form,
  consentedAt: contact.consentedAt,
  stoppedAt: contact.stoppedAt,
  forgetAt: contact.forgetAt,
  snapshot: contact.snapshot,
  guessedLanguage: contact.guessedLanguage,
  personSince: contact.personSince,
  wrongNumbers: contact.wrongNumbers,
  clockAt: contact.clockAt,
  updatedAt: contact.updatedAt,
};

/**
 * Locks these contacts until the transaction ends. Always in the order of their ids, so that two processes with
 * overlapping batches wait for each other instead of blocking each other for good.
 *
 * `no key update`, because a new message or reply of the same contact takes a key lock for its foreign key: with a
 * full lock the door would wait for the turn, and a batch of several people could block it for good.
 */
export function lockContacts(tx: Queryable, ids: readonly string[]): Promise<ContactRow[]> {
  return tx
    .select(row)
    .from(contact)
    .where(inArray(contact.id, [...ids]))
    .orderBy(asc(contact.id))
    .for('no key update');
}

/** Writes where these contacts stand after a turn, in one statement. */
export async function saveContacts(
  tx: Queryable,
  rows: readonly Omit<ContactRow, 'updatedAt'>[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = JSON.stringify(
    rows.map((r) => ({
      id: r.id,
      language: r.language,
      form: r.form,
      consented_at: r.consentedAt,
      stopped_at: r.stoppedAt,
      forget_at: r.forgetAt,
      snapshot: r.snapshot,
      guessed_language: r.guessedLanguage,
      person_since: r.personSince,
      wrong_numbers: r.wrongNumbers,
      clock_at: r.clockAt,
    })),
  );
  await tx.execute(sql`
    update contact set language = v.language, form = v.form, consented_at = v.consented_at, stopped_at = v.stopped_at,
      forget_at = v.forget_at, snapshot = nullif(v.snapshot, 'null'::jsonb), updated_at = now(),
      guessed_language = v.guessed_language, person_since = v.person_since, clock_at = v.clock_at,
      wrong_numbers = nullif(v.wrong_numbers, 'null'::jsonb)
    from jsonb_to_recordset(${values}::jsonb) as v(id uuid, language text, form text, consented_at timestamptz,
      stopped_at timestamptz, forget_at timestamptz, snapshot jsonb, guessed_language text,
      person_since timestamptz, wrong_numbers jsonb, clock_at timestamptz)
    where contact.id = v.id`);
}

/** Which messages of somebody; all of them unless told. */
interface Which {
  readonly messageId?: number;
  /** Received then or later. */
  readonly since?: Date | undefined;
}

/** The texts, files and places somebody sent us; what they were numbered as stays, so that a late copy is known. */
export async function forgetMessages(
  tx: Queryable,
  contactId: string,
  { messageId, since }: Which = {},
): Promise<void> {
  await tx
    .update(message)
    .set({
      text: null,
      media: [],
      location: null,
      choice: null,
      forwarded: null,
      answers: null,
      origin: null,
      fragment: null,
    })
    .where(
      and(
        eq(message.contactId, contactId),
        messageId === undefined ? undefined : eq(message.id, messageId),
        since && gte(message.receivedAt, since),
      ),
    );
  await forgetFiles(tx, [contactId], { wholly: false, messageId, since });
}

/** The number behind an address; undefined where it is an id and no number. */
export async function ownNumber(
  q: Queryable,
  seal: Seal,
  addressId: string | null,
): Promise<string | undefined> {
  if (addressId === null) return undefined;
  const [found] = await q
    .select({ kind: address.kind, sealed: address.sealed })
    .from(address)
    .where(eq(address.id, addressId));
  return found?.kind === 'phone' ? seal.unsealAddress(found.sealed).value : undefined;
}

/** Contacts whose open question is due to be looked at. */
export async function dueClocks(q: Queryable, now: Date, limit: number): Promise<string[]> {
  const rows = await q
    .select({ id: contact.id })
    .from(contact)
    .where(lte(contact.clockAt, now))
    .orderBy(asc(contact.clockAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Providers get so long to delete their copies before a person is forgotten in spite of them. */
const DISCARD_HOURS = 24;

/**
 * Removes the addresses, and what we said, of contacts who refused and have heard the last word: those with
 * nothing left to send; what is held until they write is cancelled. Runs in the sweep.
 * @returns how many were forgotten
 */
export async function forgetContacts(db: Db): Promise<number> {
  const settled = and(
    isNotNull(contact.forgetAt),
    sql`not exists (select from ${reply} where ${reply.contactId} = ${contact.id}
      and ${reply.state} in ('queued', 'sending'))`,
    sql`not exists (select from ${message} where ${message.contactId} = ${contact.id}
      and ${message.handledAt} is null)`,
    sql`(${contact.forgetAt} < now() - ${DISCARD_HOURS} * interval '1 hour' or not exists (select from ${media}
      join ${message} on ${message.id} = ${media.messageId}
      where ${message.contactId} = ${contact.id} and ${media.state} = 'forgotten'))`,
  );
  return db.transaction(async (tx) => {
    const held = await tx
      .select({ id: contact.id })
      .from(contact)
      .where(settled)
      .limit(500)
      .for('update', { skipLocked: true });
    if (held.length === 0) return 0;
    // Looked at again: what came between the look and the lock was not seen, and who writes now must be answered.
    const gone = await tx
      .select({ id: contact.id })
      .from(contact)
      .where(
        and(
          inArray(
            contact.id,
            held.map((c) => c.id),
          ),
          settled,
        ),
      );
    if (gone.length === 0) return 0;
    const ids = gone.map((c) => c.id);
    await forgetFiles(tx, ids, { wholly: true });
    await tx
      .update(part)
      .set({ text: '', choices: null, extra: null, country: null })
      .where(
        inArray(part.replyId, tx.select({ id: reply.id }).from(reply).where(inArray(reply.contactId, ids))),
      );
    const sent = await tx
      .select({ blobId: sql<string | null>`${reply.content} -> 'attachment' ->> 'blobId'` })
      .from(reply)
      .where(inArray(reply.contactId, ids));
    await tx
      .update(reply)
      .set({ state: 'cancelled', error: 'forgotten', finishedAt: sql`now()` })
      .where(and(inArray(reply.contactId, ids), eq(reply.state, 'held')));
    await tx
      .update(reply)
      .set({ content: { text: '' } })
      .where(inArray(reply.contactId, ids));
    await dropUnheld(
      tx,
      sent.flatMap((row) => row.blobId ?? []),
    );
    await tx
      .update(tip)
      .set({ contactId: null, messageId: null, text: null, textKey: null, origin: null })
      .where(inArray(tip.contactId, ids));
    await forgetReportsOf(tx, ids);
    await tx.delete(waiting).where(inArray(waiting.contactId, ids));
    await tx.delete(address).where(inArray(address.contactId, ids));
    await tx
      .update(contact)
      .set({
        forgetAt: null,
        language: null,
        form: null,
        consentedAt: null,
        knockedAt: null,
        snapshot: null,
        guessedLanguage: null,
        personSince: null,
        wrongNumbers: null,
        clockAt: null,
      })
      .where(inArray(contact.id, ids));
    return ids.length;
  });
}

export interface KnownAddress {
  readonly addressId: string;
  readonly contactId: string;
}

/** Looks addresses up by their keyed hash. @returns by hex of the hash */
export async function findAddresses(
  store: Store,
  hashes: readonly Buffer[],
): Promise<Map<string, KnownAddress>> {
  const { rows } = await store.pool.query<{ hash: Buffer; id: string; contact_id: string }>({
    name: 'find_addresses',
    text: 'select hash, id, contact_id from address where hash = any($1::bytea[])',
    values: [hashes],
  });
  return new Map(rows.map((r) => [r.hash.toString('hex'), { addressId: r.id, contactId: r.contact_id }]));
}

/**
 * Makes contacts for people who write for the first time, and adds new addresses to known ones (a WhatsApp person
 * may show an id today and a number tomorrow). Two processes may meet the same newcomer: a lock on each address,
 * taken in one order, lets the second see what the first made.
 *
 * @param people each with all the addresses the provider told, the first being where replies go
 */
export async function meetContacts(
  store: Store,
  people: readonly (readonly { hash: Buffer; address: Address }[])[],
  newId: () => string,
): Promise<void> {
  const hashes = [...new Set(people.flat().map(({ hash }) => hash.toString('hex')))].sort();
  await store.db.transaction(async (tx) => {
    // In the order in which they stand in the array.
    await tx.execute(sql`
      select pg_advisory_xact_lock(hashtextextended(hash, 509)) from unnest(${sql.param(hashes)}::text[]) as hash`);
    const { rows: found } = await tx.execute<{ hash: string; contact_id: string }>(sql`
      select encode(hash, 'hex') as hash, contact_id from address
      where hash in (select decode(hex, 'hex') from unnest(${sql.param(hashes)}::text[]) as hex)`);
    const known = new Map(found.map((f) => [f.hash, f.contact_id]));
    const contactIds: string[] = [];
    const added: { contactId: string; address: Address; hash: Buffer }[] = [];
    for (const addresses of people) {
      const missing = addresses.filter(({ hash }) => !known.has(hash.toString('hex')));
      if (missing.length === 0) continue;
      const owner = addresses
        .map(({ hash }) => known.get(hash.toString('hex')))
        .find((id) => id !== undefined);
      const contactId = owner ?? newId();
      if (owner === undefined) contactIds.push(contactId);
      for (const one of missing) {
        added.push({ contactId, ...one });
        known.set(one.hash.toString('hex'), contactId);
      }
    }
    await tx.execute(sql`insert into contact (id) select unnest(${sql.param(contactIds)}::uuid[])`);
    const of = (pick: (one: (typeof added)[number]) => unknown) => sql.param(added.map(pick));
    await tx.execute(sql`
      insert into address (id, contact_id, scheme, kind, hash, sealed)
      select * from unnest(${of(() => newId())}::uuid[], ${of((one) => one.contactId)}::uuid[],
        ${of((one) => one.address.scheme)}::text[], ${of((one) => one.address.kind)}::text[],
        ${of((one) => one.hash)}::bytea[], ${of((one) => store.seal.sealAddress(one.address))}::bytea[])`);
  });
}
