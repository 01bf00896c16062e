import { sql } from 'drizzle-orm';
import { type Content, REPLY_CLASS } from '../core/message.ts';
import { wantsTopic } from './bulletin-plan.ts';
import { answered, type Question } from './campaign-answered.ts';
import type { Queryable } from './connect.ts';
import type { Transaction } from './events.ts';

/** Why a reply of a bulletin has this as its cause: for the desk, and so that nobody is put before a person for it. */
const BULLETIN = 'bulletin';

/** How often somebody may get one. A correction is not held back by it. */
export interface Limits {
  /** Of all bulletins together, on one day of the deployment. */
  readonly perDay: number;
  readonly today: Date;
  readonly tomorrow: Date;
}

/** A weekly one at the same hour of the same day must not come too early by minutes. */
const WEEK_HOURS = 6.5 * 24;

export interface Feeding {
  readonly runId: string;
  readonly account: string;
  /** How many at most. */
  readonly room: number;
  readonly content: Readonly<Record<string, Content>>;
  readonly topic: { readonly topic: string; readonly everything: string };
  /** For all who have what it corrects, whatever they are subscribed to now. */
  readonly corrects: boolean;
  /** What it asks: who has answered meanwhile is asked no more. */
  readonly question: Question | null;
  /** It reminds of what they have got already: it does not count as one more. */
  readonly reminds: boolean;
  readonly limits: Limits;
  readonly endsAt: Date;
}

export interface Fed {
  readonly language: string;
  readonly state: 'queued' | 'skipped' | 'later';
  readonly count: number;
}

/**
 * How many bulletins are queued at an account, up to `most`: what is queued cannot be taken back in no time. What
 * was tried and waits for its next attempt, or for a sending that is paused, keeps nobody else from leaving.
 */
export async function queuedBulk(q: Queryable, account: string, most: number): Promise<number> {
  const { rows } = await q.execute<{ count: number }>(sql`
    select count(*)::int as count from (select from reply r where account = ${account} and state = 'queued'
      and class = ${REPLY_CLASS.bulk} and (claimed_at is null or (due_at <= now()
        and exists (select from bulletin_run b where b.id = r.run_id and b.state = 'running')))
      limit ${most}) as waiting`);
  return rows[0]?.count ?? 0;
}

/**
 * Queues the replies of the next people of a sending at one account. Whether they may be written to is asked here
 * again, because days may have gone by since it was planned: STOP, what they are subscribed to, and how often. And
 * once more when it leaves, see claim-replies.ts. Nobody gets two (`reply_bulletin_once`).
 *
 * Only with the run held.
 */
export async function feed(tx: Transaction, of: Feeding): Promise<Fed[]> {
  const { runId, account, room, content, topic, corrects, question, reminds, limits, endsAt } = of;
  if (room <= 0) return [];
  const said = sql`(${JSON.stringify(content)}::jsonb -> f.language)`;
  const { rows } = await tx.execute<Fed & Record<string, unknown>>(sql`
    with due as materialized (
      select contact_id, address_id, language from bulletin_send
      where run_id = ${runId} and account = ${account} and state = 'due' order by contact_id limit ${room}
      for update skip locked),
    found as materialized (
      select due.*, s.form, case
          when c.stopped_at is not null then 'stopped'
          when c.forget_at is not null or due.address_id is null then 'gone'
          when ${question ? answered(question, sql`due.contact_id`) : sql`false`} then 'answered'
          when ${corrects} then null
          when s.contact_id is null or s.ended_at is not null or not ${wantsTopic(topic)} then 'unsubscribed'
        end as reason,
        case when ${corrects || reminds} then null
          when s.frequency = 'weekly' and had.last > now() - ${WEEK_HOURS} * interval '1 hour'
            then had.last + ${WEEK_HOURS} * interval '1 hour'
          when had.today >= case when s.frequency = 'daily' then 1 else ${limits.perDay} end
            then ${limits.tomorrow}::timestamptz end as not_before
      from due join contact c on c.id = due.contact_id
      left join subscription s on s.contact_id = due.contact_id,
      lateral (select count(*) filter (where r.created_at >= ${limits.today}::timestamptz) as today,
          max(r.created_at) as last
        from reply r where r.contact_id = due.contact_id and r.run_id is not null and r.run_id <> ${runId}
          and r.created_at > now() - interval '7 days' and r.state not in ('cancelled', 'failed', 'expired')
          and not exists (select from bulletin_run b where b.id = r.run_id and b.reminds_of is not null)) had),
    told as (
      insert into reply (id, contact_id, address_id, account, class, content, cause, run_id, expires_at)
      select gen_random_uuid(), f.contact_id, f.address_id, ${account}, ${REPLY_CLASS.bulk},
        case f.form when 'text' then ${said} - 'attachment' else ${said} end, ${BULLETIN}, ${runId}::uuid,
        ${endsAt}::timestamptz
      from found f where f.reason is null and f.not_before is null order by f.contact_id
      on conflict (contact_id, run_id) where run_id is not null do nothing),
    moved as (
      update bulletin_send s set not_before = f.not_before,
        state = case when f.reason is not null or f.not_before >= ${endsAt}::timestamptz then 'skipped'
          when f.not_before is not null then 'later' else 'queued' end,
        reason = coalesce(f.reason, case when f.not_before >= ${endsAt}::timestamptz then 'too_often' end)
      from found f where s.run_id = ${runId} and s.contact_id = f.contact_id
      returning s.language, s.state)
    select language, state, count(*)::int as count from moved group by 1, 2`);
  return rows;
}

/** Who may get another one by now is due again. @param most at a time */
export async function wakeLater(tx: Transaction, runId: string, most: number): Promise<void> {
  await tx.execute(sql`
    update bulletin_send set state = 'due', not_before = null where run_id = ${runId} and contact_id in (
      select contact_id from bulletin_send where run_id = ${runId} and state = 'later' and not_before <= now()
      order by not_before limit ${most} for update skip locked)`);
}

/**
 * Takes back what is queued and was never tried: it is due again. Waits for a claim that takes some of it now.
 * @returns by account and language
 */
export async function recall(
  tx: Transaction,
  runId: string,
): Promise<{ account: string; language: string; count: number }[]> {
  const { rows } = await tx.execute<{ account: string; language: string; count: number }>(sql`
    with gone as (
      delete from reply where id in (select id from reply where run_id = ${runId} and state in ('queued', 'held')
        and claimed_at is null order by id for update)
      returning contact_id),
    back as (
      update bulletin_send s set state = 'due' from gone
      where s.run_id = ${runId} and s.contact_id = gone.contact_id and s.state = 'queued'
      returning s.account, s.language)
    select account, language, count(*)::int as count from back group by 1, 2`);
  return rows;
}

/** What is still under way of a cancelled one is not tried again. */
export async function cancelRest(tx: Transaction, runId: string): Promise<void> {
  await tx.execute(sql`
    update reply set state = 'cancelled', error = 'bulletin_cancelled', finished_at = now()
    where id in (select id from reply where run_id = ${runId} and state in ('queued', 'held')
      order by id for update)`);
}

/** What a process still had with a provider when its sending was cancelled, and would try again. */
export async function cancelReturned(q: Queryable): Promise<void> {
  await q.execute(sql`
    update reply set state = 'cancelled', error = 'bulletin_cancelled', finished_at = now()
    where id in (select r.id from bulletin_run b join reply r on r.run_id = b.id
      where b.state = 'cancelled' and b.ends_at > now() and r.state in ('queued', 'held')
      order by r.id for update of r skip locked)`);
}

/** Whether a reply of it leaves now, or soon. */
export async function isLeaving(q: Queryable, runId: string): Promise<boolean> {
  const { rows } = await q.execute<{ leaving: boolean }>(sql`
    select exists (select from reply where run_id = ${runId} and state in ('queued', 'sending')) as leaving`);
  return rows[0]?.leaving ?? false;
}

/** Arbitrary, and nobody else's: see `pg_advisory_xact_lock`. */
const FEED_LOCK = 7_310_642;

/**
 * Until the transaction ends nobody else queues: of two sendings to the same people each would find that they had
 * nothing yet today.
 */
export async function lockFeed(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${FEED_LOCK})`);
}

/** Whether anybody still waits for it, or a reply of it is under way. */
export async function stillOpen(q: Queryable, runId: string): Promise<boolean> {
  const { rows } = await q.execute<{ open: boolean }>(sql`
    select exists (select from bulletin_send where run_id = ${runId} and state = 'due')
      or exists (select from bulletin_send where run_id = ${runId} and state = 'later')
      or exists (select from reply where run_id = ${runId} and state in ('queued', 'held', 'sending')) as open`);
  return rows[0]?.open ?? false;
}

/** Accounts at which somebody is due. */
export async function accountsDue(q: Queryable, runId: string, among: readonly string[]): Promise<string[]> {
  const { rows } = await q.execute<{ account: string }>(sql`
    select a.account from unnest(${sql.param([...among])}::text[]) as a(account)
    where exists (select from bulletin_send s where s.run_id = ${runId} and s.account = a.account and s.state = 'due')`);
  return rows.map((row) => row.account);
}
