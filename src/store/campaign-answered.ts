import { type SQL, sql } from 'drizzle-orm';

/** A question of a campaign, counted from 1. */
export interface Question {
  readonly campaignId: string;
  readonly n: number;
}

/** SQL: whether a contact has answered it. The same at planning and at sending. */
export const answered = (
  { campaignId, n }: { readonly campaignId: string | SQL; readonly n: number | SQL },
  contactId: SQL,
): SQL =>
  sql`exists (select from campaign_participant p join campaign_answer a on a.participant_id = p.id
    where p.campaign_id = ${campaignId} and p.contact_id = ${contactId} and a.n = ${n})`;
