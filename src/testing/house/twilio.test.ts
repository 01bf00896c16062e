import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';
import { delivered, FIRST_TALK, invent, kindsHeard, type Person, sidOf, standingOf } from './people.ts';

const MG = `MG${'5'.repeat(32)}`;
const [main, service] = ['+50922000000', '+50922000002'] as const;

let house: House<'all'>;
beforeAll(async () => {
  house = await openHouse({
    processes: { all: 'web,conversation,outbound,desks' },
    environment: { TWILIO_SMS_FROM: `${main},careful=${MG}` },
    twilio: { services: { [MG]: { senders: [service], advancedOptOut: true } } },
  });
});
afterEach((context) => tellWhenRed(context, house));
afterAll(() => house?.close());

const one = (medium: 'sms' | 'whatsapp') => {
  const [person] = invent(house, 1, medium);
  if (!person) throw new Error('nobody was invented');
  return person;
};
const writes = (person: Person, n: number, text: string, to?: string) =>
  house.process.all.inbound(person.address, text, { MessageSid: sidOf(person, n), ...(to && { To: to }) });
const hears = (person: Person, count: number) =>
  until(() => house.heard(person.address).length >= count, { withinMs: 60_000, what: `message ${count}` });
const isStopped = async (person: Person) => {
  const { id } = await standingOf(house, person);
  const [row] = await house.rows<{ stopped: boolean }>(
    'select stopped_at is not null as stopped from contact where id = $1',
    [id],
  );
  return row?.stopped;
};
const lines = (level: string) => house.lines.filter((line) => line.includes(`"level":"${level}"`));

test('a whole talk on WhatsApp by buttons alone', async () => {
  const person = one('whatsapp');
  await delivered([house.process.all], person, 0, person.rumor);
  for (const n of [1, 2]) {
    await hears(person, n);
    const question = house.heard(person.address)[n - 1];
    expect(question?.buttons?.length).toBeGreaterThan(1);
    expect(question?.body).not.toMatch(/^1 /m);
    const [first] = question?.buttons ?? [];
    await house.double.tap(question?.sid ?? '', first?.id ?? '');
  }
  await hears(person, 3);
  expect(kindsHeard(house, person)).toEqual(FIRST_TALK);
  expect(await standingOf(house, person)).toMatchObject({ consented: true, waiting: [] });
});

test('to STOP by SMS the person hears one farewell, and it is Twilio’s', async () => {
  const person = one('sms');
  await writes(person, 0, person.rumor);
  await hears(person, 1);
  await writes(person, 1, 'Stop');
  await house.quiet();
  expect(kindsHeard(house, person)).toEqual(['kept', 'Twilio answers STOP']);
  expect(await isStopped(person)).toBe(true);
  const { id } = await standingOf(house, person);
  expect(await house.rows('select cause from reply where contact_id = $1', [id])).toHaveLength(1);

  // Twilio lets nothing through until START: our own word for it cannot be answered, and nobody is alarmed by that.
  const errors = lines('error').length;
  await writes(person, 2, 'KOMANSE');
  await house.quiet();
  expect(house.heard(person.address)).toHaveLength(2);
  expect(await isStopped(person)).toBe(true);
  expect(await standingOf(house, person)).toMatchObject({ waiting: [], unknown: [] });
  expect(lines('error')).toHaveLength(errors);

  await writes(person, 3, 'START');
  await house.quiet();
  expect(kindsHeard(house, person)).toEqual(['kept', 'Twilio answers STOP', 'Twilio answers START']);
  expect(await isStopped(person)).toBe(false);
  await writes(person, 4, 'Bonjou');
  await hears(person, 4);
});

test('with Advanced Opt-Out, too, on the sender that they wrote to, and HELP is answered once', async () => {
  const person = one('sms');
  await writes(person, 0, person.rumor, service);
  await hears(person, 1);
  expect(house.heard(person.address)[0]).toMatchObject({ from: service, service: MG });
  for (const [n, word] of ['HELP', 'STOP', 'START'].entries()) await writes(person, n + 1, word, service);
  await house.quiet();
  const answers = ['HELP', 'STOP', 'START'].map((word) => `Twilio answers ${word}`);
  expect(kindsHeard(house, person)).toEqual(['kept', ...answers]);
  expect(await isStopped(person)).toBe(false);
});

test('what Twilio took while we were down is answered once, and a receipt that was lost is found', async () => {
  const [told, untold] = [one('sms'), one('whatsapp')];
  house.double.tell({ receipts: 'lost', to: told.address });
  await writes(told, 0, told.rumor);
  await hears(told, 1);
  await house.quiet();
  await house.process.all.stop();
  house.secrets.add(untold.address.replace('whatsapp:+509', ''));
  await house.double.inbound(
    untold.address,
    untold.rumor,
    { MessageSid: sidOf(untold, 0) },
    { untold: true, at: Date.now() - 60_000 },
  );
  await house.process.all.start();
  await hears(untold, 1);
  await house.quiet();
  expect(kindsHeard(house, untold)).toEqual(['kept']);
  expect(kindsHeard(house, told)).toEqual(['kept']);
  expect(await standingOf(house, untold)).toMatchObject({ messages: 1, tips: 1, waiting: [] });
  const { id } = await standingOf(house, told);
  await until(
    async () => {
      const [row] = await house.rows<{ state: string }>(
        'select p.state from part p join reply r on r.id = p.reply_id where r.contact_id = $1',
        [id],
      );
      return row?.state === 'delivered';
    },
    { withinMs: 60_000, what: 'the receipt is found' },
  );
  // Twilio's webhook comes at last: it is known.
  expect((await writes(untold, 0, untold.rumor)).status).toBe(200);
  await house.quiet();
  expect(house.heard(untold.address)).toHaveLength(1);
});
