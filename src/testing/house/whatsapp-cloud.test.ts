import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openMessageIds } from '../../channels/whatsapp-cloud/message-id.ts';
import type { Person } from '../../doubles/whatsapp-cloud/account.ts';
import type { Delivered } from '../../doubles/whatsapp-cloud/double.ts';
import { startWhatsAppCloudDouble, type WhatsAppCloudDouble } from '../../doubles/whatsapp-cloud/server.ts';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';
import { publishVerdict, VERDICT } from './publish-verdict.ts';

/** The whole house, written to through Meta: buttons are tapped, receipts come back, nothing is lost or said twice. */
const OURS = { id: '109876543210001', display: '50928110001' };
const SECOND = { id: '109876543210002', display: '50928110002' };
const RUMOR = 'Yo di zwazoble ap vole bwat vòt yo nan Jakmèl demen maten 🙏';
const CODE = /k[òo]d: [A-Z0-9]{4}/i;

let house: House<'all'>;
let double: WhatsAppCloudDouble;

beforeAll(async () => {
  const secrets = {
    token: 'EAAAnInventedSystemUserToken',
    appSecret: 'an-invented-app-secret',
    verifyToken: 'an-invented-verify-token',
  };
  double = await startWhatsAppCloudDouble({ ...secrets, phones: [OURS, SECOND], patienceMs: 60_000 });
  house = await openHouse({
    processes: { all: 'web,conversation,outbound,desks' },
    environment: {
      CHANNELS: 'simulator,twilio,whatsapp-cloud',
      WHATSAPP_CLOUD_TOKEN: secrets.token,
      WHATSAPP_CLOUD_PHONE_ID: `${OURS.id},natcom=${SECOND.id}`,
      WHATSAPP_CLOUD_APP_SECRET: secrets.appSecret,
      WHATSAPP_CLOUD_VERIFY_TOKEN: secrets.verifyToken,
      WHATSAPP_CLOUD_API_URL: double.url,
    },
  });
  for (const secret of [...Object.values(secrets), 'zwazoble']) house.secrets.add(secret);
  await double.subscribe(`${house.publicUrl}/hooks/whatsapp`);
});
afterEach((context) => tellWhenRed(context, house));
afterAll(async () => {
  await house?.close();
  await double?.close();
});

let invented = 0;
function invent(shows: 'number' | 'id' | 'both'): Person {
  invented += 1;
  const digits = String(invented).padStart(6, '0');
  const person = {
    ...(shows !== 'id' && { phone: `50937${digits}` }),
    ...(shows !== 'number' && { userId: `HT.45665461302${digits}` }),
  };
  if (person.phone) house.secrets.add(person.phone.slice(3));
  if (person.userId) house.secrets.add(person.userId.slice(3));
  return person;
}
const heard = ({ phone, userId }: Person) => double.ledger.filter(({ to }) => to === phone || to === userId);
/** The n-th thing that somebody got, from 1. */
const hears = (person: Person, n: number): Promise<Delivered> =>
  until(() => heard(person)[n - 1], { withinMs: 60_000, what: `answer ${n} has come` });

/** The first talk of somebody new, all by tapping. */
async function talk(person: Person, phoneId = OURS.id): Promise<void> {
  const said = {
    type: 'text',
    context: { forwarded: true, frequently_forwarded: true },
    text: { body: RUMOR },
  };
  expect(await double.write(person, said, { phoneId })).toMatchObject({ status: 200, tries: 1 });
  await double.tap(person, await hears(person, 1), 'Kreyòl');
  await double.tap(person, await hears(person, 2), 'Wi');
  await hears(person, 3);
}

/** What our books say of the things somebody was sent, in order. */
async function statesOf(person: Person): Promise<string[]> {
  const ids = heard(person).map(({ callbackData }) => callbackData);
  const rows = await house.rows<{ id: string; state: string }>(
    'select id, state from part where id = any($1::uuid[])',
    [ids],
  );
  return ids.map((id) => rows.find((row) => row.id === id)?.state ?? 'none');
}
const allRead = (person: Person) =>
  until(async () => (await statesOf(person)).every((state) => state === 'read'), {
    withinMs: 60_000,
    what: 'all is read',
  });

describe('somebody forwards a rumor', () => {
  test.each(['number', 'id', 'both'] as const)('(shows: %s), taps the language, then yes', async (shows) => {
    const person = invent(shows);
    await talk(person);
    await house.quiet();
    const [kept, consent, thanks] = heard(person);
    expect(heard(person)).toHaveLength(3);
    expect(kept?.text).toMatch(CODE);
    // Four languages are more than buttons hold.
    expect(kept?.content.type).toBe('list');
    expect(kept?.buttons.map(({ title }) => title)).toContain('Kreyòl');
    // A button needs no number before it.
    expect(kept?.text).not.toMatch(/^1 /m);
    expect(consent?.buttons.map(({ title }) => title)).toContain('Wi');
    expect(thanks?.text).toMatch(/KI KOTE/);
    // Who shows a number is written to by it.
    expect(thanks?.to).toBe(person.phone ?? person.userId);
    await allRead(person);
    const [kind] = await house.rows<{ forwarded: string }>(
      `select forwarded from message where channel = 'whatsapp-cloud' and forwarded is not null limit 1`,
    );
    expect(kind?.forwarded).toBe('often');
  });

  test('who was known by number and id is the same person when only one of them shows', async () => {
    const person = invent('both');
    await talk(person);
    const { userId = '' } = person;
    await double.text({ userId }, 'KI KOTE');
    await until(() => heard(person).length > 3, { withinMs: 60_000, what: 'the question is answered' });
    await house.quiet();
    const rows = await house.rows<{ n: number }>(
      `select count(distinct contact_id)::int as n from address where hash = any($1)`,
      [
        [
          house.seal.hashAddress({ scheme: 'whatsapp', kind: 'phone', value: `+${person.phone}` }),
          house.seal.hashAddress({ scheme: 'whatsapp', kind: 'bsuid', value: userId }),
        ],
      ],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('at our second number, and is answered from there', async () => {
    const person = invent('number');
    await talk(person, SECOND.id);
    expect(new Set(heard(person).map(({ phoneId }) => phoneId))).toEqual(new Set([SECOND.id]));
  });
});

test('the same webhook ten times, or one message twice in a batch, is one message and one answer', async () => {
  const [once, twice] = [invent('both'), invent('number')];
  const said = { type: 'text', text: { body: RUMOR } };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => double.write(once, said, { id: 'wamid.ten' })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  const copy = { person: twice, said, id: 'wamid.batch' };
  expect((await double.batch([copy, { ...copy }, copy], true)).status).toBe(200);
  for (const person of [once, twice]) await hears(person, 1);
  await house.quiet();
  for (const person of [once, twice]) expect(heard(person)).toHaveLength(1);
});

test('twenty people in one webhook are each answered', async () => {
  const people = Array.from({ length: 20 }, (_, n) => invent(n % 2 ? 'number' : 'both'));
  const messages = people.map((person, n) => ({
    person,
    said: { type: 'text', text: { body: RUMOR } },
    phoneId: n % 3 ? OURS.id : SECOND.id,
  }));
  expect((await double.batch(messages)).status).toBe(200);
  for (const person of people) await hears(person, 1);
  await house.quiet();
  for (const person of people) expect(heard(person)).toHaveLength(1);
});

test('what we cannot read is put before a person of ours', async () => {
  const person = invent('number');
  await double.write(person, { type: 'contacts', contacts: [{ name: { formatted_name: 'Zwazoble' } }] });
  await house.quiet();
  const hash = house.seal.hashAddress({ scheme: 'whatsapp', kind: 'phone', value: `+${person.phone}` });
  const rows = await house.rows(
    `select w.reason from waiting w join address a on a.contact_id = w.contact_id where a.hash = $1`,
    [hash],
  );
  expect(rows).toEqual([{ reason: 'unreadable' }]);
});

describe('receipts', () => {
  test.each(['early', 'duplicated', 'reordered'] as const)('%s, end at read', async (receipts) => {
    const person = invent('both');
    double.order({ receipts, to: person.phone, times: 3 });
    await talk(person);
    await allRead(person);
    await double.receipt(heard(person)[0]?.id ?? '', 'sent');
    expect((await statesOf(person))[0]).toBe('read');
  });

  test('an answer that was cut off after Meta took the message is settled by its receipt, and said once', async () => {
    const person = invent('both');
    double.order({ call: 'drop', to: person.phone });
    await talk(person);
    await allRead(person);
    await house.quiet();
    expect(heard(person)).toHaveLength(3);
  });

  test('a phone without WhatsApp is a failure for good', async () => {
    const person = invent('number');
    double.order({ receipts: 'failed', code: 131_026, to: person.phone });
    await double.text(person, RUMOR);
    await hears(person, 1);
    await until(async () => (await statesOf(person))[0] === 'failed', {
      withinMs: 60_000,
      what: 'it has failed',
    });
    await house.quiet();
  });
});

test('slowed down and broken for a while, everything is said in the end, once', async () => {
  const person = invent('number');
  double.order({ call: 'throttled', retryAfter: 1, to: person.phone });
  double.order({ call: 'broken', to: person.phone });
  await talk(person);
  await house.quiet();
  expect(heard(person)).toHaveLength(3);
});

test('killed in the middle: Meta sends again what was not acknowledged, and each is answered once', async () => {
  const people = Array.from({ length: 10 }, () => invent('both'));
  const writing = people.map((person, n) => double.text(person, RUMOR, { id: `wamid.killed-${n}` }));
  await Promise.race(writing);
  await house.process.all.kill();
  const late = double.text(people[0] ?? {}, 'KI KOTE', { id: 'wamid.late' });
  await house.rows(`update reply set claimed_at = claimed_at - interval '2 minutes' where state = 'sending'`);
  await house.process.all.start();
  for (const { status } of await Promise.all([...writing, late])) expect(status).toBe(200);
  await house.quiet();
  const rows = await house.rows<{ n: number }>(
    `select count(*)::int as n from message where external_id = any($1)`,
    [
      [...people.map((_, n) => `wamid.killed-${n}`), 'wamid.late'].map(
        openMessageIds(house.seal.internalKey),
      ),
    ],
  );
  expect(rows).toEqual([{ n: 11 }]);
  const unknown = await house.rows<{ n: number }>(
    `select count(*)::int as n from reply where account = 'whatsapp-cloud' and state = 'unknown'`,
  );
  for (const person of people.slice(1)) expect(heard(person).length).toBeLessThanOrEqual(1);
  const silent = people.slice(1).filter((person) => heard(person).length === 0);
  expect(silent.length).toBeLessThanOrEqual(unknown[0]?.n ?? 0);
});

test('STOP is heard, and nothing more is said', async () => {
  const person = invent('both');
  await talk(person);
  await double.text(person, 'Arèt');
  await hears(person, 4);
  await double.text(person, 'Bonjou');
  await house.quiet();
  expect(heard(person)).toHaveLength(4);
});

test('who asked hears the verdict', async () => {
  const person = invent('id');
  await talk(person, SECOND.id);
  await house.quiet();
  await publishVerdict(house, 'all', 0);
  const isVerdict = ({ text }: Delivered) => VERDICT.test(text);
  await until(() => heard(person).some(isVerdict), { withinMs: 60_000, what: 'the verdict is heard' });
  await house.quiet();
  expect(heard(person).filter(isVerdict)).toMatchObject([{ to: person.userId, phoneId: SECOND.id }]);
});
