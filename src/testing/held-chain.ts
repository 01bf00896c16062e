import { addEvents } from '../store/events.ts';
import type { DeskWorld } from './desk-world.ts';
import { until } from './until.ts';

class NothingWritten extends Error {}

/**
 * Holds the chain of events, which every move of the desk takes last: a move that `begin` starts does its work, holds
 * its locks and does not commit before `begin` is over. So two moves meet exactly where people would have to be
 * unlucky. Nothing is written by it.
 * @param begin starts moves without waiting for them; `blocked` waits until so many stand still, each for a lock
 *   that another has
 */
export async function whileChainIsHeld(
  world: DeskWorld,
  begin: (blocked: (count: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const blocked = async (count: number) => {
    await until(
      async () => {
        const { rows } = await world.store.pool.query(`select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`);
        return rows[0].n >= count;
      },
      { what: `${count} wait for each other` },
    );
  };
  const event = { subject: 'account', subjectId: 'held', actor: 'system', what: 'held' } as const;
  await world.store.db
    .transaction(async (tx) => {
      await addEvents(tx, [{ ...event, at: world.desk.now() }]);
      await begin(blocked);
      throw new NothingWritten();
    })
    .catch((error: unknown) => {
      if (!(error instanceof NothingWritten)) throw error;
    });
}
