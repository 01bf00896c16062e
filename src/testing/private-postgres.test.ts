import { expect, test } from 'vitest';
import { asAdmin } from './database.ts';
import { startPrivatePostgres } from './private-postgres.ts';
import { until } from './until.ts';

test('a private PostgreSQL goes away and comes back with its data at the same address', async () => {
  const postgres = await startPrivatePostgres();
  await asAdmin(postgres.url, (client) => client.query('create table kept (id int)'));

  await postgres.stop();
  await expect(asAdmin(postgres.url, (client) => client.query('select 1'))).rejects.toThrow(/ECONNREFUSED/);
  await postgres.start();
  await asAdmin(postgres.url, (client) => client.query('insert into kept values (1)'));

  postgres.kill();
  await until(
    () =>
      asAdmin(postgres.url, (client) => client.query('select 1')).then(
        () => false,
        () => true,
      ),
    { what: 'the server is gone' },
  );
  await postgres.start();
  const kept = await asAdmin(postgres.url, (client) => client.query('select * from kept'));
  expect(kept.rowCount).toBe(1);
  await postgres.remove();
});
