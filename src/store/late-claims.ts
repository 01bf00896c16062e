import { and, inArray, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claim } from './schema.ts';

/** For how many hours a claim may stay in a state before it is called out. */
export type StateHours = Readonly<Record<'triage' | 'research' | 'draft' | 'check' | 'lead', number>>;

/** Told again after so many hours, as long as nobody moves it. */
const AGAIN_HOURS = 24;

export interface LateClaim {
  readonly id: string;
  readonly seq: number;
  readonly state: string;
}

const tooLong = (hours: StateHours, now: Date) => sql`exists (
  select from jsonb_each_text(${JSON.stringify(hours)}::jsonb) h
  where h.key = ${claim.state} and ${claim.stateSince} < ${now.toISOString()}::timestamptz - h.value::float8 * interval '1 hour')`;

/** Claims that stay too long where they are, whoever has them: also when that person has left. */
export function lateClaims(q: Queryable, hours: StateHours, now: Date): Promise<LateClaim[]> {
  return q
    .select({ id: claim.id, seq: claim.seq, state: claim.state })
    .from(claim)
    .where(tooLong(hours, now))
    .orderBy(claim.stateSince);
}

/** Marks those of them that are to be told now: once in a state, and again every day. */
export async function markReminded(tx: Queryable, hours: StateHours, now: Date): Promise<LateClaim[]> {
  return tx
    .update(claim)
    .set({ remindedAt: now })
    .where(
      and(
        tooLong(hours, now),
        sql`(${claim.remindedAt} is null or ${claim.remindedAt} < ${now.toISOString()}::timestamptz - ${AGAIN_HOURS} * interval '1 hour')`,
      ),
    )
    .returning({ id: claim.id, seq: claim.seq, state: claim.state });
}

/** They could not be told: the next look tries again. */
export async function unmarkReminded(q: Queryable, claimIds: readonly string[]): Promise<void> {
  if (claimIds.length === 0) return;
  await q
    .update(claim)
    .set({ remindedAt: null })
    .where(inArray(claim.id, [...claimIds]));
}
