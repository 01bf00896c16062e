import { desc, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { type Content, REPLY_CLASS, type ReplyClass } from '../core/message.ts';
import type { Queryable, Store } from './connect.ts';
import { countTaken } from './costs.ts';
import { reply } from './schema.ts';
import { openWaitingFor, settleReplies } from './settle.ts';

export interface NewReply {
  readonly contactId: string;
  readonly addressId: string | null;
  readonly account: string;
  readonly class: ReplyClass;
  readonly content: Content;
  readonly cause: string;
  /** See core/expiry.ts. */
  readonly expiresAt: Date;
  readonly verdictId?: string | null;
  /** A verdict that is said once more: noted, so that a correction reaches them, too. */
  readonly againVerdictId?: string | null;
  /** Whose code it names. */
  readonly tipId?: string | null;
  readonly staffId?: string | null;
}

/** jsonb takes neither U+0000 nor half of a surrogate pair, and one such letter must not sink a whole turn. */
function clean(content: Content): string {
  const tidy = (text: string) => text.replaceAll('\u0000', '').toWellFormed();
  return JSON.stringify(content, (_key, value) => (typeof value === 'string' ? tidy(value) : value));
}

/**
 * Says these things, in this order: rows only, sending comes after the commit.
 * @returns per row its id, or null where this contact has been told this verdict already
 */
export async function addReplies(
  q: Queryable,
  rows: readonly NewReply[],
): Promise<({ replyId: string } | null)[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(() => uuidv7());
  const of = (pick: (row: NewReply) => unknown) => sql.param(rows.map(pick));
  const { rows: kept } = await q.execute<{ id: string }>(sql`
    insert into reply (id, contact_id, address_id, account, class, content, cause, expires_at, verdict_id, staff_id,
      again_verdict_id, tip_id)
    select id, contact_id, address_id, account, class, content, cause, expires_at, verdict_id, staff_id,
      again_verdict_id, tip_id
    from unnest(${sql.param(ids)}::uuid[], ${of((r) => r.contactId)}::uuid[], ${of((r) => r.addressId)}::uuid[],
      ${of((r) => r.account)}::text[], ${of((r) => r.class)}::smallint[], ${of((r) => clean(r.content))}::jsonb[],
      ${of((r) => r.cause)}::text[], ${of((r) => r.expiresAt.toISOString())}::timestamptz[],
      ${of((r) => r.verdictId ?? null)}::uuid[], ${of((r) => r.staffId ?? null)}::uuid[],
      ${of((r) => r.againVerdictId ?? null)}::uuid[], ${of((r) => r.tipId ?? null)}::uuid[])
      with ordinality as v(id, contact_id, address_id, account, class, content, cause, expires_at, verdict_id,
        staff_id, again_verdict_id, tip_id, n)
    order by n
    on conflict (verdict_id, contact_id) where verdict_id is not null do nothing
    returning id`);
  const known = new Set(kept.map((row) => row.id));
  return ids.map((replyId) => (known.has(replyId) ? { replyId } : null));
}

/** One of {@link addReplies}. */
export async function addReply(q: Queryable, row: NewReply): Promise<{ replyId: string } | null> {
  const [added] = await addReplies(q, [row]);
  return added ?? null;
}

/** Classes whose expiry a person of ours must see: somebody asked (a verdict, too) or was to be warned, and heard nothing. */
export const EXPECTED: ReplyClass = REPLY_CLASS.workflow;

/**
 * Which of these contacts a machine of ours told `most` things or more within the last `minutes`.
 * @param notice a cause
 * @returns by contact whether `notice` was among them
 */
export async function talkedMuch(
  q: Queryable,
  contactIds: readonly string[],
  { most, minutes, notice }: { most: number; minutes: number; notice: string },
): Promise<Map<string, boolean>> {
  const { rows } = await q.execute<{ id: string; noticed: boolean }>(sql`
    select c.id, bool_or(said.cause = ${notice}) as noticed
    from unnest(${sql.param(contactIds)}::uuid[]) as c(id),
      lateral (select r.cause, r.created_at from reply r
        where r.contact_id = c.id and r.staff_id is null and r.verdict_id is null
        order by r.seq desc limit ${most}) as said
    where said.created_at > now() - ${minutes} * interval '1 minute'
    group by c.id having count(*) >= ${most}`);
  return new Map(rows.map((row) => [row.id, row.noticed]));
}

/**
 * The last thing a machine of ours said to somebody, and when it left.
 * @returns `waiting` while it has not left yet
 */
export async function lastSaid(
  q: Queryable,
  contactId: string,
): Promise<{ waiting: boolean; at: Date } | undefined> {
  const [last] = await q
    .select({ state: reply.state, createdAt: reply.createdAt, finishedAt: reply.finishedAt })
    .from(reply)
    .where(eq(reply.contactId, contactId))
    .orderBy(desc(reply.seq))
    .limit(1);
  if (!last) return undefined;
  const waiting = last.state === 'queued' || last.state === 'held' || last.state === 'sending';
  return { waiting, at: last.finishedAt ?? last.createdAt };
}

/** Says that these are still being sent: else the sweeper takes their process for dead. */
export async function holdReplies(q: Queryable, replyIds: readonly string[]): Promise<void> {
  await q.execute(sql`
    update reply set claimed_at = clock_timestamp()
    where id = any(${sql.param(replyIds)}::uuid[]) and state = 'sending'`);
}

/** @returns those of `accounts` that have something due and are not paused */
export async function dueAccounts(q: Queryable, accounts: readonly string[]): Promise<string[]> {
  const { rows } = await q.execute<{ account: string }>(sql`
    select a.account from unnest(${sql.param(accounts)}::text[]) as a(account)
    where exists (select from reply r where r.account = a.account and r.state = 'queued' and r.due_at <= now())
      and not exists (select from sender s where s.account = a.account and s.paused_until > now())`);
  return rows.map((row) => row.account);
}

/** @returns accounts that are not among `served` and where replies have been due for longer than `seconds` */
export async function strandedAccounts(
  q: Queryable,
  served: readonly string[],
  seconds: number,
): Promise<{ account: string; count: number }[]> {
  const { rows } = await q.execute<{ account: string; count: number }>(sql`
    select account, count(*)::int as count from reply
    where state = 'queued' and account <> all(${sql.param(served)}::text[])
      and due_at < now() - ${seconds} * interval '1 second'
    group by account`);
  return rows;
}

/**
 * What has been in `sending` for so long that its process must have died between claim and result. Nobody can know
 * whether the provider was called: it goes before a person and is not sent again; a receipt may still settle it.
 * @returns how many
 */
export async function sweepSending(store: Store, olderThanSeconds: number): Promise<number> {
  return store.db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      select id from reply where state = 'sending' and claimed_at < now() - ${olderThanSeconds} * interval '1 second'
      order by id limit 500 for update skip locked`);
    const ids = rows.map((row) => row.id);
    if (ids.length === 0) return 0;
    await tx.execute(sql`
      update part set state = 'unknown', error = 'outcome_unknown process_died', updated_at = now()
      where reply_id = any(${sql.param(ids)}::uuid[]) and state = 'sending'`);
    await settleReplies(tx, ids, { holding: true });
    await countTaken(tx, sql`reply_id = any(${sql.param(ids)}::uuid[])`);
    return ids.length;
  });
}

/**
 * Ends what is no longer worth sending and no drain came to: accounts that are paused, or that no process serves
 * any more, and people who did not write. Reads the whole queue: call it now and then.
 * @returns how many
 */
export async function expireReplies(store: Store): Promise<number> {
  return store.db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string; contact_id: string; class: number }>(sql`
      update reply set state = 'expired', finished_at = now(),
        error = case when state = 'held' then 'expired window_closed' else 'expired' end
      where id in (select id from reply where (state = 'queued' or state = 'held') and expires_at <= now()
        order by id limit 5000 for update skip locked)
      returning id, contact_id, class`);
    await openWaitingFor(
      tx,
      rows
        .filter((row) => row.class <= EXPECTED)
        .map((row) => ({ replyId: row.id, contactId: row.contact_id, reason: 'send_failed' as const })),
    );
    return rows.length;
  });
}
