import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Account } from '../../doubles/sms-gateway/account.ts';
import { type SmsGatewayDouble, startSmsGatewayDouble } from '../../doubles/sms-gateway/server.ts';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';

/*
 * A deployment with four gateways: three that are called, one that can only be answered. The process that hears them
 * is another than the one that thinks.
 */
const SECRET = 'an-invented-secret';
const account = (kind: Account['kind'], name: string, more: Partial<Account> = {}): Account => ({
  kind,
  name,
  user: 'invented',
  password: 'password',
  secret: `${SECRET}-${name}`,
  from: '2004',
  ...more,
});

let house: House<'door' | 'rest'>;
let digicel: SmsGatewayDouble;
let natcom: SmsGatewayDouble;
let phone: SmsGatewayDouble;
let answered: SmsGatewayDouble;

beforeAll(async () => {
  [digicel, natcom, phone, answered] = await Promise.all([
    startSmsGatewayDouble(account('kannel', 'digicel')),
    startSmsGatewayDouble(account('jasmin', 'natcom')),
    startSmsGatewayDouble(account('android', 'phone')),
    startSmsGatewayDouble(account('kannel', 'answered', { repliesByAnswer: true })),
  ]);
  const address = ({ url }: SmsGatewayDouble, path: string, name: string) =>
    `${url.replace('//', '//invented:password@')}${path}?from=2004&secret=${SECRET}-${name}&national=509xxxxxxxx&per_second=500`;
  house = await openHouse({
    processes: { door: 'web', rest: 'conversation,outbound,desks' },
    environment: {
      CHANNELS: 'simulator,twilio,sms-gateway',
      SMS_GATEWAYS: [
        `digicel=kannel ${address(digicel, '/cgi-bin/sendsms', 'digicel')}`,
        `natcom=jasmin ${address(natcom, '/send', 'natcom')}`,
        `phone=android ${address(phone, '/messages', 'phone')}`,
        `answered=kannel ?secret=${SECRET}-answered&national=509xxxxxxxx&wait=30&per_second=500`,
      ].join('\n'),
    },
  });
  for (const double of [digicel, natcom, phone, answered]) double.aim(house.process.door.url);
});
afterEach((context) => tellWhenRed(context, house));
afterAll(async () => {
  await house?.close();
  await Promise.all([digicel, natcom, phone, answered].map((double) => double?.close()));
});

let invented = 0;
/** A number as it is written inside the country. */
const somebody = () => {
  invented += 1;
  const number = `3791${String(invented).padStart(4, '0')}`;
  house.secrets.add(number);
  return number;
};
const heard = (double: SmsGatewayDouble, number: string) =>
  double.ledger.filter(({ to }) => to === `+509${number}` || to === number).map(({ text }) => text);
const hears = (double: SmsGatewayDouble, number: string, count: number) =>
  until(() => heard(double, number).length >= count, { withinMs: 60_000, what: `answer ${count} has come` });
const KEPT = /k[òo]d: [A-Z0-9]{4}/i;
const RUMOR = [
  'Yo di zwazo7g ap vole bwat vòt yo nan Jakmèl demen maten, e ke biwo yo p ap louvri ',
  'anvan midi 🗳',
];

test('a rumor that comes by Kannel in two parts is one, and the whole talk goes back by Kannel', async () => {
  const number = somebody();
  house.secrets.add('zwazo7g');
  const part = (n: number) => ({
    part: { ref: 7, n, of: 2 },
    as: 'utf-16be' as const,
    id: `3f0a7c1e-0000-4000-8000-00000000000${n}`,
  });
  // The second part first, and each twice.
  for (const n of [2, 2, 1, 1])
    expect(await digicel.sms(number, RUMOR[n - 1] ?? '', part(n))).toMatchObject({ status: 200, body: '' });
  await hears(digicel, number, 1);
  expect(heard(digicel, number)[0]).toMatch(KEPT);
  const tips = await house.rows<{ text: string }>('select text from tip');
  expect(tips).toEqual([{ text: RUMOR.join('') }]);
  for (const n of [2, 3]) {
    await digicel.sms(number, '1');
    await hears(digicel, number, n);
  }
  await house.quiet();
  expect(heard(digicel, number)).toHaveLength(3);
  expect(digicel.refused).toEqual([]);
  await until(
    async () =>
      (
        await house.rows<{ n: number }>(
          `select count(*)::int as n from part where account = 'sms-gateway-digicel' and state = 'delivered'`,
        )
      )[0]?.n === 3,
    { withinMs: 60_000, what: 'our books say that they were delivered' },
  );
});

test('two operators and a phone at once: each answers by the way on which it was asked', async () => {
  const ways = [digicel, natcom, phone];
  const people = ways.map((double) => ({ double, number: somebody() }));
  await Promise.all(
    people.map(({ double, number }) =>
      double.sms(number, 'Yo di lekòl yo ap fèmen demen nan tout peyi a 😟'),
    ),
  );
  for (const { double, number } of people) {
    await hears(double, number, 1);
    expect(heard(double, number)[0]).toMatch(KEPT);
    for (const other of ways.filter((one) => one !== double)) expect(heard(other, number)).toEqual([]);
  }
  await house.quiet();
  const texts = await house.rows<{ text: string }>(`select text from tip where text like 'Yo di lekòl%'`);
  expect(texts.map(({ text }) => text)).toEqual(
    Array(3).fill('Yo di lekòl yo ap fèmen demen nan tout peyi a 😟'),
  );
  for (const double of ways) expect(double.refused).toEqual([]);
});

test('a number that a gateway writes into its ids does not stand beside the message', async () => {
  const number = somebody();
  await digicel.sms(number, 'Yo di pon an kase', { id: `2611251200-509${number}` });
  await hears(digicel, number, 1);
  const ids = await house.rows<{ external_id: string }>(
    `select external_id from message where text = 'Yo di pon an kase'`,
  );
  expect(ids[0]?.external_id).toMatch(/^digicel:[0-9a-f]{40}$/);
});

test('one person who writes by two operators is one contact', async () => {
  const number = somebody();
  await digicel.sms(`+509${number}`, 'Yo di larivyè a ap desann sou vil la aswè a');
  await hears(digicel, number, 1);
  await natcom.sms(number, '1');
  await hears(natcom, number, 1);
  const accounts = await house.rows(
    `select distinct contact_id from message where text = '1' and account = 'sms-gateway-natcom'
       or text like 'Yo di larivyè%'`,
  );
  expect(accounts).toHaveLength(1);
});

test('a gateway that can only be answered carries the talk in its answers', async () => {
  const number = somebody();
  const first = await answered.sms(number, 'Yo di zwazo ap vole bwat vòt yo nan Jakmèl demen');
  expect(first).toMatchObject({ status: 200, tries: 1 });
  expect(first.body).toMatch(KEPT);
  await answered.sms(number, '1');
  await answered.sms(number, '1');
  await house.quiet();
  expect(heard(answered, number)).toHaveLength(3);
  const [state] = await house.rows<{ sent: number; all: number }>(
    `select count(*) filter (where state = 'sent')::int as sent, count(*)::int as all from reply
       where account = 'sms-gateway-answered'`,
  );
  expect(state).toEqual({ sent: 3, all: 3 });
});

test('what has not the secret is answered by nothing and not kept', async () => {
  const [before] = await house.rows(
    'select (select count(*) from message) as m, (select count(*) from contact) as c',
  );
  const door = house.process.door.url;
  const url = `${door}/hooks/sms/digicel`;
  const query = 'from=37919999&text=Bonjou&id=1';
  for (const [address, init] of [
    [`${url}?${query}`, {}],
    [`${url}?${query}&secret=`, {}],
    [`${url}?${query}&secret=${SECRET}-natcom`, {}],
    [`${url}?${query}&secret=${SECRET}-digicel%00`, {}],
    [url, { method: 'POST', body: new URLSearchParams(`${query}&secret=wrong`) }],
    [url, { method: 'POST', body: '{"secret":"wrong"}', headers: { 'content-type': 'application/json' } }],
    [`${url}/status?part=1&status=1`, {}],
    [`${door}/hooks/sms/phone`, { method: 'POST', body: '{"event":"sms:received"}' }],
  ] as const) {
    const answer = await fetch(address, init);
    expect([answer.status, await answer.text()]).toEqual([403, '']);
  }
  expect((await fetch(`${door}/hooks/sms/nobody?secret=${SECRET}-digicel`)).status).toBe(404);
  const [after] = await house.rows(
    'select (select count(*) from message) as m, (select count(*) from contact) as c',
  );
  expect(after).toEqual(before);
});

test('kill -9 between two parts loses neither, and the message is read once', async () => {
  const number = somebody();
  const part = (n: number) => ({ part: { ref: 9, n, of: 2 }, id: `3f0a7c1e-0000-4000-8000-00000000001${n}` });
  await digicel.sms(number, 'Yo di zwazo ap vole bwat ', part(1));
  await Promise.all([house.process.door.kill(), house.process.rest.kill()]);
  await Promise.all([house.process.door.start(), house.process.rest.start()]);
  await digicel.sms(number, 'vòt yo nan Tigwav aswè a', part(2));
  await digicel.sms(number, 'Yo di zwazo ap vole bwat ', part(1));
  await hears(digicel, number, 1);
  await house.quiet();
  expect(heard(digicel, number)).toHaveLength(1);
  const tips = await house.rows(`select text from tip where text like '%Tigwav%'`);
  expect(tips).toEqual([{ text: 'Yo di zwazo ap vole bwat vòt yo nan Tigwav aswè a' }]);
});
