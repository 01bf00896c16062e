import type { PoolClient } from 'pg';
import { type Candidate, windowIsOpen } from './find-due.ts';

/**
 * Keeps these until the person writes to the account: their window is closed. Who is having a turn just now is
 * writing, and who has written since we looked is not held: either is looked at again in a second. Both sides lock
 * the contact, so that no reply can be held just after the turn that would have released it.
 * @returns how many are to be looked at again
 */
export async function holdDue(
  client: PoolClient,
  held: readonly Candidate[],
  windowHours: number,
): Promise<number> {
  // Not waited for: a turn may wait for replies that we have locked.
  const { rows: locked } = await client.query<{ id: string }>({
    name: 'lock_held_contacts',
    text: 'select id from contact where id = any($1::uuid[]) order by id for no key update skip locked',
    values: [held.map((due) => due.contact_id)],
  });
  const ours = new Set(locked.map(({ id }) => id));
  const { rows } = await client.query<{ state: string }>({
    name: 'hold_due',
    text: `with v as materialized (
        select r.id, v.ours and not ${windowIsOpen('r', '$3')} as hold
        from unnest($1::uuid[], $2::bool[]) as v(id, ours) join reply r on r.id = v.id)
      update reply r set state = case when v.hold then 'held' else 'queued' end,
        error = case when v.hold then 'window_closed' else r.error end,
        due_at = case when v.hold then r.due_at else now() + interval '1 second' end
      from v where r.id = v.id returning r.state`,
    values: [held.map((due) => due.id), held.map((due) => ours.has(due.contact_id)), windowHours],
  });
  return rows.filter(({ state }) => state === 'queued').length;
}

/** These step back by so many ms each; what the same people are told after them waits behind them. */
export async function postpone(client: PoolClient, ids: readonly string[], ms: number): Promise<void> {
  await client.query({
    name: 'postpone_replies',
    text: `update reply set due_at = now() + $2 * interval '1 millisecond' where id = any($1::uuid[])`,
    values: [ids, ms],
  });
}
