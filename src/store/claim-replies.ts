import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { callingCodeOf } from '../core/calling-code.ts';
import {
  type Address,
  type Choice,
  type Content,
  type Extra,
  REPLY_CLASS,
  type Template,
} from '../core/message.ts';
import type { Store } from './connect.ts';
import { type Candidate, findDue } from './find-due.ts';
import { holdDue, postpone } from './hold.ts';
import { EXPECTED } from './replies.ts';
import * as schema from './schema.ts';
import { type Bucket, lockBucket, type Pace, saveBucket, untilOneUnit } from './senders.ts';
import { openWaitingFor } from './settle.ts';
import { type BulkTerms, openPurse } from './spend.ts';

/** What one provider call carries, before it has an id of its own. */
interface FittedPart {
  readonly text: string;
  readonly choices?: readonly Choice[];
  readonly extra?: Extra;
  readonly segments: number;
}

export interface ClaimedReply {
  readonly replyId: string;
  readonly contactId: string;
  readonly to: Address;
  readonly attempts: number;
  /** What has still to be sent, in order. Each call has an id of its own, also when it repeats one. */
  readonly parts: readonly {
    readonly id: string;
    readonly text: string;
    readonly choices?: readonly Choice[];
    readonly extra?: Extra;
  }[];
}

export interface CostTerms {
  /** Thousandths of the currency for one unit to that country; it is asked for no more of a number than that. */
  readonly priceOf: (at: { readonly callingCode?: string; readonly template: boolean }) => number;
  /** Where a day begins and ends. */
  readonly timeZone: string;
}

export interface ClaimOptions {
  readonly account: string;
  readonly pace: Pace;
  readonly limit: number;
  /** What a content becomes on this account; known only here, because a claim pays in segments. */
  readonly fitTo: (content: Content) => readonly FittedPart[];
  /** Set where we may only write freely for so many hours after the person wrote to this account. */
  readonly windowHours?: number | undefined;
  /** False: bulletins may not leave here at all. */
  readonly takesBulk?: boolean;
  /** Left out: bulk has no ceiling here. */
  readonly bulk?: BulkTerms | undefined;
  /** What is written down for the ledger; left out: it costs nothing, by days of UTC. */
  readonly costs?: CostTerms | undefined;
  /** Whether the provider has just refused this template: what would need it is kept until the person writes. */
  readonly isRefused?: (template: Template) => boolean;
  /** Bulk is not looked at: the money for it is spent. */
  readonly withoutBulk?: boolean;
}

export interface Claim {
  readonly claimed: readonly ClaimedReply[];
  /** How many rows were looked at: 0 means that nothing is due. */
  readonly seen: number;
  /** Set where the account is paused or its bucket empty: come back then. */
  readonly waitMs: number | null;
  /** Set where some were put off for a moment. */
  readonly laterMs?: number;
  /** The account has been in trouble and nobody has said yet that it is over. */
  readonly troubled: boolean;
  /** Set where the money for bulk is spent: until when bulk waits. */
  readonly bulkFrom?: Date;
}

/**
 * The database broke off while it committed: whether these are claimed nobody knows, but surely nobody has called
 * the provider. Give them back when it is there again.
 */
export class ClaimInDoubt extends Error {
  override readonly name = 'ClaimInDoubt';
  readonly claimed: readonly ClaimedReply[];
  constructor(claimed: readonly ClaimedReply[], cause: unknown) {
    super('the commit of a claim broke off', { cause });
    this.claimed = claimed;
  }
}

/**
 * Takes what is due at one account, most urgent first, as much as its pace allows, and marks it `sending` in the
 * same commit: whoever holds a claimed reply is the only one who may call the provider, and a reply that is found
 * in `sending` after a crash is never called again by itself.
 *
 * Of one contact and account at most one reply is out at a time, the most urgent and oldest; the next can be
 * claimed when the first has ended. (Per account, because an account that is paused for a day must not hold back
 * what the same person is told elsewhere.)
 *
 * What may not leave now is put aside in the same commit: held until the person writes, put off for a moment where
 * they are being told too much, or until tomorrow where the money for bulk is spent.
 *
 * @throws ClaimInDoubt, or what the database says when surely nothing was claimed
 */
export async function claimReplies(store: Store, options: ClaimOptions): Promise<Claim> {
  const client = await store.pool.connect();
  let broken: unknown;
  // A connection that breaks under us fails the query; without a listener it would end the process, too.
  const onError = (error: unknown) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('begin');
    const claim = await claimLocked(client, store, options);
    await client.query('commit').catch((error: unknown) => {
      throw new ClaimInDoubt(claim.claimed, error);
    });
    return claim;
  } catch (error) {
    await client.query('rollback').catch((failure: unknown) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken !== undefined);
  }
}

async function claimLocked(client: PoolClient, store: Store, options: ClaimOptions): Promise<Claim> {
  const { account, pace, limit, fitTo, windowHours, takesBulk = true } = options;
  const { bucket, pausedMs, troubled } = await lockBucket(client, account, pace);
  if (pausedMs > 0) return { claimed: [], seen: 0, waitMs: pausedMs, troubled };
  if (bucket.units < 1000) return { claimed: [], seen: 0, waitMs: untilOneUnit(bucket, pace), troubled };
  const candidates = await findDue(client, {
    account,
    limit: Math.min(limit, Math.floor(bucket.units / 1000)),
    mostClass: options.withoutBulk ? REPLY_CLASS.workflow : REPLY_CLASS.bulk,
    windowHours,
    perPerson: pace.perPerson,
  });

  const taken: Taken[] = [];
  const dropped: Dropped[] = [];
  const held: Candidate[] = [];
  const later: Candidate[] = [];
  const purse = openPurse(client, account, options.bulk);
  let units = bucket.units;
  for (const due of candidates) {
    const refused = whyNot(due, takesBulk);
    if (refused) {
      dropped.push({ due, ...refused });
      continue;
    }
    if (!due.open && !mayLeaveClosed(due.content.template, options)) {
      held.push(due);
      continue;
    }
    // The last one may cost more than is left: then the bucket goes below zero, and everybody waits longer.
    if (units < 1000) break;
    if (pace.perPerson && due.lately >= pace.perPerson.messages) {
      later.push(due);
      continue;
    }
    const to = addressOf(due, store);
    const country = to ? callingCodeOf(to) : undefined;
    const parts = partsOf(due, fitTo).map((part) => ({ ...part, milli: costOf(part, country, options) }));
    if (!to || parts.length === 0) {
      dropped.push({ due, state: 'failed', error: to ? 'rejected unfit' : 'invalid_address unreadable' });
      continue;
    }
    if (due.class === REPLY_CLASS.bulk && !(await purse.pays(parts))) continue;
    taken.push({ due, parts, to, country });
    for (const part of parts) units -= part.segments * 1000;
  }
  await drop(client, dropped);
  if (taken.length > 0) {
    await take(client, options, taken);
    await saveBucket(client, account, { ...bucket, units });
  }
  const aside = await putAside(client, options, { held, later });
  const bulkFrom = await purse.close();
  const left: Bucket = { ...bucket, units };
  return {
    claimed: taken.map(({ due, parts, to }) => ({
      replyId: due.id,
      contactId: due.contact_id,
      to,
      attempts: due.attempts,
      parts,
    })),
    seen: candidates.length,
    waitMs: candidates.length > 0 && units < 1000 ? untilOneUnit(left, pace) : null,
    ...(aside > 0 && { laterMs: aside }),
    troubled,
    ...(bulkFrom && { bulkFrom }),
  };
}

interface Taken {
  readonly due: Candidate;
  readonly parts: readonly (TakenPart & { readonly milli: number })[];
  readonly to: Address;
  readonly country: string | undefined;
}

function costOf(
  { segments, extra }: TakenPart,
  callingCode: string | undefined,
  { costs }: ClaimOptions,
): number {
  if (!costs) return 0;
  const template = extra?.template !== undefined;
  return segments * costs.priceOf({ ...(callingCode !== undefined && { callingCode }), template });
}

/** @returns in how many ms some of these may leave; 0 where none will by itself */
async function putAside(
  client: PoolClient,
  { pace, windowHours }: ClaimOptions,
  { held, later }: { held: readonly Candidate[]; later: readonly Candidate[] },
): Promise<number> {
  const waits: number[] = [];
  if (held.length > 0 && windowHours !== undefined) {
    if ((await holdDue(client, held, windowHours)) > 0) waits.push(LOOK_AGAIN_MS);
  }
  if (later.length > 0 && pace.perPerson) {
    const { messages, seconds } = pace.perPerson;
    const ms = Math.max(LOOK_AGAIN_MS, (seconds * 1000) / messages);
    await postpone(
      client,
      later.map(({ id }) => id),
      ms,
    );
    waits.push(ms);
  }
  return waits.length > 0 ? Math.min(...waits) : 0;
}

const LOOK_AGAIN_MS = 1_000;

interface Dropped {
  readonly due: Candidate;
  readonly state: 'expired' | 'cancelled' | 'failed';
  readonly error: string;
}

/** The one thing that a person hears after STOP: that it was heard. */
const SAID_AFTER_STOP = /(^|\.)stopped$/;

function whyNot(due: Candidate, takesBulk: boolean): Omit<Dropped, 'due'> | null {
  if (due.stopped && !SAID_AFTER_STOP.test(due.cause)) return { state: 'cancelled', error: 'stopped' };
  if (due.unsubscribed) return { state: 'cancelled', error: 'unsubscribed' };
  if (due.stale) return { state: 'cancelled', error: 'replaced' };
  if (due.expired) return { state: 'expired', error: 'expired' };
  // Who refused has been told that nothing more comes: a verdict that was on its way then is something more.
  if (due.forgotten && (!due.sealed || due.cause === 'verdict' || due.class === REPLY_CLASS.bulk))
    return { state: 'cancelled', error: 'forgotten' };
  if (due.class === REPLY_CLASS.bulk && !takesBulk)
    return { state: 'failed', error: 'rejected bulk_not_here' };
  // It only asks them to write, and they have.
  if (due.open && due.content.template && !due.content.template.params)
    return { state: 'cancelled', error: 'window_open' };
  return null;
}

/** Outside the window nothing leaves but a template, and only where it is not known to be refused. */
function mayLeaveClosed(template: Template | undefined, { isRefused }: ClaimOptions): boolean {
  return template !== undefined && !isRefused?.(template);
}

function addressOf(due: Candidate, store: Store): Address | null {
  try {
    return due.sealed && store.seal.unsealAddress(due.sealed);
  } catch {
    return null;
  }
}

interface TakenPart extends FittedPart {
  readonly id: string;
  /** Set where this repeats a call, or makes one that an earlier attempt did not come to. */
  readonly before?: string;
  /** It was counted when it was taken first, and was not sent then. */
  readonly paid: boolean;
}

/** A template that carries our words is for a closed window only: in an open one they go as they are. */
function contentOf({ open, content }: Candidate): Content {
  if (!open || !content.template) return content;
  const { template: _, ...free } = content;
  return free;
}

/**
 * Fitted once: a second attempt says the same, and only what has not been taken yet. But what was fitted for a closed
 * window and has surely reached nobody is fitted anew where it is open by now, and the other way round.
 */
function partsOf(due: Candidate, fitTo: (content: Content) => readonly FittedPart[]): TakenPart[] {
  if (!due.parts || isFittedOtherwise(due)) {
    // In an open window it costs less than what was paid.
    const paid = due.parts !== null && due.open;
    try {
      return fitTo(contentOf(due)).map((part) => ({ ...part, id: uuidv7(), paid }));
    } catch {
      // One content that cannot be fitted must not stop the account for everybody.
      return [];
    }
  }
  return due.parts
    .filter((part) => part.state === 'queued' || part.state === 'failed')
    .map(({ id, text, choices, extra, segments, state }) => ({
      id: uuidv7(),
      before: id,
      text,
      ...(choices && { choices }),
      ...(extra && { extra }),
      segments,
      paid: state === 'queued',
    }));
}

function isFittedOtherwise({ open, content, parts }: Candidate): boolean {
  if (!content.template?.params || !parts) return false;
  const asTemplate = parts.some(({ extra }) => extra?.template !== undefined);
  return asTemplate === open && parts.every(({ state }) => state === 'queued');
}

/**
 * A repeated call gets a new id: a late receipt of the first one, or its tenth copy, must not be taken for news of
 * the second.
 */
async function take(
  client: PoolClient,
  { account, costs }: ClaimOptions,
  taken: readonly Taken[],
): Promise<void> {
  const parts = taken.flatMap(({ due, parts, country }) =>
    parts.map((part, n) => ({ ...part, replyId: due.id, n: n + 1, country: country ?? null })),
  );
  const fresh = parts.filter((part) => part.before === undefined);
  const again = parts.filter((part) => part.before !== undefined);
  const anew = taken
    .filter(({ due }) => due.parts !== null && isFittedOtherwise(due))
    .map(({ due }) => due.id);
  if (anew.length > 0) await client.query('delete from part where reply_id = any($1::uuid[])', [anew]);
  await client.query({
    name: 'take_replies',
    text: `with fresh as (
        insert into part (id, reply_id, n, account, text, choices, extra, segments, state, country, milli, day)
        select v.id, v.reply_id, v.n, $2, v.text, v.choices, v.extra, v.segments, 'sending', v.country, v.milli,
          (now() at time zone $16)::date
        from unnest($3::uuid[], $4::uuid[], $5::smallint[], $6::text[], $7::jsonb[], $8::jsonb[], $9::smallint[],
          $10::text[], $11::int[])
          as v(id, reply_id, n, text, choices, extra, segments, country, milli)),
      again as (
        update part set id = v.id, state = 'sending', external_id = null, error = null, updated_at = now(),
          country = v.country, milli = v.milli, day = (now() at time zone $16)::date, counted = false
        from unnest($12::uuid[], $13::uuid[], $14::text[], $15::int[]) as v(before, id, country, milli)
        where part.id = v.before)
      update reply set state = 'sending', claimed_at = clock_timestamp() where id = any($1::uuid[])`,
    values: [
      taken.map(({ due }) => due.id),
      account,
      fresh.map((part) => part.id),
      fresh.map((part) => part.replyId),
      fresh.map((part) => part.n),
      fresh.map((part) => part.text),
      fresh.map((part) => (part.choices ? JSON.stringify(part.choices) : null)),
      fresh.map((part) => (part.extra ? JSON.stringify(part.extra) : null)),
      fresh.map((part) => part.segments),
      fresh.map((part) => part.country),
      fresh.map((part) => part.milli),
      again.map((part) => part.before),
      again.map((part) => part.id),
      again.map((part) => part.country),
      again.map((part) => part.milli),
      costs?.timeZone ?? 'UTC',
    ],
  });
}

async function drop(client: PoolClient, dropped: readonly Dropped[]): Promise<void> {
  if (dropped.length === 0) return;
  const q = drizzle(client, { schema });
  await q.execute(sql`
    update reply set state = v.state, error = v.error, finished_at = now()
    from unnest(${sql.param(dropped.map((d) => d.due.id))}::uuid[], ${sql.param(dropped.map((d) => d.state))}::text[],
      ${sql.param(dropped.map((d) => d.error))}::text[]) as v(id, state, error)
    where reply.id = v.id`);
  await openWaitingFor(
    q,
    dropped
      .filter(({ due, state }) => due.class <= EXPECTED && (state === 'failed' || state === 'expired'))
      .map(({ due }) => ({ replyId: due.id, contactId: due.contact_id, reason: 'send_failed' as const })),
  );
}
