import { and, asc, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Question } from './campaign-answered.ts';
import type { Queryable } from './connect.ts';
import type { Transaction } from './events.ts';
import type { CampaignQuestion } from './schema/campaigns.ts';
import { bulletin, bulletinRun, campaign } from './schema.ts';

export type CampaignRow = typeof campaign.$inferSelect;
export type { CampaignQuestion };

export async function insertCampaign(tx: Queryable, row: typeof campaign.$inferInsert): Promise<void> {
  await tx.insert(campaign).values(row);
}

/** Held until the transaction ends. */
export async function holdCampaign(tx: Transaction, id: string): Promise<CampaignRow | undefined> {
  const [found] = await tx.select().from(campaign).where(eq(campaign.id, id)).for('no key update');
  return found;
}

export async function findCampaign(q: Queryable, id: string): Promise<CampaignRow | undefined> {
  const [found] = await q.select().from(campaign).where(eq(campaign.id, id));
  return found;
}

/** Newest first. */
export function listCampaigns(q: Queryable, limit: number): Promise<CampaignRow[]> {
  return q.select().from(campaign).orderBy(desc(campaign.createdAt)).limit(limit);
}

/** Only of one that is held. */
export async function setCampaign(
  tx: Queryable,
  id: string,
  change: Partial<typeof campaign.$inferInsert>,
): Promise<void> {
  await tx
    .update(campaign)
    .set({ ...change, updatedAt: sql`now()` })
    .where(eq(campaign.id, id));
}

/** A question as it was approved, with the number of its campaign. */
export async function findQuestion(
  q: Queryable,
  { campaignId, n }: Question,
): Promise<{ number: number; question: CampaignQuestion } | undefined> {
  const found = await findCampaign(q, campaignId);
  const question = found?.questions[n - 1];
  return found && question ? { number: found.number, question } : undefined;
}

/** The bulletin that puts a question, not the one that reminds of it. */
export async function bulletinOfQuestion(
  q: Queryable,
  { campaignId, n }: Question,
): Promise<string | undefined> {
  const [found] = await q
    .select({ id: bulletin.id })
    .from(bulletin)
    .where(and(eq(bulletin.campaignId, campaignId), eq(bulletin.question, n), eq(bulletin.reminder, false)));
  return found?.id;
}

/** Its first question goes out. */
export async function noteRunning(tx: Queryable, id: string): Promise<void> {
  await tx
    .update(campaign)
    .set({ state: 'running', version: sql`${campaign.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(campaign.id, id), eq(campaign.state, 'approved')));
}

/** Those whose last day is over, held. */
export function holdOverCampaigns(tx: Transaction, now: Date): Promise<CampaignRow[]> {
  return tx
    .select()
    .from(campaign)
    .where(and(inArray(campaign.state, ['approved', 'running']), lte(campaign.endsAt, now)))
    .for('no key update', { skipLocked: true });
}

/** No question of it goes out any more by itself. */
export async function endQuestions(tx: Queryable, campaignId: string): Promise<void> {
  await tx
    .update(bulletin)
    .set({ state: 'ended', nextAt: null, updatedAt: sql`now()` })
    .where(and(eq(bulletin.campaignId, campaignId), eq(bulletin.state, 'approved')));
}

/** Its questions and reminders in their order, with their sendings, first ones first. */
export async function questionsOut(q: Queryable, campaignId: string) {
  const bulletins = await q
    .select()
    .from(bulletin)
    .where(eq(bulletin.campaignId, campaignId))
    .orderBy(asc(bulletin.question), asc(bulletin.reminder));
  const ids = bulletins.map(({ id }) => id);
  const runs =
    ids.length === 0
      ? []
      : await q
          .select()
          .from(bulletinRun)
          .where(inArray(bulletinRun.bulletinId, ids))
          .orderBy(asc(bulletinRun.startedAt));
  return bulletins.map((row) => ({
    bulletin: row,
    runs: runs.filter(({ bulletinId }) => bulletinId === row.id),
  }));
}
