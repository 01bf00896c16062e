import { sql } from 'drizzle-orm';
import type { Db } from './connect.ts';

/** Fixed numbers that nothing else locks; neighbours of those in migrate.ts and events.ts. */
const LOCKS = {
  danger: 7_353_310_003,
  late_incidents: 7_353_310_005,
  warnings: 7_353_310_006,
  silence_alarms: 7_353_310_009,
} as const;

/**
 * Works while no other process does the same work; where one does, does nothing. The rows that are worked on stay free
 * meanwhile: staff must be able to take them.
 */
export async function alone(db: Db, what: keyof typeof LOCKS, work: () => Promise<void>): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(${LOCKS[what]}) as mine`,
    );
    if (rows[0]?.mine) await work();
  });
}
