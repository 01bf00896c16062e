import { expect, inject, test } from 'vitest';
import { asAdmin, freshDatabase } from './database.ts';
import { until } from './until.ts';

test('two fresh databases know nothing of each other, and are migrated', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
  await asAdmin(one.url, (client) => client.query('create table only_here (id int)'));
  await expect(asAdmin(other.url, (client) => client.query('select * from only_here'))).rejects.toThrow(
    /does not exist/,
  );
  const applied = await asAdmin(other.url, (client) =>
    client.query('select hash from drizzle.__drizzle_migrations'),
  );
  expect(applied.rowCount).toBeGreaterThan(0);
  await Promise.all([one.drop(), other.drop()]);
});

test('drop takes the database away even while somebody is connected', async () => {
  const fresh = await freshDatabase();
  const outcome = asAdmin(fresh.url, (client) => client.query('select pg_sleep(60)')).then(
    () => 'slept',
    () => 'cut off',
  );
  const sleeping = `select 1 from pg_stat_activity where datname = $1 and wait_event = 'PgSleep'`;
  const name = new URL(fresh.url).pathname.slice(1);
  await asAdmin(inject('databaseUrl'), (admin) =>
    until(async () => (await admin.query(sleeping, [name])).rowCount, { what: 'somebody is connected' }),
  );
  await fresh.drop();
  expect(await outcome).toBe('cut off');
  await expect(asAdmin(fresh.url, (client) => client.query('select 1'))).rejects.toThrow(/does not exist/);
});
