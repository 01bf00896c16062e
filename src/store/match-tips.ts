import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claim, event, tip } from './schema.ts';
import type { TipRow } from './tips.ts';

/** Any fixed number that nothing else locks; the neighbour of the one in events.ts. */
const MATCHING_LOCK = 7_353_310_003;

/**
 * One tip is matched at a time in the whole deployment, until the transaction ends: of two that arrive at once the
 * second sees what became of the first. Take it before every other lock.
 */
export async function holdMatching(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${MATCHING_LOCK})`);
}

export interface TipToMatch {
  readonly text: string | null;
  readonly mediaCount: number;
  readonly groupId: string | null;
  readonly setApart: boolean;
  /** Others are in its group. */
  readonly grouped: boolean;
  /** When it was read, by the clock of the database. */
  readonly readAt: Date;
}

/** A tip that waits for matching: never looked at, or one of its files was stored since. */
export async function tipToMatch(q: Queryable, tipId: string): Promise<TipToMatch | undefined> {
  const { rows } = await q.execute<{
    text: string | null;
    media_count: number;
    group_id: string | null;
    set_apart: boolean;
    grouped: boolean;
    read_at: number;
  }>(sql`
    select t.text, t.media_count, t.group_id, t.set_apart,
      exists (select from tip o where o.group_id = t.group_id and o.id <> t.id) as grouped,
      extract(epoch from clock_timestamp())::float8 * 1000 as read_at
    from tip t where t.id = ${tipId} and t.state = 'waiting' and (t.matched_at is null or ${HAS_NEW_FILE})`);
  const [row] = rows;
  return (
    row && {
      text: row.text,
      mediaCount: row.media_count,
      groupId: row.group_id,
      setApart: row.set_apart,
      grouped: row.grouped,
      readAt: new Date(row.read_at),
    }
  );
}

/**
 * Waiting tips are as if never matched. What a person has set apart stays as it is, and so does what somebody is about to
 * move: waiting for them here, in another order than theirs, could hold both up for good.
 * @returns those that wait
 */
export async function forgetMatched(q: Queryable, tipIds: readonly string[]): Promise<string[]> {
  const free = q
    .select({ id: tip.id })
    .from(tip)
    .where(and(inArray(tip.id, [...tipIds]), eq(tip.state, 'waiting'), eq(tip.setApart, false)))
    .orderBy(tip.id)
    .for('update', { skipLocked: true });
  const rows = await q
    .update(tip)
    .set({ matchedAt: null })
    .where(inArray(tip.id, free))
    .returning({ id: tip.id });
  return rows.map(({ id }) => id);
}

/** Claims of which a person has said that this tip does not mean them. */
export async function claimsRefused(q: Queryable, tipId: string): Promise<Set<string>> {
  const rows = await q
    .select({ claimId: event.from })
    .from(event)
    .where(and(eq(event.subject, 'tip'), eq(event.subjectId, tipId), eq(event.what, 'suggestion_refused')));
  return new Set(rows.flatMap(({ claimId }) => claimId ?? []));
}

const HAS_NEW_FILE = sql`exists (select from media m where m.stored_at > t.matched_at and (m.message_id = t.message_id
  or m.message_id in (select message_id from tip_message where tip_id = t.id)))`;

/** What matching has found out about a waiting tip. */
export type Findings = Pick<
  TipRow,
  'groupId' | 'suggestedClaimId' | 'suggestedSure' | 'suggestedWhy' | 'language' | 'harms' | 'placeCode'
>;

/**
 * Notes that matching has looked. What came to the tip since it was read is looked at again.
 * @returns false: it changed meanwhile, nothing was written
 */
export async function noteMatched(
  tx: Queryable,
  tipId: string,
  read: TipToMatch,
  findings: Partial<Findings>,
): Promise<boolean> {
  const rows = await tx
    .update(tip)
    .set({ ...findings, matchedAt: read.readAt })
    .where(and(eq(tip.id, tipId), eq(tip.state, 'waiting'), unchanged(read)))
    .returning({ id: tip.id });
  return rows.length === 1;
}

const unchanged = ({ text, mediaCount }: TipToMatch) =>
  and(text === null ? isNull(tip.text) : eq(tip.text, text), eq(tip.mediaCount, mediaCount));

/** The claim that goes on where this one was closed as a duplicate, however often; else itself. */
export async function claimThatGoesOn(q: Queryable, claimId: string): Promise<string> {
  const { rows } = await q.execute<{ id: string }>(sql`
    with recursive chain as (
      select id, duplicate_of, 0 as deep from ${claim} where id = ${claimId}
      union all select c.id, c.duplicate_of, deep + 1 from chain join claim c on c.id = chain.duplicate_of
        where deep < 20)
    select id from chain order by deep desc limit 1`);
  return rows[0]?.id ?? claimId;
}

/**
 * The answer that matching last gave to somebody was about something else, they say.
 * @returns the tip, which matching takes out of the claim; undefined where no such answer reached them since then
 */
export async function disownMatch(
  tx: Queryable,
  { contactId, since, now }: { contactId: string; since: Date; now: Date },
): Promise<string | undefined> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    update tip set mismatch_at = ${now} where id = (
      select t.id from reply r join tip t on t.id = r.tip_id
      where r.contact_id = ${contactId} and t.contact_id = ${contactId} and ${MATCHED} and r.created_at >= ${since}
        and (r.verdict_id is not null or r.again_verdict_id is not null or r.notice_id is not null)
        and r.state in ('sent', 'sending', 'unknown')
      order by r.seq desc limit 1)
    returning id`);
  return rows[0]?.id;
}

const MATCHED = sql`t.state = 'grouped' and t.grouped_by = 'matching'`;

/** The claim of a tip that matching put there and whose sender says that it is another one. */
export async function disownedFrom(q: Queryable, tipId: string): Promise<string | undefined> {
  const { rows } = await q.execute<{ claim_id: string }>(
    sql`select t.claim_id from tip t where t.id = ${tipId} and ${MATCHED} and t.mismatch_at is not null`,
  );
  return rows[0]?.claim_id;
}

/**
 * Taken out of their claim, tips are put nowhere by matching any more; where it was matching that had put them there, it
 * was wrong. Call it before they leave the claim.
 */
export async function setApart(tx: Queryable, tipIds: readonly string[], now: Date): Promise<void> {
  await tx.execute(sql`
    update tip set set_apart = true, suggested_claim_id = null, suggested_sure = null, suggested_why = null,
      mismatch_at = case when grouped_by = 'matching' then coalesce(mismatch_at, ${now}) else mismatch_at end
    where id = any(${sql.param([...tipIds])}::uuid[]) and state = 'grouped'`);
}

/** Tips whose wake-up was lost, and those of which a file has been stored since they were matched. */
export async function overdueTips(q: Queryable, seconds: number, limit: number): Promise<string[]> {
  const { rows } = await q.execute<{ id: string }>(sql`
    (select id from tip where state = 'waiting' and matched_at is null
      and created_at < now() - ${seconds} * interval '1 second' order by created_at limit ${limit})
    union (select t.id from tip t where ${MATCHED} and t.mismatch_at is not null limit ${limit})
    union
    (select t.id from media f
      join tip t on t.message_id = f.message_id
        or t.id in (select tip_id from tip_message where message_id = f.message_id)
      where f.stored_at > now() - interval '2 days' and t.state = 'waiting' and t.matched_at < f.stored_at
      limit ${limit})`);
  return rows.map(({ id }) => id);
}

/** For the gate: how many tips matching put into claims, and how often their senders said that it was another one. */
export async function matchingObserved(
  q: Queryable,
): Promise<{ grouped: number; answered: number; suggested: number; mismatches: number }> {
  const { rows } = await q.execute<{
    grouped: number;
    answered: number;
    suggested: number;
    mismatches: number;
  }>(sql`
    select (count(*) filter (where grouped_by = 'matching'))::int as grouped,
      (count(*) filter (where grouped_by = 'matching' and exists (select from reply r join verdict v
        on v.id = r.verdict_id where r.contact_id = t.contact_id and v.claim_id = t.claim_id)))::int as answered,
      (count(*) filter (where suggested_claim_id is not null))::int as suggested,
      (count(*) filter (where mismatch_at is not null))::int as mismatches
    from tip t`);
  return rows[0] ?? { grouped: 0, answered: 0, suggested: 0, mismatches: 0 };
}
