import { and, eq, inArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Queryable, Store } from './connect.ts';
import type { Transaction } from './events.ts';
import { factsOf, type VerdictFacts } from './partner-verdicts.ts';
import { claim, webhookDelivery, webhookEndpoint, webhookEvent } from './schema.ts';

/**
 * The outbox of webhooks. An event and its deliveries are written in the transaction of the decision: what was not
 * decided never leaves, and what was decided is never without its event.
 */

export const WEBHOOK_EVENTS = [
  'verdict.published',
  'verdict.corrected',
  'verdict.withdrawn',
  'claim.closed',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number] | 'webhook.test';

/** A claim that ends without a verdict. Its wording was never published and may repeat a rumor: it stays inside. */
export interface ClosedFacts {
  readonly claimId: string;
  readonly code: string | null;
  readonly closedAs: string;
  readonly category: string | null;
  readonly closedAt: string;
}

/**
 * What the public is told of a claim has changed: published, corrected (an earlier version was out) or withdrawn, as
 * the rows of this transaction say. Call it after they are written, before the events of the chain.
 * @returns endpoints to wake after the commit
 */
export async function noteVerdict(
  tx: Transaction,
  what: { verdictId: string; now: Date },
): Promise<string[]> {
  const facts = await factsOf(tx, what.verdictId);
  const { claimId, verdictId, category, state } = facts;
  const kind = state === 'withdrawn' ? state : facts.isFirst ? 'published' : 'corrected';
  const event = { type: `verdict.${kind}` as const, claimId, verdictId, facts, now: what.now };
  return putOut(tx, event, { category, languages: Object.keys(facts.texts) });
}

/** A side exit was taken. @returns endpoints to wake after the commit */
export async function noteClosed(
  tx: Transaction,
  { claimId, now }: { claimId: string; now: Date },
): Promise<string[]> {
  const [found] = await tx
    .select({ code: claim.code, closedAs: claim.closedAs, category: claim.category })
    .from(claim)
    .where(eq(claim.id, claimId));
  if (!found?.closedAs) throw new Error('a claim that is not closed has no such event');
  const facts: ClosedFacts = { claimId, ...found, closedAs: found.closedAs, closedAt: now.toISOString() };
  const event = { type: 'claim.closed', claimId, verdictId: null, facts, now } as const;
  return putOut(tx, event, { category: found.category, languages: null });
}

async function putOut(
  tx: Transaction,
  event: {
    type: WebhookEventType;
    claimId: string;
    verdictId: string | null;
    facts: VerdictFacts | ClosedFacts;
    now: Date;
  },
  about: { category: string | null; languages: readonly string[] | null },
): Promise<string[]> {
  const { type, claimId, now } = event;
  const [made] = await tx
    .insert(webhookEvent)
    .values({ ...event, id: uuidv7(), createdAt: now })
    .onConflictDoNothing()
    .returning({ id: webhookEvent.id });
  if (!made) return [];
  const { rows } = await tx.execute<{ endpoint_id: string }>(sql`
    insert into ${webhookDelivery} (id, event_id, endpoint_id, due_at, created_at)
    select gen_random_uuid(), ${made.id}, e.id, now(), ${now} from ${webhookEndpoint} e
    where e.state <> 'disabled' and ${wants({ type, claimId, ...about })}
    returning endpoint_id`);
  return rows.map((row) => row.endpoint_id);
}

/**
 * Whether the endpoint `e` wants such an event. Who was told of a claim before is told of what becomes of it, also
 * where its category or languages have changed: a partner must not go on showing what we took back.
 */
function wants(about: {
  type: string;
  claimId: string;
  category: string | null;
  languages: readonly string[] | null;
}) {
  return sql`e.removed_at is null and (e.events = '{}' or ${about.type} = any(e.events)) and (
    exists (select from ${webhookDelivery} d join ${webhookEvent} v on v.id = d.event_id
      where d.endpoint_id = e.id and v.claim_id = ${about.claimId})
    or ((e.categories = '{}' or ${about.category}::text = any(e.categories))
      and (e.languages = '{}' or ${about.languages === null}
        or e.languages && ${sql.param([...(about.languages ?? [])])}::text[])))`;
}

/* ---- sending -------------------------------------------------------------------------------------------- */

/** One event that this process is to send to one endpoint now. */
export interface Outgoing {
  readonly deliveryId: string;
  readonly lease: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly type: WebhookEventType;
  readonly facts: unknown;
  readonly createdAt: Date;
  /** How many attempts there are with this one. */
  readonly attempt: number;
  readonly url: string;
  /** The languages it wants to read; none: all. */
  readonly languages: readonly string[];
  /** One, or two on the day after a change; the newest first. */
  readonly secrets: readonly Buffer[];
}

/** Endpoints for which something is due and nobody is at it. */
export async function dueEndpoints(q: Queryable): Promise<string[]> {
  const { rows } = await q.execute<{ id: string }>(sql`
    select distinct d.endpoint_id as id from ${webhookDelivery} d
    join ${webhookEndpoint} e on e.id = d.endpoint_id and e.state = 'active' and e.removed_at is null
    where d.state = 'waiting' and d.due_at <= now() and (d.leased_until is null or d.leased_until < now())`);
  return rows.map(({ id }) => id);
}

/**
 * Takes what is due at one endpoint, oldest first, for `leaseSeconds`: nobody else sends it in that time, and where
 * this process dies it is sent again after it, under the same id.
 */
export async function takeOutgoing(
  store: Store,
  by: { endpointId: string; limit: number; leaseSeconds: number },
): Promise<Outgoing[]> {
  const lease = uuidv7();
  const { rows } = await store.db.execute<{ id: string }>(sql`
    update ${webhookDelivery} set lease = ${lease}, attempts = attempts + 1, tried_at = now(),
      leased_until = now() + ${by.leaseSeconds} * interval '1 second'
    where id in (select d.id from ${webhookDelivery} d
      join ${webhookEndpoint} e on e.id = d.endpoint_id and e.state = 'active' and e.removed_at is null
      where d.endpoint_id = ${by.endpointId} and d.state = 'waiting' and d.due_at <= now()
        and (d.leased_until is null or d.leased_until < now())
      order by d.due_at, d.created_at limit ${by.limit} for update of d skip locked)
    returning id`);
  if (rows.length === 0) return [];
  const taken = await store.db
    .select({ delivery: webhookDelivery, event: webhookEvent, endpoint: webhookEndpoint })
    .from(webhookDelivery)
    .innerJoin(webhookEvent, eq(webhookEvent.id, webhookDelivery.eventId))
    .innerJoin(webhookEndpoint, eq(webhookEndpoint.id, webhookDelivery.endpointId))
    .where(
      inArray(
        webhookDelivery.id,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(webhookEvent.seq);
  return taken.map(({ delivery, event, endpoint }) => {
    const { previousSecret, previousUntil } = endpoint;
    const old = previousSecret && previousUntil && previousUntil > new Date() ? [previousSecret] : [];
    return {
      deliveryId: delivery.id,
      lease,
      endpointId: endpoint.id,
      eventId: event.id,
      type: event.type as WebhookEventType,
      facts: event.facts,
      createdAt: event.createdAt,
      attempt: delivery.attempts,
      url: endpoint.url,
      languages: endpoint.languages,
      secrets: [endpoint.secret, ...old].map((sealed) => store.seal.unseal(sealed)),
    };
  });
}

/** What came of one attempt. */
export interface Outcome {
  /** Undefined where nothing answered. */
  readonly status?: number | undefined;
  /** A code, never a message: it may quote the address. */
  readonly error?: string | undefined;
  readonly ms: number;
}

export async function noteDelivered(store: Store, one: Outgoing, outcome: Outcome): Promise<void> {
  await store.db.transaction(async (tx) => {
    await holdEndpoint(tx, one.endpointId);
    const set = { state: 'delivered' as const, deliveredAt: sql`now()` };
    if (!(await settle(tx, one, outcome, set))) return;
    await tx
      .update(webhookEndpoint)
      .set({ failingSince: null })
      .where(and(eq(webhookEndpoint.id, one.endpointId), sql`${webhookEndpoint.failingSince} is not null`));
  });
}

/**
 * @param again seconds until the next attempt; null: there is none
 * @param patienceDays for how long an endpoint may fail before nothing is sent to it any more
 * @returns why the endpoint was disabled by this, or null
 */
export async function noteFailed(
  store: Store,
  one: Outgoing,
  outcome: Outcome,
  { again, patienceDays }: { again: number | null; patienceDays: number },
): Promise<'gone' | 'failing' | null> {
  return store.db.transaction(async (tx) => {
    await holdEndpoint(tx, one.endpointId);
    const set =
      again === null ? { state: 'failed' as const } : { dueAt: sql`now() + ${again} * interval '1 second'` };
    if (!(await settle(tx, one, outcome, set))) return null;
    const gone = outcome.status === 410;
    const { rows } = await tx.execute<{ why: 'gone' | 'failing' }>(sql`
      with failing as (
        update ${webhookEndpoint} set failing_since = coalesce(failing_since, now())
        where id = ${one.endpointId} returning id, failing_since),
      off as (select id, case when ${gone} then 'gone' else 'failing' end as why from failing
        where ${gone} or failing_since < now() - ${patienceDays} * interval '1 day')
      select why from off`);
    const why = rows[0]?.why;
    if (!why) return null;
    const changed = await tx
      .update(webhookEndpoint)
      .set({ state: 'disabled', disabledWhy: why, alertedAt: null })
      .where(and(eq(webhookEndpoint.id, one.endpointId), eq(webhookEndpoint.state, 'active')))
      .returning({ id: webhookEndpoint.id });
    await giveUpWaiting(tx, one.endpointId);
    return changed.length > 0 ? why : null;
  });
}

/** First the endpoint, then its deliveries: several that come back at once would wait for each other otherwise. */
async function holdEndpoint(tx: Transaction, id: string): Promise<void> {
  await tx
    .select({ id: webhookEndpoint.id })
    .from(webhookEndpoint)
    .where(eq(webhookEndpoint.id, id))
    .for('no key update');
}

/** @returns false: the lease has run out and somebody else has it, whose word counts */
async function settle(
  tx: Transaction,
  one: Outgoing,
  { status, error, ms }: Outcome,
  set: object,
): Promise<boolean> {
  const rows = await tx
    .update(webhookDelivery)
    .set({ ...set, status: status ?? null, error: error ?? null, tookMs: ms, lease: null, leasedUntil: null })
    .where(
      and(
        eq(webhookDelivery.id, one.deliveryId),
        eq(webhookDelivery.lease, one.lease),
        eq(webhookDelivery.state, 'waiting'),
      ),
    )
    .returning({ id: webhookDelivery.id });
  return rows.length === 1;
}

/** Nothing waits for an endpoint that is off: who puts it on again says from when to send again. */
export async function giveUpWaiting(tx: Queryable, endpointId: string): Promise<void> {
  await tx
    .update(webhookDelivery)
    .set({ state: 'failed', lease: null, leasedUntil: null })
    .where(and(eq(webhookDelivery.endpointId, endpointId), eq(webhookDelivery.state, 'waiting')));
}

/** Endpoints that were disabled by themselves and of which no operator was told yet; each is given once. */
export async function alertDisabled(
  q: Queryable,
): Promise<{ id: string; host: string; why: string | null }[]> {
  const rows = await q
    .update(webhookEndpoint)
    .set({ alertedAt: sql`now()` })
    .where(
      and(
        eq(webhookEndpoint.state, 'disabled'),
        sql`${webhookEndpoint.disabledWhy} is not null and ${webhookEndpoint.alertedAt} is null`,
      ),
    )
    .returning({ id: webhookEndpoint.id, url: webhookEndpoint.url, why: webhookEndpoint.disabledWhy });
  return rows.map(({ id, url, why }) => ({ id, host: new URL(url).host, why }));
}

/** Events this old go, with the log of their deliveries. @returns how many */
export async function forgetWebhookEvents(q: Queryable, days: number): Promise<number> {
  const rows = await q
    .delete(webhookEvent)
    .where(
      sql`${webhookEvent.createdAt} < now() - ${days} * interval '1 day' and not exists (select from ${webhookDelivery} d
        where d.event_id = ${webhookEvent.id} and d.state = 'waiting')`,
    )
    .returning({ id: webhookEvent.id });
  return rows.length;
}
