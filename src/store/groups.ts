import { asc, eq, inArray, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { event, tip } from './schema.ts';
import type { TipRow } from './tips.ts';

/** Where a tip stands, for moves between groups. */
export type PlacedTip = Pick<TipRow, 'id' | 'state' | 'groupId' | 'setApart' | 'createdAt'> & {
  /** Of its line, as hex: tips with the same are one line. */
  readonly line: string;
};

const placed = {
  id: tip.id,
  state: tip.state,
  groupId: tip.groupId,
  setApart: tip.setApart,
  createdAt: tip.createdAt,
  line: sql<string>`encode(coalesce(uuid_send(${tip.groupId}), ${tip.textKey}, uuid_send(${tip.id})), 'hex')`,
};

export function placesOfTips(q: Queryable, tipIds: readonly string[]): Promise<PlacedTip[]> {
  return q
    .select(placed)
    .from(tip)
    .where(inArray(tip.id, [...tipIds]))
    .orderBy(asc(tip.createdAt), asc(tip.id));
}

/** All waiting tips of the lines that these are in; oldest first. */
export async function tipsOfLines(q: Queryable, tipIds: readonly string[]): Promise<PlacedTip[]> {
  const lines = await placesOfTips(q, tipIds);
  if (lines.length === 0) return [];
  const { rows } = await q.execute<{ id: string }>(sql`
    select t.id from unnest(${sql.param(lines.map(({ line }) => line))}::text[]) line cross join lateral (
      select t.id from ${tip} t where coalesce(uuid_send(t.group_id), t.text_key, uuid_send(t.id)) = decode(line, 'hex')
        and t.state = 'waiting' offset 0) t`);
  return placesOfTips(q, [...new Set(rows.map((row) => row.id))]);
}

/** A tip of an opened line: never who sent it. */
export type LineTip = Pick<
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
  | 'language'
  | 'placeCode'
>;

/** The tips of the line that this one is in, oldest first; and how many they are. */
export async function listTipsOfLine(
  q: Queryable,
  tipId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ tips: LineTip[]; count: number }> {
  const all = await tipsOfLines(q, [tipId]);
  const ids = all.slice(offset, offset + limit).map(({ id }) => id);
  if (ids.length === 0) return { tips: [], count: all.length };
  const tips = await q
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
      language: tip.language,
      placeCode: tip.placeCode,
    })
    .from(tip)
    .where(inArray(tip.id, ids))
    .orderBy(asc(tip.createdAt), asc(tip.id));
  return { tips, count: all.length };
}

/** Only of tips that `lockTips` holds. */
export async function setGroup(
  tx: Queryable,
  tipIds: readonly string[],
  group: { groupId: string | null; setApart?: boolean },
): Promise<void> {
  for (const ids of chunks(tipIds)) await tx.update(tip).set(group).where(inArray(tip.id, ids));
}

/** Takes the proposal of a claim off these tips. @returns those that had it */
export async function refuseSuggested(
  tx: Queryable,
  tipIds: readonly string[],
  claimId: string,
): Promise<string[]> {
  const rows = await tx
    .update(tip)
    .set({ suggestedClaimId: null, suggestedSure: null, suggestedWhy: null })
    .where(sql`${inArray(tip.id, [...tipIds])} and ${eq(tip.suggestedClaimId, claimId)}`)
    .returning({ id: tip.id });
  return rows.map((row) => row.id);
}

/**
 * What was moved into another group together with one of these, by the same person at the same moment, with the group
 * each was in (null: none of its own), where it is still where that put it.
 */
export async function mergedWith(
  q: Queryable,
  tipIds: readonly string[],
): Promise<{ id: string; from: string | null; to: string }[]> {
  const { rows } = await q.execute<{ id: string; from: string | null; to: string }>(sql`
    with given as (
      select distinct on (subject_id) at, actor from ${event}
      where subject = 'tip' and subject_id = any(${sql.param([...tipIds])}::text[]) and what = 'merged'
      order by subject_id, id desc)
    select t.id, e.from_state as from, e.to_state as to from (select distinct at, actor from given) g
    join ${event} e on e.at = g.at and e.actor = g.actor and e.subject = 'tip' and e.what = 'merged'
    join ${tip} t on t.id = e.subject_id::uuid and t.state = 'waiting' and t.group_id = e.to_state::uuid
    order by t.id`);
  return rows;
}

function* chunks(ids: readonly string[], size = 5_000): Generator<string[]> {
  for (let start = 0; start < ids.length; start += size) yield ids.slice(start, start + size);
}
