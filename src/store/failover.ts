import { sql } from 'drizzle-orm';
import { REPLY_CLASS } from '../core/message.ts';
import type { Queryable } from './connect.ts';

/** Many accounts and thousands of replies must not wait for one statement. */
const MOST_MOVED = 2_000;

/**
 * Gives replies of accounts that have been in trouble for long to accounts that stand in for them, most urgent first.
 * Only what has surely not reached anybody: nothing of it was taken, is being sent or stands as unknown. What had
 * been fitted is fitted anew, for another account may carry something else. One statement; may run in several
 * processes at once.
 * @param pairs in the order in which they stand in; who is in trouble or paused stands in for nobody
 * @returns how many went from where to where
 */
export async function moveToStandIns(
  q: Queryable,
  pairs: readonly { readonly from: string; readonly to: string }[],
  afterSeconds: number,
): Promise<{ from: string; to: string; count: number }[]> {
  if (pairs.length === 0) return [];
  const { rows } = await q.execute<{ from: string; to: string; count: number }>(sql`
    with chosen as materialized (
      select distinct on (v.from_account) v.from_account, v.to_account
      from unnest(${sql.param(pairs.map(({ from }) => from))}::text[], ${sql.param(pairs.map(({ to }) => to))}::text[])
        with ordinality as v(from_account, to_account, n)
      join sender ill on ill.account = v.from_account
        and ill.trouble_since < now() - ${afterSeconds} * interval '1 second'
      left join sender well on well.account = v.to_account
      where well.trouble_since is null and (well.paused_until is null or well.paused_until <= now())
      order by v.from_account, v.n),
    found as materialized (
      select r.id, r.account as from_account, chosen.to_account from chosen, lateral (
        select r.id, r.account from reply r join address a on a.id = r.address_id and a.scheme = 'tel'
        where r.account = chosen.from_account and r.state = 'queued' and r.class <= ${REPLY_CLASS.workflow}
          and not exists (select from part p where p.reply_id = r.id and p.state <> 'queued')
        order by r.class, r.seq limit ${MOST_MOVED} for update of r skip locked) r),
    moved as (
      update reply r set account = found.to_account, due_at = now(), claimed_at = null, error = null
      from found where r.id = found.id returning r.id),
    fitted as (delete from part p using moved where p.reply_id = moved.id)
    select from_account as "from", to_account as "to", count(*)::int as count from found group by 1, 2`);
  return rows;
}
