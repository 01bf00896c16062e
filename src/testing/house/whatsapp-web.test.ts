import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openPairingDesk, type PairingDesk } from '../../channels/whatsapp-web/pairing.ts';
import { openLog } from '../../core/log.ts';
import {
  type Person,
  startWhatsAppWebDouble,
  type WhatsAppWebDouble,
} from '../../doubles/whatsapp-web/server.ts';
import { openStore, type Store } from '../../store/connect.ts';
import { openKeep } from '../../store/keeps.ts';
import { freshDatabase } from '../database.ts';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';

const SLOW = { withinMs: 90_000 };

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let house: House<'all'>;
let whatsapp: WhatsAppWebDouble;
let desk: PairingDesk;
let invented = 0;

/** Somebody with a number, a LID, and a rumor with a word that stands nowhere else. */
function somebody(numberShown = true) {
  invented += 1;
  const number = `5093722${String(1_000 + invented)}`;
  const lid = `2070000000${String(10_000 + invented)}`;
  const word = `zandolit${invented}x`;
  house.secrets.add(number.slice(3)).add(lid).add(word);
  const person = whatsapp.person(number, lid, { numberShown });
  return { person, rumor: `Yo di ${word} ap manje bilten vòt yo nan Jeremi` };
}

const heard = (person: Person) =>
  person.heard().map(({ message }) => message.conversation ?? message.extendedTextMessage?.text ?? '');
const hears = (person: Person, count: number) =>
  until(() => heard(person).length >= count, { ...SLOW, what: `${count} messages are on the phone` });

async function standingOf({ number, lid }: Person) {
  const hashes = [
    house.seal.hashAddress({ scheme: 'whatsapp', kind: 'phone', value: `+${number}` }),
    house.seal.hashAddress({ scheme: 'whatsapp', kind: 'lid', value: lid }),
  ];
  const found = await house.rows<{ messages: number; tips: number; addresses: number }>(
    `select (select count(*)::int from message where contact_id = c.id) as messages,
       (select count(*)::int from tip where contact_id = c.id) as tips,
       (select count(*)::int from address where contact_id = c.id) as addresses
     from contact c where c.id in (select contact_id from address where hash = any($1))`,
    [hashes],
  );
  expect(found.length, 'one person').toBeLessThanOrEqual(1);
  return found[0];
}

/** Lets the time pass after which a send that nobody finished counts as lost, and a dead process no longer holds the line. */
async function aMinuteLater(): Promise<void> {
  await house.rows(`update reply set claimed_at = claimed_at - interval '2 minutes' where state = 'sending'`);
  await house.rows(`update lease set until = now()`);
}

beforeAll(async () => {
  whatsapp = await startWhatsAppWebDouble();
  database = await freshDatabase();
  house = await openHouse({
    processes: { all: 'web,conversation,outbound,desks' },
    database: database.url,
    environment: {
      ...whatsapp.environment,
      CHANNELS: 'simulator,twilio,whatsapp-web',
      WHATSAPP_WEB_ACCEPT_RISK: 'yes',
      WHATSAPP_WEB_URL: whatsapp.url,
      WHATSAPP_WEB_PER_MINUTE: '60',
    },
  });
  store = openStore({ url: database.url, seal: house.seal, log: openLog(undefined, 'silent') });
  desk = openPairingDesk(openKeep(store, 'whatsapp-web'));
  // libsignal prints keys by these words.
  house.secrets.add('Closing session').add('privKey').add(whatsapp.own.number.slice(3));
});
afterAll(async () => {
  await store?.close();
  await house?.close();
  await whatsapp?.close();
  await database?.drop();
});
afterEach((context) => tellWhenRed(context, house));

test('linked from the console: asked for in one process, shown by another, scanned', async () => {
  await until(async () => (await desk.read()).note === 'unlinked', {
    ...SLOW,
    what: 'it says that it is not linked',
  });
  expect(whatsapp.logins).toBe(0);
  await desk.ask({ do: 'qr' });
  await whatsapp.scan(
    await until(async () => (await desk.read()).qr, { ...SLOW, what: 'there is a QR code' }),
  );
  await until(async () => (await desk.read()).stands === 'up', { ...SLOW, what: 'it is linked' });
  const account = () => house.rows(`select link from sender where account = 'whatsapp-web'`);
  await until(async () => (await account())[0]?.link === 'up', SLOW);
});

test('the whole first talk: language, consent, a rumor, its code; each answered once', async () => {
  const { person, rumor } = somebody();
  await person.writes('Bonjou');
  await hears(person, 1);
  expect(heard(person)[0]).toMatch(/1.*Kreyòl/s);
  await person.writes('1');
  await hears(person, 2);
  expect(heard(person)[1]).toMatch(/dak[òo]/);
  await person.writes('1');
  await hears(person, 3);
  await person.writes(rumor, { forwardingScore: 6 });
  await hears(person, 4);
  expect(heard(person)[3]).toMatch(/k[òo]d: [A-Z0-9]{4}/i);
  await house.quiet();
  expect(heard(person)).toHaveLength(4);
  expect(await standingOf(person)).toEqual({ messages: 4, tips: 1, addresses: 2 });
});

test('who hides the number is answered all the same', async () => {
  const { person, rumor } = somebody(false);
  await person.writes(rumor);
  await hears(person, 1);
  await house.quiet();
  expect(await standingOf(person)).toMatchObject({ messages: 1, addresses: 1 });
});

test('receipts move what we said forward', async () => {
  const { person, rumor } = somebody();
  whatsapp.orders.receipts({ send: ['delivered', 'read'], twice: true, reversed: true });
  await person.writes(rumor);
  await hears(person, 1);
  const states = async () =>
    (
      await house.rows<{ state: string }>(
        `select p.state from part p join reply r on r.id = p.reply_id
         where r.contact_id = (select contact_id from address where hash = $1)`,
        [house.seal.hashAddress({ scheme: 'whatsapp', kind: 'phone', value: `+${person.number}` })],
      )
    ).map(({ state }) => state);
  await until(async () => (await states()).join() === 'read', {
    ...SLOW,
    what: 'it is read',
  });
  whatsapp.orders.receipts({ send: [] });
});

test('kill -9 in the middle of a crowd, twice: nothing is lost, nothing is doubled', async () => {
  const people = Array.from({ length: 6 }, (_, n) => somebody(n % 2 === 0));
  const ids: string[] = [];
  for (const { person, rumor } of people.slice(0, 3)) ids.push(await person.writes(rumor));
  // At the very moment at which WhatsApp has been told of the first: what it was told of, it forgets.
  await until(() => ids.some((id) => whatsapp.confirmed.includes(id)), { ...SLOW, what: 'one is confirmed' });
  await house.process.all.kill();
  for (const { person, rumor } of people.slice(3)) ids.push(await person.writes(rumor));
  await aMinuteLater();
  await house.process.all.start();
  await until(() => whatsapp.connected, { ...SLOW, what: 'it is connected again, by itself' });
  await until(() => ids.every((id) => whatsapp.confirmed.includes(id)), {
    ...SLOW,
    what: 'all are confirmed',
  });
  await house.process.all.kill();
  await aMinuteLater();
  await house.process.all.start();
  for (const { person } of people)
    await until(async () => (await standingOf(person))?.messages === 1, { ...SLOW, what: 'it is kept' });
  await until(() => whatsapp.connected, { ...SLOW, what: 'it is connected again' });
  await house.quiet(90_000);
  for (const { person } of people) {
    expect(await standingOf(person)).toMatchObject({ messages: 1, tips: 1 });
    expect(heard(person).length, 'nobody is told the same twice').toBeLessThanOrEqual(1);
  }
});

test('stopped as by an operator it lets go at once, and 440 is not fought', async () => {
  whatsapp.end('replaced');
  await until(async () => (await desk.read()).stands === 'stopped', { ...SLOW, what: 'it has stopped' });
  const { logins } = whatsapp;
  const { code, ms } = await house.process.all.stop();
  expect(code).toBe(0);
  // Baileys' own timers would keep a process for half a minute.
  expect(ms).toBeLessThan(10_000);
  await house.process.all.start();
  await until(async () => (await desk.read()).note === '440', { ...SLOW, what: 'it remembers' });
  expect(whatsapp.logins).toBe(logins);
  await desk.ask({ do: 'qr' });
  await until(() => whatsapp.connected, { ...SLOW, what: 'a person brings it back' });
});
