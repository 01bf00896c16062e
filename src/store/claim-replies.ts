import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Address, Choice, Content } from '../core/message.ts';
import type { Store } from './connect.ts';
import { EXPECTED } from './replies.ts';
import * as schema from './schema.ts';
import { type Bucket, lockBucket, type Pace, saveBucket, untilOneUnit } from './senders.ts';
import { openWaitingFor } from './settle.ts';

/** What one provider call carries, before it has an id of its own. */
interface FittedPart {
  readonly text: string;
  readonly choices?: readonly Choice[];
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
  }[];
}

export interface Claim {
  readonly claimed: readonly ClaimedReply[];
  /** How many rows were looked at: 0 means that nothing is due. */
  readonly seen: number;
  /** Set where the account is paused or its bucket empty: come back then. */
  readonly waitMs: number | null;
}

interface Candidate {
  readonly id: string;
  readonly contact_id: string;
  readonly class: number;
  readonly cause: string;
  readonly content: Content;
  readonly attempts: number;
  readonly expired: boolean;
  readonly stopped: boolean;
  readonly forgotten: boolean;
  readonly sealed: Buffer | null;
  readonly parts:
    | readonly {
        readonly id: string;
        readonly text: string;
        readonly choices: readonly Choice[] | null;
        readonly segments: number;
        readonly state: string;
      }[]
    | null;
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
 * @param options.fitTo what a content becomes on this account; known only here, because a claim pays in segments
 * @throws ClaimInDoubt, or what the database says when surely nothing was claimed
 */
export async function claimReplies(
  store: Store,
  options: { account: string; pace: Pace; limit: number; fitTo: (content: Content) => readonly FittedPart[] },
): Promise<Claim> {
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

async function claimLocked(
  client: PoolClient,
  store: Store,
  { account, pace, limit, fitTo }: Parameters<typeof claimReplies>[1],
): Promise<Claim> {
  const { bucket, pausedMs } = await lockBucket(client, account, pace);
  if (pausedMs > 0) return { claimed: [], seen: 0, waitMs: pausedMs };
  if (bucket.units < 1000) return { claimed: [], seen: 0, waitMs: untilOneUnit(bucket, pace) };
  const candidates = await findDue(client, account, Math.min(limit, Math.floor(bucket.units / 1000)));

  const taken: { due: Candidate; parts: TakenPart[]; to: Address }[] = [];
  const dropped: Dropped[] = [];
  let units = bucket.units;
  for (const due of candidates) {
    const refused = whyNot(due);
    if (refused) {
      dropped.push({ due, ...refused });
      continue;
    }
    // The last one may cost more than is left: then the bucket goes below zero, and everybody waits longer.
    if (units < 1000) break;
    const to = addressOf(due, store);
    const parts = partsOf(due, fitTo);
    if (!to || parts.length === 0) {
      dropped.push({ due, state: 'failed', error: to ? 'rejected unfit' : 'invalid_address unreadable' });
      continue;
    }
    taken.push({ due, parts, to });
    for (const part of parts) units -= part.segments * 1000;
  }
  await drop(client, dropped);
  if (taken.length > 0) {
    await take(client, account, taken);
    await saveBucket(client, account, { ...bucket, units });
  }
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
  };
}

async function findDue(client: PoolClient, account: string, limit: number): Promise<Candidate[]> {
  const { rows } = await client.query<Candidate>({
    name: 'find_due_replies',
    text: `select r.id, r.contact_id, r.class, r.cause, r.content, r.attempts, r.expires_at <= now() as expired,
        c.stopped_at is not null as stopped, c.forget_at is not null as forgotten, a.sealed,
        case when r.claimed_at is not null then (
          select jsonb_agg(jsonb_build_object('id', p.id, 'text', p.text, 'choices', p.choices,
            'segments', p.segments, 'state', p.state) order by p.n)
          from part p where p.reply_id = r.id) end as parts
      from reply r join contact c on c.id = r.contact_id left join address a on a.id = r.address_id
      where r.account = $1 and r.state = 'queued' and r.due_at <= now()
        and not exists (select from reply o where o.contact_id = r.contact_id and o.account = r.account
          and o.state in ('queued', 'sending') and (o.class, o.seq) < (r.class, r.seq))
      order by r.class, r.seq limit $2
      for update of r skip locked`,
    values: [account, limit],
  });
  return rows;
}

interface Dropped {
  readonly due: Candidate;
  readonly state: 'expired' | 'cancelled' | 'failed';
  readonly error: string;
}

/** The one thing that a person hears after STOP: that it was heard. */
const SAID_AFTER_STOP = /(^|\.)stopped$/;

function whyNot(due: Candidate): Omit<Dropped, 'due'> | null {
  if (due.stopped && !SAID_AFTER_STOP.test(due.cause)) return { state: 'cancelled', error: 'stopped' };
  if (due.expired) return { state: 'expired', error: 'expired' };
  // Who refused has been told that nothing more comes: a verdict that was on its way then is something more.
  if (due.forgotten && (!due.sealed || due.cause === 'verdict'))
    return { state: 'cancelled', error: 'forgotten' };
  return null;
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
}

/** Fitted once: a second attempt says the same, and only what has not been taken yet. */
function partsOf(due: Candidate, fitTo: (content: Content) => readonly FittedPart[]): TakenPart[] {
  if (!due.parts) {
    try {
      return fitTo(due.content).map((part) => ({ ...part, id: uuidv7() }));
    } catch {
      // One content that cannot be fitted must not stop the account for everybody.
      return [];
    }
  }
  return due.parts
    .filter((part) => part.state === 'queued' || part.state === 'failed')
    .map(({ id, text, choices, segments }) => ({
      id: uuidv7(),
      before: id,
      text,
      ...(choices && { choices }),
      segments,
    }));
}

/**
 * A repeated call gets a new id: a late receipt of the first one, or its tenth copy, must not be taken for news of
 * the second.
 */
async function take(
  client: PoolClient,
  account: string,
  taken: readonly { due: Candidate; parts: readonly TakenPart[] }[],
): Promise<void> {
  const parts = taken.flatMap(({ due, parts }) =>
    parts.map((part, n) => ({ ...part, replyId: due.id, n: n + 1 })),
  );
  const fresh = parts.filter((part) => part.before === undefined);
  const again = parts.filter((part) => part.before !== undefined);
  await client.query({
    name: 'take_replies',
    text: `with fresh as (
        insert into part (id, reply_id, n, account, text, choices, segments, state)
        select v.id, v.reply_id, v.n, $2, v.text, v.choices, v.segments, 'sending'
        from unnest($3::uuid[], $4::uuid[], $5::smallint[], $6::text[], $7::jsonb[], $8::smallint[])
          as v(id, reply_id, n, text, choices, segments)),
      again as (
        update part set id = v.id, state = 'sending', external_id = null, error = null, updated_at = now()
        from unnest($9::uuid[], $10::uuid[]) as v(before, id) where part.id = v.before)
      update reply set state = 'sending', claimed_at = clock_timestamp() where id = any($1::uuid[])`,
    values: [
      taken.map(({ due }) => due.id),
      account,
      fresh.map((part) => part.id),
      fresh.map((part) => part.replyId),
      fresh.map((part) => part.n),
      fresh.map((part) => part.text),
      fresh.map((part) => (part.choices ? JSON.stringify(part.choices) : null)),
      fresh.map((part) => part.segments),
      again.map((part) => part.before),
      again.map((part) => part.id),
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
      .filter(({ due, state }) => state === 'failed' || (state === 'expired' && due.class <= EXPECTED))
      .map(({ due }) => ({ replyId: due.id, contactId: due.contact_id, reason: 'send_failed' as const })),
  );
}
