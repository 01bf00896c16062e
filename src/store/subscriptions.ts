import { and, eq, isNull } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { subscription } from './schema.ts';

export type Subscription = Pick<
  typeof subscription.$inferSelect,
  'topics' | 'form' | 'language' | 'frequency' | 'placeCode'
>;

/** Where they asked, and so where bulletins go. */
export interface AskedAt {
  readonly account: string;
  readonly addressId: string | null;
}

/** What somebody is subscribed to now. */
export async function findSubscription(q: Queryable, contactId: string): Promise<Subscription | undefined> {
  const { topics, form, language, frequency, placeCode } = subscription;
  const [found] = await q
    .select({ topics, form, language, frequency, placeCode })
    .from(subscription)
    .where(and(eq(subscription.contactId, contactId), isNull(subscription.endedAt)));
  return found;
}

/** Begins a subscription, or changes the one there is. */
export async function saveSubscription(
  tx: Queryable,
  contactId: string,
  wanted: Subscription & AskedAt,
  now: Date,
): Promise<void> {
  const values = { ...wanted, topics: [...wanted.topics], startedAt: now, endedAt: null };
  await tx
    .insert(subscription)
    .values({ contactId, ...values })
    .onConflictDoUpdate({ target: subscription.contactId, set: values });
}

/** Ends it; when they had none, nothing happens. */
export async function endSubscription(tx: Queryable, contactId: string, now: Date): Promise<void> {
  await tx
    .update(subscription)
    .set({ endedAt: now })
    .where(and(eq(subscription.contactId, contactId), isNull(subscription.endedAt)));
}

/** Of somebody who is forgotten nothing stays, not even that they were subscribed. */
export async function forgetSubscription(tx: Queryable, contactId: string): Promise<void> {
  await tx.delete(subscription).where(eq(subscription.contactId, contactId));
}
