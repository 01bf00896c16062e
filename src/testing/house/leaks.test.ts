import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../database.ts';
import { leaksIn } from './leaks.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  pool.on('error', () => {});
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const secrets = new Set(['37000001', 'zwazo']);
const look = (over: Partial<Parameters<typeof leaksIn>[0]> = {}) =>
  leaksIn({
    lines: ['{"level":"info","count":1,"msg":"kept"}'],
    metrics: ['teledjol_inbound_total 1'],
    secrets,
    rows: async (statement) => (await pool.query(statement)).rows,
    ...over,
  });

test('where nothing leaks, nothing is found', async () => {
  expect(await look()).toEqual([]);
});

test('a word in the log, in the metrics or in a wrong table is found, and so is a number in bytes', async () => {
  expect(await look({ lines: ['{"reason":"Yo di zwazo","msg":"kept"}'] })).toEqual([
    'a line of the log: kept',
  ]);
  expect(await look({ metrics: ['inbound_total{from="+50937000001"} 1'] })).toEqual(['the metrics']);

  await pool.query(`create schema bullmq; create table bullmq.job (data text, raw bytea)`);
  await pool.query(`insert into bullmq.job values ('zwazo', null)`);
  expect(await look()).toEqual(['the table bullmq.job']);
  await pool.query(`update bullmq.job set data = null, raw = convert_to('+50937000001', 'utf8')`);
  expect(await look()).toEqual(['the table bullmq.job']);
});

test('what somebody wrote belongs into the message, but no number does', async () => {
  await pool.query('drop schema bullmq cascade');
  const message = `insert into message (contact_id, channel, account, external_id, received_at, text)
    values ($1, 'twilio', 'twilio-sms', $2, now(), $3)`;
  const { rows } = await pool.query<{ id: string }>(
    'insert into contact (id) values (gen_random_uuid()) returning id',
  );
  await pool.query(message, [rows[0]?.id, 'a', 'Yo di zwazo']);
  expect(await look()).toEqual([]);
  await pool.query(message, [rows[0]?.id, 'SM+50937000001', '']);
  expect(await look()).toEqual(['the table public.message']);
  await pool.query('delete from message');
  // As Meta writes it into the id of every message.
  for (const before of ['', 'a', 'ab'])
    for (const after of ['', 'c', 'cd']) {
      const id = Buffer.from(`${before}+50937000001${after}`).toString('base64');
      await pool.query(message, [rows[0]?.id, `wamid.${id}`, '']);
      expect(await look()).toEqual(['the table public.message']);
      await pool.query('delete from message');
    }
});

test('an id that happens to hold the digits of a number is no leak, the number beside it is', async () => {
  const line = '{"contactId":"01a20452-61a6-7501-b945-937000001fae","msg":"kept"}';
  expect(await look({ lines: [line] })).toEqual([]);
  expect(await look({ lines: [line.replace('kept', 'kept +50937000001')] })).toHaveLength(1);
});
