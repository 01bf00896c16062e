import { and, desc, eq, isNull, or, sql } from 'drizzle-orm';
import type { Location } from '../core/message.ts';
import type { Queryable } from './connect.ts';
import { type FileSeen, fileSent, filesOfMessages } from './files-seen.ts';
import { message, reply, staff } from './schema.ts';

/** One line of a conversation as staff read it. */
export interface Line {
  readonly at: Date;
  readonly who: 'person' | 'us' | 'staff';
  /** Null where the person asked us to forget it. */
  readonly text: string | null;
  readonly files: readonly FileSeen[];
  /** Files of the time before they were fetched. */
  readonly unfetched?: number;
  readonly location?: Location;
  /** A link to the public message that was forwarded. */
  readonly origin?: string;
  readonly forwarded?: 'once' | 'often';
  /** How far something of ours got. */
  readonly state?: string;
  readonly staffName?: string;
}

/** The newest lines of both sides, oldest first. */
export async function talkOf(q: Queryable, contactId: string, limit = 200): Promise<Line[]> {
  const theirs = await q
    .select()
    .from(message)
    // What is left of the parts of a long SMS is no line: its text stands in the first.
    .where(and(eq(message.contactId, contactId), or(isNull(message.fragment), sql`${message.text} <> ''`)))
    .orderBy(desc(message.id))
    .limit(limit);
  const ours = await q
    .select({
      id: reply.id,
      at: reply.createdAt,
      content: reply.content,
      state: reply.state,
      name: staff.name,
    })
    .from(reply)
    .leftJoin(staff, eq(staff.id, reply.staffId))
    .where(eq(reply.contactId, contactId))
    .orderBy(desc(reply.seq))
    .limit(limit);
  const files = await filesOfMessages(
    q,
    theirs.filter(({ media }) => media.length > 0).map(({ id }) => id),
  );
  const sent = new Map<string, readonly FileSeen[]>();
  for (const { id, content } of ours) {
    if (content.attachment) sent.set(id, [await fileSent(q, id, content.attachment)]);
  }
  const lines: Line[] = [
    ...theirs.map((m) => ({
      at: m.receivedAt,
      who: 'person' as const,
      text: m.text,
      files: files.get(m.id) ?? [],
      ...(!files.has(m.id) && m.media.length > 0 && { unfetched: m.media.length }),
      ...(m.location && { location: m.location }),
      ...(m.origin !== null && { origin: m.origin }),
      ...(m.forwarded !== null && { forwarded: m.forwarded }),
    })),
    ...ours.map((r) => ({
      at: r.at,
      who: r.name === null ? ('us' as const) : ('staff' as const),
      text: r.content.text,
      files: sent.get(r.id) ?? [],
      ...(r.content.location && { location: r.content.location }),
      state: r.state,
      ...(r.name !== null && { staffName: r.name }),
    })),
  ];
  return lines.sort((a, b) => a.at.getTime() - b.at.getTime()).slice(-limit);
}

/** Where the next word to this contact goes: the address and account of what they wrote last. */
export async function lastDoor(
  q: Queryable,
  contactId: string,
): Promise<{ addressId: string; account: string } | undefined> {
  const [last] = await q
    .select({ addressId: message.addressId, account: message.account })
    .from(message)
    .where(eq(message.contactId, contactId))
    .orderBy(desc(message.id))
    .limit(1);
  return last?.addressId ? { addressId: last.addressId, account: last.account } : undefined;
}
