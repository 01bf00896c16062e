import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { REPLY_CLASS } from '../core/message.ts';
import { SEND_ERRORS, type SendErrorKind } from '../core/send-error.ts';
import type { Queryable } from './connect.ts';

type ReplyState = 'queued' | 'held' | 'sending' | 'sent' | 'failed' | 'unknown' | 'expired' | 'cancelled';

/**
 * How often a message is sent that the provider took and then reported as not delivered: after 5, 10, 20 and 30
 * minutes. Each costs, and together they outlast an operator's bad hour.
 */
const MOST_DELIVERIES = 5;
const FIRST_WAIT_SECONDS = 300;
const LONGEST_WAIT_SECONDS = 1_800;

const TAKEN = new Set(['accepted', 'sent', 'delivered', 'read']);

interface Standing {
  readonly state: ReplyState;
  readonly undelivered: number;
  readonly expired: boolean;
  readonly parts: readonly {
    readonly state: string;
    readonly error: string | null;
    /** A voice note of which the other parts say the same. */
    readonly spoken: boolean;
  }[];
}

interface Step {
  readonly state: ReplyState;
  readonly error?: string;
  /** Not before so many seconds. */
  readonly afterSeconds?: number;
}

/**
 * Where a reply stands once its parts are known: pure. One rule for what a send brought, what a receipt tells and
 * what the sweeper finds, so that they agree in whatever order they come.
 *
 * A failed part is final (Twilio: `failed` and `undelivered` are terminal), also against a later `delivered`: the
 * next attempt may be under way by then. The attempt is repeated only where the provider says that nothing was
 * delivered and that it may work later, and where the person must write first it is kept until they do.
 * @returns null where nothing changes
 */
function nextStep(reply: Standing): Step | null {
  if (reply.state === 'failed' || reply.state === 'expired' || reply.state === 'cancelled') return null;
  // The words are enough: nobody gets them twice, or waits for us, because a recording did not arrive.
  const parts = reply.parts.filter(
    ({ spoken, state }) => !spoken || (state !== 'failed' && state !== 'unknown'),
  );
  const failed = parts.find((part) => part.state === 'failed');
  if (failed) {
    const error = failed.error ?? 'rejected';
    const rule = SEND_ERRORS[(error.split(' ')[0] ?? '') as SendErrorKind] ?? SEND_ERRORS.rejected;
    if (reply.expired) return { state: 'failed', error };
    const waits = reply.state === 'queued' || reply.state === 'held';
    if (rule.next === 'hold') return waits ? null : { state: 'held', error };
    const again = rule.next === 'retry' && reply.undelivered + 1 < MOST_DELIVERIES;
    if (!again) return { state: 'failed', error };
    if (waits) return null;
    const doubled = Math.max(FIRST_WAIT_SECONDS, rule.afterSeconds) * 2 ** reply.undelivered;
    const wait = Math.max(rule.afterSeconds, Math.min(LONGEST_WAIT_SECONDS, doubled));
    return { state: 'queued', error, afterSeconds: wait };
  }
  if (parts.some((part) => part.state === 'unknown')) {
    return reply.state === 'unknown' ? null : { state: 'unknown', error: 'outcome_unknown' };
  }
  if (parts.length > 0 && parts.every((part) => TAKEN.has(part.state))) {
    return reply.state === 'sent' ? null : { state: 'sent' };
  }
  if (parts.some((part) => part.state === 'sending')) return null;
  // Some parts are there and the rest was never called: it goes on from there.
  return reply.state === 'queued' || reply.state === 'held' ? null : { state: 'queued', afterSeconds: 0 };
}

/**
 * SQL over a reply `r`: whether the person has written to its account since it was claimed. Then nobody will release
 * it if it is held now: ask with the contact locked, as a turn has it.
 */
export const hasWritten = sql`exists (select from message m where m.contact_id = r.contact_id
  and m.account = r.account and m.received_at > r.claimed_at)`;

interface Given {
  readonly replyId: string;
  readonly contactId: string;
  readonly reason: 'send_failed' | 'send_unknown';
}

/** Puts contacts before a person, many in one statement; who waits for the same reason already, waits once. */
export async function openWaitingFor(q: Queryable, given: readonly Given[]): Promise<void> {
  if (given.length === 0) return;
  await q.execute(sql`
    insert into waiting (id, contact_id, reason, reply_id)
    select * from unnest(${sql.param(given.map(() => uuidv7()))}::uuid[],
      ${sql.param(given.map((g) => g.contactId))}::uuid[], ${sql.param(given.map((g) => g.reason))}::text[],
      ${sql.param(given.map((g) => g.replyId))}::uuid[])
    on conflict (contact_id, reason) where closed_at is null do nothing`);
}

interface Found extends Standing {
  readonly id: string;
  readonly contact_id: string;
  readonly account: string;
  readonly class: number;
}

/**
 * Moves replies to where their parts say they are, opens what a person must see and closes what has been settled.
 * Locks replies in the order of their ids. Call it after the parts were written, in the same transaction.
 * @param holding also replies in `sending`: only for who sends them, or knows that nobody does
 * @returns accounts that have something due again
 */
export async function settleReplies(
  q: Queryable,
  replyIds: readonly string[],
  { holding }: { holding: boolean },
): Promise<string[]> {
  if (replyIds.length === 0) return [];
  await q.execute(
    sql`select from reply where id = any(${sql.param(replyIds)}::uuid[]) order by id for update`,
  );
  const { rows } = await q.execute<Found & Record<string, unknown>>(sql`
    select r.id, r.contact_id, r.account, r.class, r.state, r.undelivered, r.expires_at <= now() as expired,
      coalesce((select jsonb_agg(jsonb_build_object('state', p.state, 'error', p.error,
        'spoken', coalesce(p.extra -> 'attachment' ->> 'saysText' = 'true', false)) order by p.n)
        from part p where p.reply_id = r.id), '[]') as parts
    from reply r where r.id = any(${sql.param(replyIds)}::uuid[])
      and (r.state <> 'sending' or ${holding})`);
  const moves = rows.flatMap((reply) => {
    const step = nextStep(reply);
    return step ? [{ reply, step }] : [];
  });
  if (moves.length === 0) return [];
  const of = (pick: (move: (typeof moves)[number]) => unknown) => sql.param(moves.map(pick));
  const { rows: moved } = await q.execute<{ state: ReplyState; account: string }>(sql`
    with v as materialized (
      select v.id, v.error, v.after, v.state = 'queued' and v.error is not null as undelivered,
        case when v.state = 'held' and ${hasWritten} then 'queued' else v.state end as state
      from unnest(${of(({ reply }) => reply.id)}::uuid[], ${of(({ step }) => step.state)}::text[],
        ${of(({ step }) => step.error ?? null)}::text[], ${of(({ step }) => step.afterSeconds ?? 0)}::float8[])
        as v(id, state, error, after) join reply r on r.id = v.id)
    update reply r set state = v.state, error = v.error, undelivered = r.undelivered + v.undelivered::int,
      due_at = case when v.state = 'queued' then now() + v.after * interval '1 second' else r.due_at end,
      finished_at = case when v.state in ('queued', 'held') then null else now() end
    from v where r.id = v.id returning r.state, r.account`);
  await openWaitingFor(
    q,
    moves.flatMap(({ reply, step }): Given[] => {
      // Ten thousand phones that are off are ten thousand lines of a bulletin's results, and nobody's case.
      if (reply.class === REPLY_CLASS.bulk) return [];
      const about = { replyId: reply.id, contactId: reply.contact_id };
      if (step.state === 'unknown') return [{ ...about, reason: 'send_unknown' }];
      // Who asked their provider to stop is not waiting for us.
      if (step.state !== 'failed' || step.error?.startsWith('opted_out')) return [];
      return [{ ...about, reason: 'send_failed' }];
    }),
  );
  await closeKnown(
    q,
    moves.filter(({ reply }) => reply.state === 'unknown').map(({ reply }) => reply.contact_id),
  );
  return [...new Set(moved.filter(({ state }) => state === 'queued').map(({ account }) => account))];
}

/** A contact waits once for all unknown sends: the row closes by itself when the last of them has become known. */
async function closeKnown(q: Queryable, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  await q.execute(sql`
    update waiting w set closed_at = now()
    where w.contact_id = any(${sql.param(contactIds)}::uuid[]) and w.reason = 'send_unknown' and w.closed_at is null
      and not exists (select from reply r where r.contact_id = w.contact_id and r.state = 'unknown'
        and r.finished_at >= w.opened_at)`);
}
