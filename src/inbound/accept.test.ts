import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import type { Inbound, Receipt } from '../core/message.ts';
import { openStore, type Store } from '../store/connect.ts';
import { lockContacts } from '../store/contacts.ts';
import { keepMessages, overdueContacts } from '../store/messages.ts';
import { migrate } from '../store/migrate.ts';
import { openSeal } from '../store/seal.ts';
import { sms } from '../testing/conversation-world.ts';
import { freshDatabase } from '../testing/database.ts';
import { type PrivatePostgres, startPrivatePostgres } from '../testing/private-postgres.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { until } from '../testing/until.ts';
import { openAcceptance } from './accept.ts';
import { openSpool } from './spool.ts';

const seal = openSeal(Buffer.alloc(32, 5));
const silent = openLog(undefined, 'silent');

async function openDoor(
  url: string,
  {
    max,
    dir,
    lookEveryMs,
    ready,
  }: { max?: number; dir?: string; lookEveryMs?: number; ready?: () => Promise<boolean> } = {},
) {
  const lines: string[] = [];
  const log = openLog((line) => lines.push(line));
  const store: Store = openStore({ url, seal, log, ...(max && { max }) });
  const folder = dir ?? (await tempFolder());
  const spool = await openSpool({ dir: folder, seal, log });
  const woken: string[] = [];
  const receipts: Receipt[] = [];
  const acceptance = openAcceptance({
    store: ready ? { ...store, ready } : store,
    spool,
    wake: ({ contactIds }) => woken.push(...contactIds),
    applyReceipts: async (some) => {
      // Stands for a slip of ours that one receipt brings to light.
      if (some.some(({ externalId }) => externalId === 'poison')) throw new TypeError('cannot be read');
      receipts.push(...some);
    },
    log,
    ...(lookEveryMs !== undefined && { lookEveryMs }),
  });
  return { store, acceptance, woken, receipts, lines, spool, folder };
}

const texts = async (store: Store, like: string) =>
  (
    await store.pool.query('select text from message where external_id like $1 order by received_at, id', [
      like,
    ])
  ).rows.map((row) => row.text);

describe('on a database that is there', () => {
  let database: { url: string; drop(): Promise<void> };
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  test('ten deliveries of one message, at once and one by one, are one message', async () => {
    const { store, acceptance, woken } = await openDoor(database.url);
    const message = sms('+50937000001', 'Bonjou', { externalId: 'ten-1' });
    await Promise.all(Array.from({ length: 9 }, () => acceptance.accept([message])));
    await acceptance.accept([message, message]);
    expect(await texts(store, 'ten-%')).toEqual(['Bonjou']);
    expect(woken).toHaveLength(1);
    await acceptance.close();
    await store.close();
  });

  test('the same words under a new provider id are another message', async () => {
    const { store, acceptance } = await openDoor(database.url);
    await acceptance.accept([sms('+50937000002', 'Menm bagay', { externalId: 'same-1' })]);
    await acceptance.accept([sms('+50937000002', 'Menm bagay', { externalId: 'same-2' })]);
    expect(await texts(store, 'same-%')).toHaveLength(2);
    await acceptance.close();
    await store.close();
  });

  test('U+0000 in the middle of a full batch sinks nobody, and its own message is kept without it', async () => {
    const { store, acceptance, lines } = await openDoor(database.url);
    const batch = Array.from({ length: 300 }, (_, n) =>
      sms(`+5093701${String(n).padStart(4, '0')}`, n === 150 ? 'nwa\u0000r' : `mesaj ${n}`, {
        externalId: `nul-${n}`,
      }),
    );
    await Promise.all(batch.map((message) => acceptance.accept([message])));
    const kept = await texts(store, 'nul-%');
    expect(kept).toHaveLength(300);
    expect(kept).toContain('nwar');
    const { rows } = await store.pool.query(`select external_id from message where cleaned`);
    expect(rows).toEqual([{ external_id: 'nul-150' }]);
    expect(lines.join('\n')).not.toContain('nwa');
    await acceptance.close();
    await store.close();
  });

  test('half of a surrogate pair and an id as long as a book are kept as well', async () => {
    const { store, acceptance } = await openDoor(database.url);
    await acceptance.accept([
      sms('+50937000003', 'a', {
        externalId: 'sur-1',
        media: [{ url: 'https://example.org/\ud800', contentType: 'x' }],
      }),
      sms('+50937000004', 'b', {
        externalId: `long-${Array.from({ length: 4000 }, () => Math.random().toString(36)).join('')}`,
      }),
    ]);
    const { rows } = await store.pool.query('select text from message where text in ($1, $2)', ['a', 'b']);
    expect(rows).toHaveLength(2);
    await acceptance.close();
    await store.close();
  });

  test('a newcomer met by two processes at once is one contact, with both addresses of theirs', async () => {
    const doors = await Promise.all([openDoor(database.url), openDoor(database.url)]);
    const phone = { scheme: 'whatsapp', kind: 'phone', value: '+50937000005' } as const;
    const bsuid = { scheme: 'whatsapp', kind: 'bsuid', value: 'HT.99887766' } as const;
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        doors[n % 2]?.acceptance.accept([
          sms('', 'alo', { externalId: `two-${n}`, from: n % 3 === 0 ? [bsuid, phone] : [phone, bsuid] }),
        ]),
      ),
    );
    const store = doors[0]?.store as Store;
    const { rows } = await store.pool.query(
      `select count(distinct contact_id)::int as people from message where external_id like 'two-%'`,
    );
    expect(rows).toEqual([{ people: 1 }]);
    const { rows: sealed } = await store.pool.query('select sealed from address where hash = any($1)', [
      [seal.hashAddress(phone), seal.hashAddress(bsuid)],
    ]);
    expect(sealed.map((row) => seal.unsealAddress(row.sealed).value).sort()).toEqual([
      '+50937000005',
      'HT.99887766',
    ]);
    for (const door of doors) {
      await door.acceptance.close();
      await door.store.close();
    }
  });

  test('a message is kept at once while an earlier one of the same people is still being answered', async () => {
    const { store, acceptance, lines } = await openDoor(database.url);
    const from = ['+50937000008', '+50937000009'];
    const say = (text: string) =>
      acceptance.accept(from.map((one, n) => sms(one, text, { externalId: `turn-${text}-${n}` })));
    await say('premye');
    const { rows } = await store.pool.query(`select contact_id from message where external_id like 'turn-%'`);
    await store.db.transaction(async (tx) => {
      await lockContacts(
        tx,
        rows.map((row) => row.contact_id),
      );
      await say('dezyèm');
      expect(acceptance.direct).toBe(true);
    });
    expect(await texts(store, 'turn-%')).toEqual(['premye', 'premye', 'dezyèm', 'dezyèm']);
    expect(lines).toEqual([]);
    await acceptance.close();
    await store.close();
  });

  const receipt = (externalId: string): Receipt => ({
    kind: 'receipt',
    channel: 'simulator',
    externalId,
    status: 'sent',
  });

  test('what nothing can take is set aside on the disk, and holds up neither its batch nor what comes after', async () => {
    const { store, acceptance, receipts, lines, folder } = await openDoor(database.url);
    const nobody = { ...sms('', 'orphan', { externalId: 'aside-0' }), from: [] } as unknown as Inbound;
    await Promise.all([
      acceptance.accept([nobody]),
      ...[1, 2, 3].map((n) =>
        acceptance.accept([sms(`+5093702000${n}`, `mesaj ${n}`, { externalId: `aside-${n}` })]),
      ),
      ...['one', 'poison', 'two'].map((id) => acceptance.accept([receipt(id)])),
    ]);
    await acceptance.accept([sms('+50937020009', 'apre', { externalId: 'aside-9' })]);
    expect(acceptance.direct).toBe(true);
    expect((await texts(store, 'aside-%')).sort()).toEqual(['apre', 'mesaj 1', 'mesaj 2', 'mesaj 3']);
    expect(receipts.map(({ externalId }) => externalId).sort()).toEqual(['one', 'two']);
    expect((await readdir(folder)).map((name) => name.endsWith('.aside'))).toEqual([true, true]);
    expect(lines.join()).toContain('set aside');
    expect(lines.join()).not.toContain('orphan');
    await acceptance.close();
    await store.close();

    // The same on its way back from the disk: renamed by an operator, and still not mended.
    const back = await readdir(folder);
    for (const name of back) await rename(join(folder, name), join(folder, name.replace('.aside', '.spool')));
    const again = await openDoor(database.url, { dir: folder });
    await until(() => again.acceptance.direct, { what: 'the spool to be empty' });
    expect((await readdir(folder)).map((name) => name.endsWith('.aside'))).toEqual([true, true]);
    await again.acceptance.close();
    await again.store.close();
  });

  test('where the server itself refuses us everything waits on the disk, and nothing is set aside', async () => {
    const missing = await freshDatabase();
    const { store, acceptance, folder } = await openDoor(missing.url);
    await store.pool.query('alter table message rename to elsewhere');
    await acceptance.accept([sms('+50937000011', 'tann', { externalId: 'gone-1' })]);
    expect(acceptance.direct).toBe(false);
    expect((await readdir(folder)).some((name) => name.endsWith('.aside'))).toBe(false);
    await store.pool.query('alter table elsewhere rename to message');
    await until(() => acceptance.direct, { what: 'the spool to be empty' });
    expect(await texts(store, 'gone-%')).toEqual(['tann']);
    await acceptance.close();
    await store.close();
    await missing.drop();
  });

  test('what a process beside us left when it died is taken over without a restart', async () => {
    const { store, acceptance, folder } = await openDoor(database.url, { lookEveryMs: 50 });
    const source = await tempFolder();
    const dead = await openSpool({ dir: source, seal, log: silent });
    const event = sms('+50937000012', 'yo kite m', { externalId: 'left-1' });
    await dead.append(Buffer.from(JSON.stringify({ event, receivedAt: new Date() })));
    await dead.close();
    const [name = ''] = await readdir(source);
    await rename(join(source, name), join(folder, name.replace(`-${process.pid}-`, '-999999999-')));
    await until(async () => (await texts(store, 'left-%')).length === 1, { what: 'it is kept' });
    await acceptance.close();
    await store.close();
  });

  test('while older messages wait on the disk, newer ones wait behind them, though the database is there', async () => {
    let seenAgain = false;
    const dir = await tempFolder();
    const left = await openSpool({ dir, seal, log: silent });
    const older = sms('+50937000014', 'premye', { externalId: 'behind-1' });
    await left.append(Buffer.from(JSON.stringify({ event: older, receivedAt: new Date() })));
    await left.close();
    const [name = ''] = await readdir(dir);
    await rename(join(dir, name), join(dir, name.replace(`-${process.pid}-`, '-999999999-')));
    const { store, acceptance } = await openDoor(database.url, { dir, ready: async () => seenAgain });
    await acceptance.accept([sms('+50937000014', 'dezyèm', { externalId: 'behind-2' })]);
    expect(await texts(store, 'behind-%')).toEqual([]);
    seenAgain = true;
    await until(async () => (await texts(store, 'behind-%')).length === 2, { what: 'both are kept' });
    const { rows } = await store.pool.query(
      `select text from message where external_id like 'behind-%' order by id`,
    );
    expect(rows.map(({ text }) => text)).toEqual(['premye', 'dezyèm']);
    await acceptance.close();
    await store.close();
  });

  test('a clock that is ahead puts nothing off: neither the sweep nor a later message waits for it', async () => {
    const { store, acceptance } = await openDoor(database.url);
    const ahead = new Date(Date.now() + 3_600_000);
    const from = '+50937000013';
    await keepMessages(store, [
      { inbound: sms(from, 'premye', { externalId: 'clock-1' }), receivedAt: ahead },
    ]);
    await acceptance.accept([sms(from, 'dezyèm', { externalId: 'clock-2' })]);
    expect(await texts(store, 'clock-%')).toEqual(['premye', 'dezyèm']);
    const { rows } = await store.pool.query(
      `select contact_id from message where external_id = 'clock-1' and received_at <= now()`,
    );
    expect(await overdueContacts(store.db, 0, 10_000)).toContain(rows[0]?.contact_id);
    await acceptance.close();
    await store.close();
  });

  test('no number stands in the database in the open', async () => {
    const { store, acceptance } = await openDoor(database.url);
    await acceptance.accept([sms('+50937000006', 'alo', { externalId: 'open-1' })]);
    const { rows } = await store.pool.query(
      `select a::text as row from address a union all select c::text from contact c union all select m::text from message m`,
    );
    expect(rows.filter((row) => row.row.includes('50937000006'))).toEqual([]);
    const hex = Buffer.from('+50937000006').toString('hex');
    expect(rows.filter((row) => row.row.includes(hex))).toEqual([]);
    await acceptance.close();
    await store.close();
  });
});

describe('while the database is away', () => {
  let server: PrivatePostgres;
  beforeAll(async () => {
    server = await startPrivatePostgres();
    await migrate(server.url);
  });
  afterAll(() => server.remove());

  test('messages are promised on the disk and handed over in order when it is back', async () => {
    const { store, acceptance, woken } = await openDoor(server.url, { max: 4 });
    const say = (n: number) =>
      acceptance.accept([sms('+50937000007', `mesaj ${n}`, { externalId: `away-${n}` })]);
    for (let n = 0; n < 5; n++) await say(n);
    await server.stop();
    for (let n = 5; n < 25; n++) await say(n);
    expect(acceptance.direct).toBe(false);
    // A copy of a message that is on the disk already.
    await say(7);
    const back = server.start();
    for (let n = 25; n < 40; n++) await say(n);
    await back;
    await until(() => acceptance.direct, { what: 'the spool to be empty', withinMs: 30_000 });
    await say(40);
    expect(await texts(store, 'away-%')).toEqual(Array.from({ length: 41 }, (_, n) => `mesaj ${n}`));
    expect(woken.length).toBeGreaterThan(0);
    await acceptance.close();
    await store.close();
  });

  test('when the disk was full as well, the door opens again as soon as the database is back', async () => {
    // A folder whose files would have too long a path: it can be read, and nothing can be made in it.
    const deep = await tempFolder();
    let dir = deep;
    while (dir.length < 3_830) dir = join(dir, 'a'.repeat(200));
    dir = join(dir, 'b'.repeat(4_080 - dir.length - 1));
    const { store, acceptance } = await openDoor(server.url, { max: 4, dir });
    const say = (n: number) =>
      acceptance.accept([sms('+50937000014', `mesaj ${n}`, { externalId: `full-${n}` })]);
    await server.stop();
    await expect(say(1)).rejects.toThrow(/ENAMETOOLONG/);
    await server.start();
    await until(() => acceptance.direct, { what: 'the door to be open', withinMs: 30_000 });
    await say(1);
    expect(await texts(store, 'full-%')).toEqual(['mesaj 1']);
    await acceptance.close();
    await store.close();
  });
});
