import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasCheckDigit } from '../codes/damm.ts';
import { isTime } from '../codes/number.ts';
import {
  approve,
  createBulletin,
  end,
  offerTest,
  propose,
  saveBulletin,
  sendBulletins,
  setVoice,
  TEST_PHONES,
} from '../desks/bulletins/index.ts';
import { phoneCodeHash } from '../desks/phone-code.ts';
import { fitContent } from '../outbound/fit.ts';
import { insertTest } from '../store/bulletin-tests.ts';
import { findBulletin } from '../store/bulletins.ts';
import { bulletinText, staff, subscription } from '../store/schema.ts';
import { bulletinsForTests } from '../testing/bulletin-desk.ts';
import { ACCOUNTS, FORM } from '../testing/bulletin-world.ts';
import { peopleIn } from '../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';
import { DELMAS, enterObservers, number } from '../testing/observers.ts';
import { opusOf } from '../testing/sounds.ts';

const capabilities = new Map([...Object.entries(ACCOUNTS), ['simulator-sms', ACCOUNTS.digicel]] as const);
let world: ConversationWorld;
let desk: ReturnType<typeof bulletinsForTests>;
let later = 0;
const author = { id: uuidv7(), role: 'verifier' as const };
const lead = { id: uuidv7(), role: 'lead' as const };
beforeAll(async () => {
  const now = () => new Date(Date.now() + later);
  world = await openConversationWorld({
    capabilities: new Map(capabilities) as never,
    answersPerHour: 1_000,
    now,
  });
  desk = {
    ...bulletinsForTests(world.store, now, world.deps.capabilities),
    quietHours: { from: 0, until: 0 },
  };
  for (const { id, role } of [author, lead])
    await world.store.db
      .insert(staff)
      .values({ id, name: `Manm ${role}`, role, passwordHash: 'x', language: 'fr' });
});
afterAll(() => world.close());
const { of, known, somebody } = peopleIn(() => world);

const versionOf = async (id: string) => (await findBulletin(world.store.db, id))?.version ?? 0;
async function written() {
  const made = await createBulletin(desk, { by: author, title: 'x', topic: FORM.topic });
  if (typeof made === 'string') throw new Error(made);
  const { id } = made;
  await saveBulletin(desk, { by: author, id, version: 1, form: FORM });
  const bytes = opusOf('bilten');
  const kept = {
    contentType: 'audio/ogg',
    kind: 'audio',
    bytes,
    seconds: 4,
    perceptual: null,
    fingerprint: null,
  };
  const file = { kept: kept as never, received: bytes };
  expect(
    await setVoice(desk, { by: author, id, version: await versionOf(id), language: 'ht', file }),
  ).toBeNull();
  return id;
}
async function codeFor(id: string, language = 'ht') {
  const given = await offerTest(desk, { by: author, id, language });
  if (typeof given === 'string') throw new Error(given);
  return given.code;
}
/** Says it from an account. @returns what stands in the rows that were made */
async function sends(from: string, text: string, account: string) {
  const heard = await world.says(from, text, { account });
  return (
    await of(
      from,
      `select class, content, cause, run_id, account from reply where contact_id = $1 order by seq`,
    )
  ).slice(-Math.max(1, heard.length));
}
const WRONG = /^Kòd tès sa a pa bon/;

test('a draft comes to a phone as it leaves that account, to the letter, and counts nowhere', async () => {
  const id = await written();
  const code = await codeFor(id);
  const { rows } = await world.store.pool.query(
    `select row_to_json(t)::text as row from bulletin_test t union all select row_to_json(e)::text from event e`,
  );
  expect(rows.filter(({ row }) => row.includes('test_code_given'))).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(code);
  const tests = new Map<string, unknown>();
  for (const [account, word] of [
    ['digicel', 'TES'],
    ['whatsapp', 'essai'],
    ['cloud', 'Tès'],
    ['baileys', 'prueba'],
  ] as const) {
    const from = await known();
    const [before, form] = await sends(from, `${word} ${code.slice(0, 3)} ${code.slice(3)}`, account);
    expect(before).toMatchObject({ class: 1, content: { text: expect.stringMatching(/^Tès: /) } });
    expect(form).toMatchObject({ class: 1, run_id: null, account });
    tests.set(account, form.content);
  }
  const parts = (account: string, content: unknown) =>
    fitContent(content as never, capabilities.get(account) as never, () => 'https://teledjol.example/f/1');
  expect(parts('digicel', tests.get('digicel'))).toMatchObject([
    { text: 'Biwo vot yo louvri a 6e. Fini: STOP' },
  ]);
  expect(JSON.stringify(parts('whatsapp', tests.get('whatsapp')))).toContain('"attachment"');
  // What subscribers of the same accounts get in the end is the same.
  for (const account of ['digicel', 'whatsapp', 'cloud']) {
    const from = await known();
    const contactId = await world.contactOf(from);
    const [address] = await of(from, 'select id from address where contact_id = $1');
    await world.store.db.insert(subscription).values({
      ...{ contactId, addressId: address?.id, account, topics: ['elections'], form: 'both' as never },
      ...{ language: 'ht', frequency: 'each' },
    });
  }
  await propose(desk, { by: author, id, version: await versionOf(id) });
  // Proposed ones, too.
  expect(await sends(await known(), `TEST ${code}`, 'digicel')).toHaveLength(2);
  await approve(desk, { by: lead, id, version: await versionOf(id) });
  await sendBulletins(desk);
  const { rows: sent } = await world.store.pool.query(
    'select account, content from reply where run_id is not null order by account',
  );
  expect(sent).toEqual(
    ['cloud', 'digicel', 'whatsapp'].map((account) => ({ account, content: tests.get(account) })),
  );
  const { rows: counted } = await world.store.pool.query('select count(*)::int as n from bulletin_send');
  expect(counted).toEqual([{ n: 3 }]);
});

test('five phones, each as often as the text changes, in the language that was asked for', async () => {
  const id = await written();
  const code = await codeFor(id, 'fr');
  const phones = [];
  for (let n = 0; n < TEST_PHONES; n += 1) phones.push(await known());
  for (const phone of phones) {
    const [before, form] = await world.says(phone, `TES ${code}`);
    expect([before, form]).toEqual([
      expect.stringMatching(/^Essai: /),
      expect.stringContaining('Les bureaux de vote ouvrent'),
    ]);
  }
  const one = await known();
  expect((await world.says(one, `TES ${code}`)).join()).toMatch(WRONG);
  const changed = { ...FORM, texts: { fr: { text: 'Autre.', short: 'Autre.' } } };
  await saveBulletin(desk, { by: author, id, version: await versionOf(id), form: changed });
  expect((await world.says(phones[0] ?? '', `TES ${code}`))[1]).toMatch(/^Autre\./);
  // A new code ends the one before; what is gone or over is said, and nothing is sent.
  const second = await codeFor(id, 'fr');
  expect((await world.says(phones[0] ?? '', `TES ${code}`)).join()).toMatch(WRONG);
  await world.store.db.delete(bulletinText);
  expect((await world.says(one, `TES ${second}`)).join()).toMatch(/^Bilten sa a pa gen anyen/);
  later = 31 * 60_000;
  expect((await world.says(one, `TES ${second}`)).join()).toMatch(WRONG);
  later = 0;
  expect(await offerTest(desk, { by: author, id, language: 'fr' })).toBe('no_text');
  await end(desk, { by: author, id, version: await versionOf(id) });
  expect(await offerTest(desk, { by: author, id, language: 'fr' })).toBe('state');
  expect(await offerTest(desk, { by: { ...author, role: 'analyst' }, id, language: 'fr' })).toBe('rights');
});

test('guesses are counted together with those of spoken codes; who said STOP hears nothing, and no phone is used up', async () => {
  const id = await written();
  const code = await codeFor(id);
  const guesser = await known();
  for (let n = 0; n < 3; n += 1) await world.says(guesser, 'TES 0000000');
  for (let n = 0; n < 2; n += 1) await world.says(guesser, 'VWA 0000000', { account: 'whatsapp' });
  expect((await world.says(guesser, `TES ${code}`)).join()).toMatch(WRONG);
  const stopped = await known();
  await world.says(stopped, 'STOP');
  expect(await world.says(stopped, `TES ${code}`)).toEqual([]);
  const { rows } = await world.store.pool.query(
    'select * from bulletin_test_phone where contact_id = any($1)',
    [[await world.contactOf(stopped), await world.contactOf(guesser)]],
  );
  expect(rows).toEqual([]);
});

test("an observer's code wins over a code for a phone, spoken or of a test", async () => {
  const observer = somebody();
  await enterObservers(world.store, world.deps.observers.registry, [
    { number: number('4321'), phones: observer, place: DELMAS },
  ]);
  const incident = number('31');
  // Seven digits that are a good code, and an incident with a time all the same.
  let code = '';
  for (let n = 0; code === '' && n < 2_400; n += 1) {
    const digits = incident + String(n).padStart(4, '0');
    if (isTime(digits.slice(3)) && hasCheckDigit(digits)) code = digits;
  }
  const { seal } = world.store;
  const row = { bulletinId: await written(), language: 'ht', staffId: author.id };
  const hash = phoneCodeHash(seal, 'bulletin test', code);
  await insertTest(world.store.db, { ...row, hash, expiresAt: new Date(Date.now() + 600_000) });
  const reports = async () =>
    (await of(observer, 'select kind from report where contact_id = $1')).map(({ kind }) => kind);
  const text = `${code.slice(0, 3)} ${code.slice(3)}`;
  expect((await world.says(await known(), `TES ${text}`))[0]).toMatch(/^Tès: /);
  for (const word of ['TES', 'VWA']) {
    const heard = await world.says(observer, `${word} ${text}`, { account: 'whatsapp' });
    expect(heard.join()).not.toMatch(/^(Tès|Kòd)/);
  }
  expect(await reports()).toContain('incident');
  const { rows } = await world.store.pool.query(
    'select contact_id from bulletin_test_phone where contact_id = $1',
    [await world.contactOf(observer)],
  );
  expect(rows).toEqual([]);
});
