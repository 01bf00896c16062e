import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';
import { delivered, FIRST_TALK, invent, kindsHeard, type Person, sidOf, talk } from './people.ts';
import { publishVerdict, VERDICT } from './publish-verdict.ts';

let house: House<'all'>;

beforeAll(async () => {
  house = await openHouse({ processes: { all: 'web,conversation,outbound,desks' } });
});
afterEach((context) => tellWhenRed(context, house));
afterAll(() => house?.close());

/** Several messages of one person, each sent when the one before is acknowledged, none waiting for an answer. */
const burst = async (person: Person, from: number, texts: readonly string[]) => {
  for (const [n, text] of texts.entries()) await delivered([house.process.all], person, from + n, text);
};
/** What somebody heard from the farewell on; before it, what was under way may still have come. */
const sinceStop = (person: Person) => {
  const kinds = kindsHeard(house, person);
  return kinds.includes('stopped') ? kinds.slice(kinds.indexOf('stopped')) : kinds;
};

test('what was still to be said when STOP came is not said any more', async () => {
  const [leaver, other] = invent(house, 2, 'sms') as [Person, Person];
  // The provider asks for a pause: the answer stays in the queue, and STOP comes meanwhile, in Creole: to the English
  // word the provider would say the farewell itself.
  house.double.tell({ call: 'throttled', retryAfter: 3, to: leaver.address });
  await burst(leaver, 0, [leaver.rumor]);
  await until(async () => (await house.rows('select from sender where paused_until > now()')).length > 0, {
    withinMs: 60_000,
    what: 'sending is paused',
  });
  await Promise.all([burst(leaver, 1, ['1', 'RETE', '1']), burst(other, 0, [other.rumor])]);
  await house.quiet();
  expect(kindsHeard(house, leaver)).toEqual(['stopped']);
  expect(kindsHeard(house, other)).toEqual(['kept']);
});

test('STOP in the middle of everything is the last word, until the person wants to hear again', async () => {
  const doors = [house.process.all];
  const [stayer, reader, afterwards, midTalk, atOnce, twice, atProvider] = invent(house, 7) as [
    ...[Person, Person, Person, Person, Person, Person, Person],
  ];
  await Promise.all([
    ...[stayer, reader, afterwards].map((person) => talk(house, person, { doors })),
    burst(midTalk, 0, [midTalk.rumor, '1', 'RETE', '1']),
    burst(atOnce, 0, ['Arrêt!', atOnce.rumor]),
    burst(twice, 0, [twice.rumor, 'stop', 'STOP', 'Stop.', 'bonjou']),
    // Here the provider has noticed it, and said the farewell in its own words.
    burst(atProvider, 0, [atProvider.rumor]).then(() =>
      house.process.all.inbound(atProvider.address, 'STOP', {
        MessageSid: sidOf(atProvider, 1),
        OptOutType: 'STOP',
      }),
    ),
  ]);
  await burst(afterwards, 3, ['SISPANN', 'MENI']);
  await house.quiet();
  const silenced = [afterwards, midTalk, atOnce, twice];
  for (const person of silenced) expect(sinceStop(person)).toEqual(['stopped']);
  expect(kindsHeard(house, afterwards)).toEqual([...FIRST_TALK, 'stopped']);
  const beforeVerdict = house.heard(atProvider.address).length;
  expect(kindsHeard(house, atProvider)).not.toContain('stopped');

  await publishVerdict(house, 'all', 9);
  const isVerdict = ({ body }: { body: string }) => VERDICT.test(body);
  for (const person of [stayer, reader])
    await until(() => house.heard(person.address).some(isVerdict), {
      withinMs: 60_000,
      what: 'who stayed hears the verdict',
    });
  await house.quiet();
  for (const person of [stayer, reader]) {
    expect(house.heard(person.address).filter(isVerdict)).toHaveLength(1);
    expect(house.heard(person.address)).toHaveLength(4);
  }
  for (const person of silenced) expect(sinceStop(person)).toEqual(['stopped']);
  expect(house.heard(atProvider.address)).toHaveLength(beforeVerdict);

  await burst(afterwards, 5, ['KOMANSE']);
  await until(() => sinceStop(afterwards).length > 1, { withinMs: 60_000, what: 'START is answered' });
  await burst(afterwards, 6, [`${afterwards.rumor}, ankò yon fwa`]);
  await until(() => sinceStop(afterwards).length > 2, { withinMs: 60_000, what: 'the next rumor is, too' });
  await house.quiet();
  expect(sinceStop(afterwards)).toEqual(['stopped', 'started', 'kept']);
});
