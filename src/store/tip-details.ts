import { and, desc, eq, gte, ne, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claim, message, tip, tipMessage } from './schema.ts';

/** A tip of this contact of which something came since then; the newest. */
export async function recentTip(
  q: Queryable,
  { contactId, since }: { contactId: string; since: Date },
): Promise<{ id: string; code: string; joined: number } | undefined> {
  const joined = q
    .select({
      tipId: tipMessage.tipId,
      last: sql<Date>`max(${message.receivedAt})`.as('last'),
      n: sql<number>`count(*)::int`.as('n'),
    })
    .from(tipMessage)
    .innerJoin(message, eq(message.id, tipMessage.messageId))
    .where(eq(message.contactId, contactId))
    .groupBy(tipMessage.tipId)
    .as('joined');
  const [found] = await q
    .select({ id: tip.id, code: tip.code, joined: sql<number>`coalesce(${joined.n}, 0)` })
    .from(tip)
    .innerJoin(message, eq(message.id, tip.messageId))
    .leftJoin(joined, eq(joined.tipId, tip.id))
    .where(
      and(
        eq(tip.contactId, contactId),
        eq(tip.state, 'waiting'),
        gte(sql`greatest(${message.receivedAt}, ${joined.last})`, since),
      ),
    )
    .orderBy(desc(tip.createdAt), desc(tip.id))
    .limit(1);
  return found;
}

/**
 * Adds another message to a tip: its words on a new line, its files beside the others. What the tip is known again by
 * stays what it began with.
 * @returns how many messages were added in all; undefined where the tip is not this contact's or is refused
 */
export async function joinTip(
  tx: Queryable,
  more: {
    code: string;
    contactId: string;
    messageId: number;
    text: string;
    mediaCount: number;
    forwarded: 'once' | 'often' | null;
  },
): Promise<{ tipId: string; count: number } | undefined> {
  const { code, contactId, messageId, text, mediaCount, forwarded } = more;
  const [joined] = await tx
    .update(tip)
    .set({
      text: sql`case when ${text} = '' then ${tip.text} else concat_ws(chr(10), ${tip.text}, ${text}::text) end`,
      mediaCount: sql`${tip.mediaCount} + ${mediaCount}`,
      forwarded: sql`case when 'often' in (${forwarded}::text, ${tip.forwarded}) then 'often'
        else coalesce(${forwarded}::text, ${tip.forwarded}) end`,
      // It says more now: matching looks once more.
      matchedAt: null,
    })
    .where(and(eq(tip.code, code), eq(tip.contactId, contactId), ne(tip.state, 'refused')))
    .returning({ id: tip.id });
  if (!joined) return undefined;
  await tx.insert(tipMessage).values({ tipId: joined.id, messageId }).onConflictDoNothing();
  return { tipId: joined.id, count: await tx.$count(tipMessage, eq(tipMessage.tipId, joined.id)) };
}

export interface TipDetails {
  readonly id: string;
  readonly forwarded: 'once' | 'often' | null;
  readonly source: 'forwarded' | 'seen' | null;
  readonly quotable: boolean | null;
  readonly hasText: boolean;
  readonly answered: boolean;
}

/** What is known of somebody's own tip. */
export async function findTipDetails(
  q: Queryable,
  { code, contactId }: { code: string; contactId: string },
): Promise<TipDetails | undefined> {
  const [found] = await q
    .select({
      id: tip.id,
      forwarded: tip.forwarded,
      source: tip.source,
      quotable: tip.quotable,
      hasText: sql<boolean>`${tip.text} is not null`,
      answered: sql<boolean>`coalesce(${claim.state} = 'published', false)`,
    })
    .from(tip)
    .leftJoin(claim, eq(claim.id, tip.claimId))
    .where(and(eq(tip.code, code), eq(tip.contactId, contactId), ne(tip.state, 'refused')));
  return found;
}

/** What the person told of their tip. */
export async function noteTipDetails(
  tx: Queryable,
  { code, contactId }: { code: string; contactId: string },
  told: { source?: 'forwarded' | 'seen'; quotable?: boolean },
): Promise<void> {
  await tx
    .update(tip)
    .set(told)
    .where(and(eq(tip.code, code), eq(tip.contactId, contactId)));
}
