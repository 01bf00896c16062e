import type { Scene } from '../../cli/drill/scene.ts';
import type { FarSide } from './far.ts';
import type { Subscriber } from './people.ts';

/** People, by what the far side and the database say of them. */
export interface Ledger {
  readonly once: number;
  readonly twice: number;
  /** Got nothing, and a row says why: refused or blocked; nobody can know; had stopped before. */
  readonly refused: number;
  readonly unknown: number;
  readonly stopped: number;
  /** Had stopped, and got it all the same. */
  readonly after_stop: number;
  /** Got nothing, and nothing says why. */
  readonly lost: number;
  readonly adds_up: boolean;
}

/**
 * @param of.said how the words begin
 * @param of.stopped who stopped, with how often they had got it by then
 */
export async function ledgerOf(
  { store }: Scene,
  of: { runId: string; far: FarSide; said: string; stopped: ReadonlyMap<Subscriber, number> },
): Promise<Ledger> {
  const { far, stopped } = of;
  const counts = far.counts(of.said);
  const { rows } = await store.pool.query<{ id: string; state: string }>(
    `select s.contact_id as id, coalesce(r.state, s.state) as state from bulletin_send s
      left join reply r on r.run_id = s.run_id and r.contact_id = s.contact_id where s.run_id = $1`,
    [of.runId],
  );
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  const ledger = { once: 0, twice: 0, refused: 0, unknown: 0, stopped: 0, after_stop: 0, lost: 0 };
  for (const one of far.people) {
    const got = counts.get(one) ?? 0;
    const state = states.get(one.contactId);
    if (got > (stopped.get(one) ?? Number.POSITIVE_INFINITY)) ledger.after_stop += 1;
    if (got > 1) ledger.twice += 1;
    else if (got === 1) ledger.once += 1;
    else if (stopped.has(one)) ledger.stopped += 1;
    // Who blocked the bot has stopped: they were not even planned, or skipped.
    else if (far.refused.has(one) && state !== 'sent') ledger.refused += 1;
    else if (state === 'unknown') ledger.unknown += 1;
    else ledger.lost += 1;
  }
  return { ...ledger, adds_up: ledger.twice + ledger.after_stop + ledger.lost === 0 };
}
