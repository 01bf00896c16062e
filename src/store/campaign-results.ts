import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/** How a question was answered by people of one language on one medium; what was written freely is not told apart. */
export interface Count {
  readonly n: number;
  readonly answer: string | null;
  readonly language: string;
  readonly medium: string;
  readonly count: number;
  readonly right: number;
}

export async function countsOf(q: Queryable, campaignId: string): Promise<Count[]> {
  const { rows } = await q.execute<Count & Record<string, unknown>>(sql`
    select a.n, case when c.questions -> (a.n - 1) ->> 'kind' = 'text' then null else a.answer end as answer,
      a.language, a.medium, count(*)::int as count, count(*) filter (where a.correct)::int as "right"
    from campaign_participant p join campaign_answer a on a.participant_id = p.id join campaign c on c.id = p.campaign_id
    where p.campaign_id = ${campaignId}::uuid group by 1, 2, 3, 4 order by 1, 2, 3, 4`);
  return rows;
}

/** How many people answered anything: all of them, and those of each language, medium and commune. */
export async function peopleOf(
  q: Queryable,
  campaignId: string,
): Promise<{ by: 'all' | 'language' | 'medium'; key: string; people: number }[]> {
  const { rows } = await q.execute<{ by: 'all' | 'language' | 'medium'; key: string; people: number }>(sql`
    with each as (select p.id, a.language, a.medium from campaign_participant p
      join campaign_answer a on a.participant_id = p.id where p.campaign_id = ${campaignId}::uuid)
    select 'all' as by, '' as key, count(distinct id)::int as people from each
    union all select 'language', language, count(distinct id)::int from each group by language
    union all select 'medium', medium, count(distinct id)::int from each group by medium`);
  return rows;
}

export interface OfCommune {
  /** Null: they did not say. */
  readonly commune: string | null;
  /** Who got a question. */
  readonly reached: number;
  /** Who answered one. */
  readonly people: number;
  readonly answers: number;
  readonly right: number;
}

export async function communesOf(q: Queryable, campaignId: string): Promise<OfCommune[]> {
  const { rows } = await q.execute<OfCommune & Record<string, unknown>>(sql`
    with asked as (
      select s.place_code as commune, count(distinct t.contact_id)::int as reached
      from bulletin b join bulletin_run u on u.bulletin_id = b.id join bulletin_send t on t.run_id = u.id
      join subscription s on s.contact_id = t.contact_id
      where b.campaign_id = ${campaignId}::uuid and not b.reminder and t.state = 'queued' group by 1),
    told as (
      select p.commune, count(distinct p.id)::int as people, count(*)::int as answers,
        count(*) filter (where a.correct)::int as "right"
      from campaign_participant p join campaign_answer a on a.participant_id = p.id
      where p.campaign_id = ${campaignId}::uuid group by 1)
    select coalesce(asked.commune, told.commune) as commune, coalesce(reached, 0) as reached,
      coalesce(people, 0) as people, coalesce(answers, 0) as answers, coalesce("right", 0) as "right"
    from asked full join told on coalesce(asked.commune, '') = coalesce(told.commune, '') order by 1`);
  return rows;
}

/** What was written freely, in an order of chance. */
export async function writtenTo(
  q: Queryable,
  of: { campaignId: string; n: number; most: number },
): Promise<string[]> {
  const { rows } = await q.execute<{ answer: string }>(sql`
    select a.answer from campaign_participant p join campaign_answer a on a.participant_id = p.id
    where p.campaign_id = ${of.campaignId}::uuid and a.n = ${of.n} and a.answer is not null
    order by md5(p.id::text) limit ${of.most}`);
  return rows.map(({ answer }) => answer);
}

export interface AnswerOfCampaign {
  readonly participantId: string;
  readonly contactId: string | null;
  readonly n: number;
  readonly answer: string;
  readonly correct: boolean | null;
  readonly language: string;
  readonly medium: string;
  readonly answeredAt: Date;
}

/** Every answer that is still there, people in an order that says nothing of when they came. @param salt random */
export async function answersOf(
  q: Queryable,
  { campaignId, salt }: { campaignId: string; salt: string },
): Promise<AnswerOfCampaign[]> {
  const { rows } = await q.execute<Omit<AnswerOfCampaign, 'answeredAt'> & { at: number }>(sql`
    select p.id as "participantId", p.contact_id as "contactId", a.n, a.answer, a.correct, a.language, a.medium,
      extract(epoch from a.answered_at)::float8 * 1000 as at
    from campaign_participant p join campaign_answer a on a.participant_id = p.id
    where p.campaign_id = ${campaignId}::uuid and a.answer is not null
    order by md5(${salt} || p.id::text), a.n`);
  return rows.map(({ at, ...row }) => ({ ...row, answeredAt: new Date(at) }));
}
