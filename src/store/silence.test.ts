import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { freshDatabase } from '../testing/database.ts';
import { openStore, type Store } from './connect.ts';
import { openSeal } from './seal.ts';
import { heardObservers } from './silence.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
beforeAll(async () => {
  database = await freshDatabase();
  const seal = openSeal(Buffer.alloc(32, 7));
  store = openStore({ url: database.url, seal, log: openLog(undefined, 'silent') });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const rows = (text: string) => store.pool.query(text);

test('of 50,000 reports of 300 observers the last few of each are read, and no others', async () => {
  await rows(`insert into observer (id, number, sealed, organisation, language, created_at)
    select gen_random_uuid(), (30000 + n)::text, '\\x00', 'CSO', 'ht', '2026-08-01' from generate_series(1, 300) n`);
  await rows(`insert into report (id, kind, code, account, medium, observer_id, created_at, seized)
    select gen_random_uuid(), case when n % 3 = 0 then 'incident' else 'check-in' end, 'P' || n, 'natcom', 'sms', o.id,
      timestamptz '2026-08-30 06:00-04' + n * interval '1 second', n % 7 = 0
    from (select id, row_number() over () as k from observer) o, generate_series(1, 50000) n where n % 300 = o.k - 1`);
  await rows(`insert into contact (id) select id from observer`);
  await rows(`insert into address (id, contact_id, scheme, kind, hash, sealed)
    select id, id, 'tel', 'phone', decode(replace(id::text, '-', ''), 'hex'), '\\x00' from observer`);
  await rows(
    `insert into observer_phone (hash, observer_id, sealed) select hash, id, '\\x00' from address where hash = decode(replace(id::text, '-', ''), 'hex')`,
  );
  await rows(`insert into message (contact_id, address_id, channel, account, external_id, received_at, handled_at)
    select r.observer_id, r.observer_id, 'simulator', 'natcom', 'p-' || r.code, r.created_at, now() from report r`);
  await rows(`insert into report_message (report_id, message_id)
    select r.id, m.id from report r join message m on m.external_id = 'p-' || r.code`);
  await rows('analyze');
  const { db } = store;
  const asked = { now: new Date('2026-08-30T23:00-04:00'), endedSince: new Date('2026-08-30T00:00-04:00') };
  const read = await db.transaction(async (tx) => {
    expect(await heardObservers(tx, asked)).toHaveLength(300);
    const { rows: tables } = await tx.execute<{ read: string }>(
      sql`select seq_tup_read + idx_tup_fetch as read from pg_stat_xact_user_tables where relname = 'report'`,
    );
    return Number(tables[0]?.read);
  });
  expect(read).toBeLessThan(300 * 10);
});
