import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { raiseAlarm, raiseDangerAlarm, raiseLateLines, raiseSilenceAlarms } from './alert.ts';
import { openLog } from './core/log.ts';
import { addToReport, openReport } from './desks/reports/index.ts';
import { moveSilence, type SilenceMove } from './desks/watch/silence-moves.ts';
import { report, waiting } from './store/schema.ts';
import { openSilences } from './store/silence.ts';
import { countWaiting, openWaiting, takeWaiting } from './store/waiting.ts';
import { type DeskWorld, openDeskWorld } from './testing/desk-world.ts';
import { DELMAS, enterObservers, number } from './testing/observers.ts';
import { watchForTests } from './testing/watch-desk.ts';

const publicUrl = 'https://teledjol.example';
let world: DeskWorld;
let far: Server;
let alertUrl: string;
let status = 200;
const told: string[] = [];
const lines: string[] = [];
const log = openLog((line) => void lines.push(line));

beforeAll(async () => {
  world = await openDeskWorld();
  far = createServer(async (request, response) => {
    told.push(await text(request));
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve));
  alertUrl = `http://127.0.0.1:${(far.address() as AddressInfo).port}/topic`;
});
beforeEach(async () => {
  await world.store.db.delete(waiting);
  told.length = 0;
  lines.length = 0;
  status = 200;
});
afterAll(async () => {
  far.close();
  await world.close();
});

const raise = (store = world.store) => raiseDangerAlarm({ store, log, alertUrl, publicUrl });

async function inDanger(words = 'Yo antre lakay mwen, 3700-0042') {
  const { contactId, addressId } = await world.person();
  const { rows } = await world.store.pool.query(
    `insert into message (contact_id, address_id, channel, account, external_id, received_at, text)
     values ($1, $2, 'simulator', 'simulator-sms', gen_random_uuid()::text, now(), $3) returning id`,
    [contactId, addressId, words],
  );
  const opened = await openReport(world.store.db, {
    kind: 'incident',
    contactId,
    messageId: Number(rows[0].id),
    addressId,
    account: 'simulator-sms',
    medium: 'sms',
    text: words,
  });
  return { ...opened, contactId };
}

test('danger is told at once, once, with a code and where to look, and nothing that anybody said or is', async () => {
  const { code, reportId, contactId } = await inDanger();
  await raise();
  expect(told).toEqual([]);
  await addToReport(world.store.db, { code, contactId, danger: true });
  await raise();
  await raise();
  expect(told).toEqual([`Teledjol: somebody may be in danger: ${code}. ${publicUrl}/reports/${reportId}`]);
  expect(lines.join('\n')).toContain('somebody may be in danger');
  expect(lines.join('\n')).not.toMatch(/lakay|3700/);
  expect(await countWaiting(world.store.db)).toEqual({ open: 1, late: 0, danger: 1 });
});

test('a person put before us in danger is told of, too, with a report or without', async () => {
  const { contactId } = await world.person();
  const waitingId = await openWaiting(world.store.db, { contactId, reason: 'danger' });
  const reported = await inDanger('Anmwe');
  await openWaiting(world.store.db, { contactId: reported.contactId, reason: 'danger' });
  // Said again in the next turn, it is the same danger.
  await raise();
  await addToReport(world.store.db, { ...reported, danger: true });
  await raise();
  expect(told).toEqual([
    `Teledjol: somebody may be in danger. ${publicUrl}/waiting/${waitingId}`,
    `Teledjol: somebody may be in danger: ${reported.code}. ${publicUrl}/reports/${reported.reportId}`,
  ]);
});

test('where the address does not take it, it is told again until it does', async () => {
  const { code, contactId } = await inDanger();
  await addToReport(world.store.db, { code, contactId, danger: true });
  status = 503;
  await raise();
  status = 200;
  await raise();
  await raise();
  expect(told).toHaveLength(2);
});

test('two processes that sweep at once tell it once, and a colleague may take it meanwhile', async () => {
  const { code, contactId } = await inDanger();
  await addToReport(world.store.db, { code, contactId, danger: true });
  const [row] = await world.store.db.select().from(waiting);
  const staffId = await world.colleague();
  await Promise.all([
    raise(),
    raise(world.elsewhere.store),
    takeWaiting(world.store.db, { waitingId: row?.id ?? '', staffId }),
  ]);
  await raise();
  expect(told).toHaveLength(1);
});

test('the alarm for those who wait too long leaves them to it', async () => {
  const { code, contactId } = await inDanger();
  await addToReport(world.store.db, { code, contactId, danger: true });
  await world.store.pool.query(`update waiting set opened_at = now() - interval '1 hour'`);
  await raiseAlarm({ store: world.store, log, accounts: [], minutes: 15, alertUrl, publicUrl });
  expect(told).toEqual([]);
});

test('without an address the log and the pages tell it, once', async () => {
  const { code, contactId } = await inDanger();
  await addToReport(world.store.db, { code, contactId, danger: true });
  for (const _time of [1, 2])
    await raiseDangerAlarm({ store: world.store, log, alertUrl: undefined, publicUrl });
  expect(lines.filter((line) => line.includes('in danger'))).toHaveLength(1);
  expect(await world.store.db.select({ id: report.id }).from(report)).not.toEqual([]);
});

test('new messages that nobody opens are told of once, and every day, by their number alone', async () => {
  const { tipId } = await world.says(await world.person(), 'Yo di biwo yo fèmen');
  const late = () => raiseLateLines({ store: world.store, log, hours: 6, alertUrl, publicUrl });
  const age = (hours: number) =>
    world.store.pool.query(`update tip set created_at = now() - $2 * interval '1 hour' where id = $1`, [
      tipId,
      hours,
    ]);
  await age(5);
  await late();
  expect(told).toEqual([]);
  await age(7);
  status = 500;
  await late();
  status = 200;
  await late();
  await late();
  const line = 'Teledjol: new messages wait longer than 6 hours: 1. https://teledjol.example/verification';
  expect(told).toEqual([line, line]);
  await world.store.pool.query(`update reminder set told_at = now() - interval '25 hours'`);
  await late();
  expect(told).toHaveLength(3);
  // Somebody opens it; the next one is told of at once when its time has come.
  await age(1);
  await late();
  await age(8);
  await late();
  expect(told).toHaveLength(4);
  expect(lines.join()).not.toContain('biwo');
});

test('the alarm for silent observers is told once for each press, until it arrives, and names nobody', async () => {
  const { watch } = watchForTests(world.store);
  const { watch: other } = watchForTests(world.elsewhere.store);
  const people = Array.from({ length: 26 }, (_, n) => ({
    number: number(String(4_000 + n)),
    phones: `+509371700${String(n).padStart(2, '0')}`,
    place: n === 1 ? number('31100') : DELMAS,
    ...(n === 25 && { training: 'wi' }),
  }));
  await enterObservers(world.store, watch.registry, people);
  const { rows } = await world.store.pool.query('select id, number from observer');
  const idOf = (n: number) => rows.find((row) => row.number === people[n]?.number).id;
  const silentAt = (slot: string, ...who: number[]) =>
    openSilences(
      world.store.db,
      who.map((n) => ({ observerId: idOf(n), slot: new Date(slot) })),
      new Date(),
    );
  const by = { id: await world.colleague(), role: 'lead' as const };
  const press = (move: SilenceMove, ...who: number[]) =>
    moveSilence(watch, { observerIds: who.map(idOf), by, move });
  const alarms = (desk = watch) =>
    raiseSilenceAlarms({ watch: desk, language: 'fr', log, alertUrl, publicUrl });
  const all = people.map((_, n) => n);
  await silentAt('2026-08-30T10:00:00Z', ...all);
  await silentAt('2026-08-30T14:00:00Z', 0, 1);

  // Who was called is well, and who practises wakes nobody.
  await press('called', 2);
  await press('alarm', 25);
  await alarms();
  expect(told).toEqual([]);

  // Two hours of two observers, one press: one line, sent until it is taken, and by one of two processes.
  await press('alarm', 0, 1);
  status = 503;
  await alarms();
  status = 200;
  await Promise.all([alarms(), alarms(other)]);
  await alarms();
  const who = `${people[0]?.number}, ${people[1]?.number}`;
  const line = `Teledjol: alarm for silent observers: ${who} (Ouest, Nord). ${publicUrl}/watch/silence`;
  expect(told).toEqual([line, line]);

  // Silent again, and the alarm again, is another one; many are named as far as a telephone shows them.
  await silentAt('2026-08-30T18:00:00Z', 0);
  await press('alarm', 0);
  await press('alarm', ...all.slice(3, 25));
  await alarms();
  expect(told).toHaveLength(4);
  expect(told[2]).toContain(`observers: ${people[0]?.number} (Ouest). `);
  expect(told[3]).toMatch(/(\d{5}, ){19}\d{5} and 2 more \(Ouest\)/);
  expect([...told, ...lines].join()).not.toMatch(/Envante|371700/);

  // Without an address the log and the page tell it, once.
  await silentAt('2026-08-30T19:00:00Z', 0);
  await press('alarm', 0);
  lines.length = 0;
  for (const _time of [1, 2])
    await raiseSilenceAlarms({ watch, language: 'fr', log, alertUrl: undefined, publicUrl });
  expect(lines.filter((each) => each.includes('silent observers'))).toHaveLength(1);
});
