import { expect, test } from 'vitest';
import { asAdmin, freshDatabase } from './database.ts';

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
  const broken = asAdmin(fresh.url, (client) => client.query('select pg_sleep(60)'));
  const outcome = broken.then(
    () => 'slept',
    () => 'cut off',
  );
  await fresh.drop();
  expect(await outcome).toBe('cut off');
  await expect(asAdmin(fresh.url, (client) => client.query('select 1'))).rejects.toThrow(/does not exist/);
});
