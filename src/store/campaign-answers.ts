import { and, eq, sql } from 'drizzle-orm';
import { answered, type Question } from './campaign-answered.ts';
import type { CampaignQuestion, CampaignRow } from './campaigns.ts';
import type { Queryable } from './connect.ts';
import { campaign, campaignAnswer, campaignParticipant } from './schema.ts';

/** The question of a campaign that somebody was asked last. */
export interface LastAsked extends Question {
  readonly question: CampaignQuestion;
  /** In which they were asked. */
  readonly language: string;
  readonly answered: boolean;
  /** Nothing else was said to them since, but what is said to an answer. */
  readonly latest: boolean;
}

/** SQL over a reply `r`: they have it, or may have it. */
const got = sql`r.state in ('sent', 'sending', 'unknown')`;

/**
 * What these were asked last, within so many hours, by campaigns that are not over. What was asked of whoever had the
 * phone before is not theirs.
 */
export async function lastAsked(
  q: Queryable,
  contactIds: readonly string[],
  { now, hours }: { now: Date; hours: number },
): Promise<Map<string, LastAsked>> {
  const { rows } = await q.execute<LastAsked & { contactId: string } & Record<string, unknown>>(sql`
    select distinct on (r.contact_id) r.contact_id as "contactId", c.id as "campaignId", b.question as n,
      c.questions -> (b.question - 1) as question, s.language,
      ${answered({ campaignId: sql`c.id`, n: sql`b.question` }, sql`r.contact_id`)} as answered,
      not exists (select from reply o where o.contact_id = r.contact_id and o.seq > r.seq and o.cause not like 'campaign.%'
          and (o.run_id is null or o.state in ('sent', 'sending', 'unknown')))
        as latest
    from reply r join bulletin_run u on u.id = r.run_id join bulletin b on b.id = u.bulletin_id
    join campaign c on c.id = b.campaign_id join contact k on k.id = r.contact_id
    join bulletin_send s on s.run_id = r.run_id and s.contact_id = r.contact_id
    where (select exists (select from campaign where state in ('approved', 'running')))
      and r.contact_id = any(${sql.param([...contactIds])}::uuid[]) and r.run_id is not null and ${got}
      and coalesce(r.finished_at, r.claimed_at, r.created_at) > ${now}::timestamptz - ${hours} * interval '1 hour'
      and c.state in ('approved', 'running') and (k.person_since is null or r.created_at >= k.person_since)
    order by r.contact_id, coalesce(r.finished_at, r.claimed_at, r.created_at) desc, r.seq desc`);
  return new Map(rows.map(({ contactId, ...asked }) => [contactId, asked]));
}

/** @param number the short one, of its buttons */
export async function campaignOfNumber(q: Queryable, number: number): Promise<CampaignRow | undefined> {
  const [found] = await q.select().from(campaign).where(eq(campaign.number, number));
  return found;
}

/** When a question first reached somebody, and in which language; undefined: it did not. */
export async function whenAsked(
  q: Queryable,
  { campaignId, n }: Question,
  contactId: string,
): Promise<{ at: Date; language: string } | undefined> {
  const { rows } = await q.execute<{ at: number; language: string }>(sql`
    select extract(epoch from coalesce(r.finished_at, r.claimed_at, r.created_at))::float8 * 1000 as at, s.language
    from bulletin b join bulletin_run u on u.bulletin_id = b.id
    join reply r on r.run_id = u.id and r.contact_id = ${contactId}::uuid
    join bulletin_send s on s.run_id = u.id and s.contact_id = r.contact_id
    where b.campaign_id = ${campaignId}::uuid and b.question = ${n} and ${got}
    order by r.seq limit 1`);
  const [first] = rows;
  return first && { at: new Date(first.at), language: first.language };
}

export type NewAnswer = Omit<typeof campaignAnswer.$inferInsert, 'participantId'> & {
  readonly campaignId: string;
  readonly contactId: string;
  /** Of the participant, where they are a new one. */
  readonly id: string;
};

/** The first answer of a person to a question. @returns who they are in this campaign, and whether it was the first */
export async function addAnswer(
  tx: Queryable,
  { id, campaignId, contactId, ...answer }: NewAnswer,
): Promise<{ participantId: string; first: boolean }> {
  await tx.execute(sql`
    insert into campaign_participant (id, campaign_id, contact_id, commune)
    select ${id}::uuid, ${campaignId}::uuid, ${contactId}::uuid,
      (select place_code from subscription where contact_id = ${contactId}::uuid)
    on conflict do nothing`);
  const [who] = await tx
    .select({ id: campaignParticipant.id })
    .from(campaignParticipant)
    .where(and(eq(campaignParticipant.campaignId, campaignId), eq(campaignParticipant.contactId, contactId)));
  const participantId = who?.id ?? id;
  const kept = await tx
    .insert(campaignAnswer)
    .values({ participantId, ...answer })
    .onConflictDoNothing()
    .returning({ n: campaignAnswer.n });
  return { participantId, first: kept.length > 0 };
}

/** Who has answered is asked no more, and not reminded: what is queued of this question does not leave. */
export async function askNoMore(
  tx: Queryable,
  { campaignId, n }: Question,
  contactId: string,
): Promise<void> {
  await tx.execute(sql`
    update reply r set state = 'cancelled', error = 'answered', finished_at = now()
    from bulletin b join bulletin_run u on u.bulletin_id = b.id
    where b.campaign_id = ${campaignId}::uuid and b.question = ${n} and r.run_id = u.id
      and r.contact_id = ${contactId}::uuid and r.state in ('queued', 'held')`);
}

export async function scoreOf(q: Queryable, participantId: string): Promise<{ right: number; of: number }> {
  const { rows } = await q.execute<{ right: number; of: number }>(sql`
    select count(*) filter (where correct)::int as "right", count(*)::int as of
    from campaign_answer where participant_id = ${participantId}::uuid`);
  return rows[0] ?? { right: 0, of: 0 };
}

/** The answers stay, to be counted; whose they were is gone, and what they wrote in their own words. */
export async function forgetAnswers(tx: Queryable, contactId: string): Promise<void> {
  await tx.execute(sql`
    update campaign_answer a set answer = null from campaign_participant p join campaign c on c.id = p.campaign_id
    where a.participant_id = p.id and p.contact_id = ${contactId}::uuid
      and c.questions -> (a.n - 1) ->> 'kind' = 'text'`);
  await tx
    .update(campaignParticipant)
    .set({ contactId: null })
    .where(eq(campaignParticipant.contactId, contactId));
}
