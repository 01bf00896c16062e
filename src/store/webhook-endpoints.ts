import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Queryable, Store } from './connect.ts';
import { addEvents, type DeskEvent } from './events.ts';
import { webhookDelivery, webhookEndpoint, webhookEvent } from './schema.ts';
import { giveUpWaiting } from './webhooks.ts';

/** What administrators do with the addresses of partners. Every change is an event in the hash chain. */

export type EndpointRow = Omit<typeof webhookEndpoint.$inferSelect, 'secret' | 'previousSecret'>;

interface By {
  readonly staffId: string;
  readonly now: Date;
}

const shown = {
  id: webhookEndpoint.id,
  url: webhookEndpoint.url,
  previousUntil: webhookEndpoint.previousUntil,
  events: webhookEndpoint.events,
  languages: webhookEndpoint.languages,
  categories: webhookEndpoint.categories,
  state: webhookEndpoint.state,
  disabledWhy: webhookEndpoint.disabledWhy,
  failingSince: webhookEndpoint.failingSince,
  alertedAt: webhookEndpoint.alertedAt,
  createdBy: webhookEndpoint.createdBy,
  createdAt: webhookEndpoint.createdAt,
  removedAt: webhookEndpoint.removedAt,
};

/** @param secret the key of its signatures; kept sealed, so this is the only time to show it */
export async function addEndpoint(
  store: Store,
  what: { url: string; events: string[]; languages: string[]; categories: string[]; secret: Buffer } & By,
): Promise<string> {
  const { url, events, languages, categories, staffId, now } = what;
  const id = uuidv7();
  await store.db.transaction(async (tx) => {
    const secret = store.seal.seal(what.secret);
    const row = { id, url, events, languages, categories, secret, createdBy: staffId, createdAt: now };
    await tx.insert(webhookEndpoint).values(row);
    await addEvents(tx, [event(id, what, 'created', null, 'active')]);
  });
  return id;
}

export function listEndpoints(q: Queryable): Promise<EndpointRow[]> {
  return q
    .select(shown)
    .from(webhookEndpoint)
    .where(isNull(webhookEndpoint.removedAt))
    .orderBy(asc(webhookEndpoint.createdAt), asc(webhookEndpoint.id));
}

export async function findEndpoint(q: Queryable, id: string): Promise<EndpointRow | undefined> {
  const [found] = await q
    .select(shown)
    .from(webhookEndpoint)
    .where(and(eq(webhookEndpoint.id, id), isNull(webhookEndpoint.removedAt)));
  return found;
}

/** Both secrets sign until `previousUntil`. @returns false: there is no such endpoint */
export function changeSecret(
  store: Store,
  what: { id: string; secret: Buffer; previousUntil: Date } & By,
): Promise<boolean> {
  return change(store, what, 'secret_changed', () => ({
    previousSecret: sql`${webhookEndpoint.secret}`,
    previousUntil: what.previousUntil,
    secret: store.seal.seal(what.secret),
  }));
}

/** What is due waits until it is put on again. */
export function pauseEndpoint(store: Store, what: { id: string } & By): Promise<boolean> {
  return change(store, what, 'paused', (row) => (row.state === 'active' ? { state: 'paused' } : null));
}

/** Also one that was disabled: it begins anew, and what was not sent meanwhile is sent by {@link sendAgainSince}. */
export function resumeEndpoint(store: Store, what: { id: string } & By): Promise<boolean> {
  return change(store, what, 'resumed', (row) =>
    row.state === 'active'
      ? null
      : { state: 'active', disabledWhy: null, failingSince: null, alertedAt: null },
  );
}

export async function removeEndpoint(store: Store, what: { id: string } & By): Promise<boolean> {
  const done = await change(store, what, 'removed', () => ({ removedAt: what.now, state: 'disabled' }));
  if (done) await giveUpWaiting(store.db, what.id);
  return done;
}

async function change(
  store: Store,
  by: { id: string } & By,
  what: string,
  to: (row: EndpointRow) => object | null,
): Promise<boolean> {
  return store.db.transaction(async (tx) => {
    const [row] = await tx
      .select(shown)
      .from(webhookEndpoint)
      .where(and(eq(webhookEndpoint.id, by.id), isNull(webhookEndpoint.removedAt)))
      .for('update');
    const set = row && to(row);
    if (!row || !set) return false;
    const [after] = await tx
      .update(webhookEndpoint)
      .set(set)
      .where(eq(webhookEndpoint.id, by.id))
      .returning(shown);
    await addEvents(tx, [event(by.id, by, what, row.state, after?.state ?? null)]);
    return true;
  });
}

function event(id: string, by: By, what: string, from: string | null, to: string | null): DeskEvent {
  return { at: by.now, subject: 'webhook', subjectId: id, actor: by.staffId, what, from, to };
}

/* ---- what was sent ---------------------------------------------------------------------------------------- */

export interface DeliveryLine
  extends Pick<
    typeof webhookDelivery.$inferSelect,
    'id' | 'state' | 'attempts' | 'dueAt' | 'status' | 'error' | 'tookMs' | 'triedAt' | 'createdAt'
  > {
  readonly eventId: string;
  readonly type: string;
}

/** Newest first. */
export function listDeliveries(
  q: Queryable,
  endpointId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<DeliveryLine[]> {
  return q
    .select({
      id: webhookDelivery.id,
      state: webhookDelivery.state,
      attempts: webhookDelivery.attempts,
      dueAt: webhookDelivery.dueAt,
      status: webhookDelivery.status,
      error: webhookDelivery.error,
      tookMs: webhookDelivery.tookMs,
      triedAt: webhookDelivery.triedAt,
      createdAt: webhookDelivery.createdAt,
      eventId: webhookEvent.id,
      type: webhookEvent.type,
    })
    .from(webhookDelivery)
    .innerJoin(webhookEvent, eq(webhookEvent.id, webhookDelivery.eventId))
    .where(eq(webhookDelivery.endpointId, endpointId))
    .orderBy(desc(webhookDelivery.createdAt), desc(webhookEvent.seq))
    .limit(limit)
    .offset(offset);
}

export async function countDeliveries(
  q: Queryable,
  endpointId: string,
): Promise<{ waiting: number; delivered: number; failed: number }> {
  const of = (state: string) =>
    sql<number>`(count(*) filter (where ${webhookDelivery.state} = ${state}))::int`;
  const [row] = await q
    .select({ waiting: of('waiting'), delivered: of('delivered'), failed: of('failed') })
    .from(webhookDelivery)
    .where(eq(webhookDelivery.endpointId, endpointId));
  return row ?? { waiting: 0, delivered: 0, failed: 0 };
}

const anew = { state: 'waiting' as const, attempts: 0, dueAt: sql`now()`, lease: null, leasedUntil: null };

/** Sends one event once more, whatever became of it, under its old id. @returns false: it is not this endpoint's */
export async function sendAgain(
  q: Queryable,
  { id, endpointId }: { id: string; endpointId: string },
): Promise<boolean> {
  const rows = await q
    .update(webhookDelivery)
    .set(anew)
    .where(
      and(
        eq(webhookDelivery.id, id),
        eq(webhookDelivery.endpointId, endpointId),
        sql`(${webhookDelivery.leasedUntil} is null or ${webhookDelivery.leasedUntil} < now())`,
      ),
    )
    .returning({ id: webhookDelivery.id });
  return rows.length === 1;
}

/**
 * Sends everything since that was never delivered: what failed, and what happened while the endpoint was off.
 * @returns how many
 */
export async function sendAgainSince(
  q: Queryable,
  { endpointId, since }: { endpointId: string; since: Date },
): Promise<number> {
  const { rows } = await q.execute<{ id: string }>(sql`
    insert into ${webhookDelivery} (id, event_id, endpoint_id, due_at, created_at)
    select gen_random_uuid(), v.id, e.id, now(), now() from ${webhookEvent} v, ${webhookEndpoint} e
    where e.id = ${endpointId} and e.state <> 'disabled' and e.removed_at is null and v.created_at >= ${since}
      and (e.events = '{}' or v.type = any(e.events)) and v.type <> 'webhook.test'
      and (e.categories = '{}' or v.facts->>'category' = any(e.categories))
      and (e.languages = '{}' or v.facts->'texts' is null or e.languages && array(
        select jsonb_object_keys(v.facts->'texts')))
    on conflict (event_id, endpoint_id) do update set state = 'waiting', attempts = 0, due_at = now(), lease = null,
      leased_until = null
      where webhook_delivery.state = 'failed'
    returning id`);
  return rows.length;
}

/** Something to try an endpoint with: goes to it alone. */
export async function sendTest(q: Queryable, { id, now }: { id: string; now: Date }): Promise<boolean> {
  return q.transaction(async (tx) => {
    const endpoint = await findEndpoint(tx, id);
    if (endpoint?.state !== 'active') return false;
    const eventId = uuidv7();
    await tx.insert(webhookEvent).values({ id: eventId, type: 'webhook.test', facts: {}, createdAt: now });
    await tx
      .insert(webhookDelivery)
      .values({ id: uuidv7(), eventId, endpointId: id, dueAt: sql`now()`, createdAt: now });
    return true;
  });
}
