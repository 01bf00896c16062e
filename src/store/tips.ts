import { and, asc, countDistinct, desc, eq, gte, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claimNotice, contact, event, message, tally, tip, tipMessage, verdict } from './schema.ts';

export type TipRow = typeof tip.$inferSelect;

/**
 * Holds a contact until the transaction ends, so that the same tip arriving twice at once is seen by the second.
 * The turn of a conversation holds it already; the same kind of lock is no second wait.
 */
export async function holdAsker(tx: Queryable, contactId: string): Promise<void> {
  await tx.select({ id: contact.id }).from(contact).where(eq(contact.id, contactId)).for('no key update');
}

/** SQL over `tip`, named so that it is not taken for a column of the tables inside: a verdict stands for its claim, also while its correction is being written; or it was closed without. */
const answered = sql<boolean>`(exists (select from ${verdict} v where v.claim_id = tip.claim_id and v.state = 'published')
  or exists (select from ${claimNotice} n where n.claim_id = tip.claim_id and n.undone_at is null
    and n.kind in ('not_checkable', 'out_of_scope', 'already_answered')))`;

/** The first tip of this contact with these words, whatever became of it. */
export async function findSameTip(
  tx: Queryable,
  { contactId, textKey }: { contactId: string; textKey: Buffer },
): Promise<{ id: string; code: string; published: boolean } | undefined> {
  const [found] = await tx
    .select({
      id: tip.id,
      code: tip.code,
      published: sql<boolean>`${tip.state} = 'grouped' and ${answered}`,
    })
    .from(tip)
    .where(and(eq(tip.contactId, contactId), eq(tip.textKey, textKey), ne(tip.state, 'refused')))
    .orderBy(asc(tip.createdAt), asc(tip.id))
    .limit(1);
  return found;
}

/**
 * The same person sent the same again. The answer goes to where they wrote from last: that phone is on, and a
 * provider's 24 hours count from there. Once forwarded often, always forwarded often.
 */
export async function countRepeat(
  tx: Queryable,
  tipId: string,
  latest: Pick<TipRow, 'addressId' | 'account' | 'medium' | 'forwarded'>,
): Promise<void> {
  const { addressId, account, medium, forwarded } = latest;
  await tx
    .update(tip)
    .set({
      repeats: sql`${tip.repeats} + 1`,
      addressId,
      account,
      medium,
      forwarded: sql`case when 'often' in (${forwarded}::text, ${tip.forwarded}) then 'often'
        else coalesce(${forwarded}::text, ${tip.forwarded}) end`,
    })
    .where(eq(tip.id, tipId));
}

/** @returns false: the code is somebody else's, nothing was written */
export async function insertTip(tx: Queryable, row: typeof tip.$inferInsert): Promise<boolean> {
  const rows = await tx.insert(tip).values(row).onConflictDoNothing({ target: tip.code }).returning({
    id: tip.id,
  });
  return rows.length === 1;
}

/**
 * Takes away what a contact told us and that it was them, also by which messages; the rows stay to be counted, with
 * their claim, and the day's tally goes up.
 * @param since only what came from then on; all of it unless told
 * @returns how many tips were refused
 */
export async function refuseTipsOf(tx: Queryable, contactId: string, since?: Date): Promise<number> {
  const lately = since && tx.select({ id: message.id }).from(message).where(gte(message.receivedAt, since));
  const rows = await tx
    .update(tip)
    .set({
      state: 'refused',
      contactId: null,
      messageId: null,
      addressId: null,
      text: null,
      textKey: null,
      origin: null,
      source: null,
      quotable: null,
    })
    .where(and(eq(tip.contactId, contactId), lately && inArray(tip.messageId, lately)))
    .returning({ id: tip.id });
  if (rows.length > 0) {
    await tx.delete(tipMessage).where(
      inArray(
        tipMessage.tipId,
        rows.map(({ id }) => id),
      ),
    );
    await tx
      .insert(tally)
      .values({ day: sql`(now() at time zone 'UTC')::date`, what: 'tip_refused', count: rows.length })
      .onConflictDoUpdate({
        target: [tally.day, tally.what],
        set: { count: sql`${tally.count} + excluded.count` },
      });
  }
  return rows.length;
}

/** Where a tip stands, for the one who sent it: a code of somebody else's is not found. */
export async function findOwnTip(
  q: Queryable,
  { code, contactId }: { code: string; contactId: string },
): Promise<{ id: string; state: TipRow['state']; claimId: string | null; answered: boolean } | undefined> {
  const [found] = await q
    .select({ id: tip.id, state: tip.state, claimId: tip.claimId, answered })
    .from(tip)
    .where(and(eq(tip.code, code), eq(tip.contactId, contactId)));
  return found;
}

/* ---- what staff do with tips ----------------------------------------------------------------------------- */

/**
 * The waiting tips of the same lines as these; with these. Also those with the same words that matching has not looked
 * at yet; not what a person has set apart from them.
 */
export async function withTheirLines(q: Queryable, tipIds: readonly string[]): Promise<string[]> {
  const { rows } = await q.execute<{ id: string }>(sql`
    with given as (select * from ${tip} where id = any(${sql.param([...tipIds])}::uuid[]))
    select t.id from ${tip} t join given g on t.group_id = g.group_id where t.state = 'waiting'
    union select t.id from ${tip} t join given g on t.text_key = g.text_key
      and (t.group_id is null or g.group_id is null) and not t.set_apart and not g.set_apart
      where t.state = 'waiting'`);
  return [...new Set([...tipIds, ...rows.map((row) => row.id)])];
}

/**
 * The dismissed tips that went with the dismissals of these: the same person, at the same moment, and not dismissed
 * anew since. By the log and not by the words: what a colleague dismissed last week stays dismissed, and a tip whose
 * sender asked to be forgotten in between has no words any more. Reads the whole log: a person asks for it, rarely.
 */
export async function dismissedWith(q: Queryable, tipIds: readonly string[]): Promise<string[]> {
  const { rows } = await q.execute<{ id: string }>(sql`
    with given as (
      select distinct on (subject_id) at, actor from ${event}
      where subject = 'tip' and subject_id = any(${sql.param([...tipIds])}::text[]) and what = 'dismissed'
      order by subject_id, id desc)
    select t.id from (select distinct at, actor from given) g
    join ${event} e on e.at = g.at and e.actor = g.actor and e.subject = 'tip' and e.what = 'dismissed'
    join ${tip} t on t.id = e.subject_id::uuid and t.state = 'dismissed'
    where not exists (select from ${event} later where later.subject = 'tip' and later.subject_id = e.subject_id
      and later.what = 'dismissed' and later.id > e.id)`);
  return rows.map((row) => row.id);
}

/**
 * Locks tips until the transaction ends. First the people, then the tips, each in the order of their ids: a turn
 * of a conversation locks in the same order, so that the desk and a turn never wait for each other.
 */
export async function lockTips(
  tx: Queryable,
  tipIds: readonly string[],
): Promise<Pick<TipRow, 'id' | 'state' | 'claimId'>[]> {
  const ids = [...tipIds];
  await tx
    .select({ id: contact.id })
    .from(contact)
    .where(inArray(contact.id, tx.select({ id: tip.contactId }).from(tip).where(inArray(tip.id, ids))))
    .orderBy(asc(contact.id))
    .for('share');
  return tx
    .select({ id: tip.id, state: tip.state, claimId: tip.claimId })
    .from(tip)
    .where(inArray(tip.id, ids))
    .orderBy(asc(tip.id))
    .for('update');
}

/** Only of tips that {@link lockTips} holds. */
export async function setTips(
  tx: Queryable,
  tipIds: readonly string[],
  change: ({ state: 'waiting' | 'dismissed'; claimId: null } | { state: 'grouped'; claimId: string }) &
    Partial<Pick<TipRow, 'groupedBy' | 'groupedAt'>>,
): Promise<void> {
  await tx
    .update(tip)
    .set(change)
    .where(inArray(tip.id, [...tipIds]));
}

/** The claims that these are in now. */
export async function claimsOfTips(q: Queryable, tipIds: readonly string[]): Promise<string[]> {
  const rows = await q
    .selectDistinct({ claimId: tip.claimId })
    .from(tip)
    .where(and(inArray(tip.id, [...tipIds]), isNotNull(tip.claimId)));
  return rows.flatMap((row) => row.claimId ?? []);
}

/** What stands in a claim. @param groupedAt only what was put there at this moment */
export async function tipIdsOfClaim(q: Queryable, claimId: string, groupedAt?: Date): Promise<string[]> {
  const rows = await q
    .select({ id: tip.id })
    .from(tip)
    .where(
      and(
        eq(tip.claimId, claimId),
        eq(tip.state, 'grouped'),
        groupedAt && sql`date_trunc('milliseconds', ${tip.groupedAt}) = ${groupedAt}`,
      ),
    );
  return rows.map((row) => row.id);
}

/** Their senders, but for those who asked to be forgotten. */
export async function sendersOf(q: Queryable, tipIds: readonly string[]): Promise<string[]> {
  const rows = await q
    .selectDistinct({ contactId: tip.contactId })
    .from(tip)
    .where(inArray(tip.id, [...tipIds]));
  return rows.flatMap((row) => row.contactId ?? []);
}

/** Of the senders of tips that were taken out of a claim: who has none there any more, and who still has one. */
export async function askersLeft(
  q: Queryable,
  claimId: string,
  tipIds: readonly string[],
): Promise<{ gone: string[]; staying: string[] }> {
  const { rows } = await q.execute<{ id: string; stays: boolean }>(sql`
    select distinct t.contact_id as id, exists (select from ${tip} o where o.claim_id = ${claimId}
      and o.state = 'grouped' and o.contact_id = t.contact_id) as stays
    from ${tip} t where t.id = any(${sql.param([...tipIds])}::uuid[]) and t.contact_id is not null`);
  return {
    gone: rows.filter((row) => !row.stays).map((row) => row.id),
    staying: rows.filter((row) => row.stays).map((row) => row.id),
  };
}

/* ---- what was dismissed ------------------------------------------------------------------------------------ */

export type DismissedTip = Pick<TipRow, 'id' | 'code' | 'text' | 'medium' | 'createdAt'>;

/** Newest first: what was dismissed by mistake is looked for soon after. */
export function listDismissed(
  q: Queryable,
  { limit, offset }: { limit: number; offset: number },
): Promise<DismissedTip[]> {
  return q
    .select({
      id: tip.id,
      code: tip.code,
      text: sql<string | null>`left(${tip.text}, 400)`,
      medium: tip.medium,
      createdAt: tip.createdAt,
    })
    .from(tip)
    .where(eq(tip.state, 'dismissed'))
    .orderBy(desc(tip.createdAt), desc(tip.id))
    .limit(limit)
    .offset(offset);
}

export function countDismissed(q: Queryable): Promise<number> {
  return q.$count(tip, eq(tip.state, 'dismissed'));
}

/* ---- the tips of one claim ---------------------------------------------------------------------------------- */

/** What a verifier sees of a tip: never who sent it. */
export type ClaimTip = Pick<
  TipRow,
  | 'id'
  | 'code'
  | 'text'
  | 'medium'
  | 'forwarded'
  | 'source'
  | 'quotable'
  | 'mediaCount'
  | 'origin'
  | 'repeats'
  | 'createdAt'
>;

/** Oldest first. @param of.tipIds only these */
export function listTipsOfClaim(
  q: Queryable,
  claimId: string,
  { limit, offset, tipIds }: { limit: number; offset: number; tipIds?: readonly string[] },
): Promise<ClaimTip[]> {
  return q
    .select({
      id: tip.id,
      code: tip.code,
      text: tip.text,
      medium: tip.medium,
      forwarded: tip.forwarded,
      source: tip.source,
      quotable: tip.quotable,
      mediaCount: tip.mediaCount,
      origin: tip.origin,
      repeats: tip.repeats,
      createdAt: tip.createdAt,
    })
    .from(tip)
    .where(and(eq(tip.claimId, claimId), eq(tip.state, 'grouped'), tipIds && inArray(tip.id, [...tipIds])))
    .orderBy(asc(tip.createdAt), asc(tip.id))
    .limit(limit)
    .offset(offset);
}

/** `refused`: people who asked to be forgotten; they are counted and nothing else. */
export async function countTipsOfClaim(
  q: Queryable,
  claimId: string,
): Promise<{ tips: number; askers: number; repeats: number; refused: number }> {
  const [row] = await q
    .select({
      tips: sql<number>`(count(*) filter (where ${tip.state} = 'grouped'))::int`,
      askers: countDistinct(tip.contactId),
      repeats: sql<number>`coalesce(sum(${tip.repeats}), 0)::int`,
      refused: sql<number>`(count(*) filter (where ${tip.state} = 'refused'))::int`,
    })
    .from(tip)
    .where(eq(tip.claimId, claimId));
  return row ?? { tips: 0, askers: 0, repeats: 0, refused: 0 };
}
