import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { freshDatabase } from '../testing/database.ts';
import { until } from '../testing/until.ts';
import { openStore } from './connect.ts';
import { isDatabaseAway } from './failures.ts';
import { openSeal } from './seal.ts';

test('a connection that breaks between two statements fails that transaction and nothing else', async () => {
  const database = await freshDatabase();
  const open = () =>
    openStore({ url: database.url, seal: openSeal(Buffer.alloc(32)), log: openLog(undefined, 'silent') });
  const [store, other] = [open(), open()];
  const broken = store.db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await other.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await until(
      async () =>
        (await other.pool.query('select from pg_stat_activity where pid = $1', [rows[0]?.pid])).rowCount ===
        0,
      { what: 'the connection to be gone' },
    );
    await tx.execute(sql`select 1`);
  });
  const failure = await broken.catch((error: unknown) => error);
  expect(isDatabaseAway(failure)).toBe(true);
  expect(await store.ready()).toBe(true);
  await store.close();
  await other.close();
  await database.drop();
});
