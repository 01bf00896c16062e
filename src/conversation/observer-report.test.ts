import { afterAll, beforeAll, expect, test } from 'vitest';
import { peopleIn } from '../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';
import { DELMAS, enterObservers, number } from '../testing/observers.ts';

let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld();
  await enterObservers(world.store, world.deps.observers.registry, [OBSERVER]);
});
afterAll(() => world.close());

const { somebody, says } = peopleIn(() => world);
const of = async (from: string, query: string, in_ = world) =>
  (await in_.store.pool.query(query, [await in_.contactOf(from)])).rows;
const reports = (from: string, in_ = world) =>
  of(from, 'select kind, text, code from report where contact_id = $1 order by created_at', in_);

/** From a phone that is not the observer's: their number stands beside the code. */
const OBSERVER = { number: number('1234') };
const REPORT = `${OBSERVER.number} ${number('21')} ${DELMAS} pòt la fèmen`;

test('a report in the middle of a quiz is kept and numbered, and the quiz goes on where it was', async () => {
  const from = somebody();
  await says(from, 'bonjou', '1', '1', 'KWIZ');
  const question = await says(from, '1');
  expect(question).toMatch(/^1\/8 /);
  const heard = await says(from, REPORT);
  const [kept, ...more] = await reports(from);
  expect(more).toEqual([]);
  expect(kept).toMatchObject({ kind: 'incident', text: REPORT });
  expect(heard).toBe(`${kept.code}: resevwa. Mèsi.`);
  // The answer that follows is the answer to the question that was open.
  expect(await says(from, '1')).toMatch(/^(Byen!|Non, se:).*\n2\/8 /);
  expect(
    await of(from, 'select n from quiz_answer join quiz_run on id = run_id where contact_id = $1'),
  ).toEqual([{ n: 1 }]);
});

test('as the first word of somebody new it is a report, and nothing is asked', async () => {
  const from = somebody();
  expect(await says(from, REPORT)).toMatch(/^\d{7}: resevwa/);
  expect(await reports(from)).toHaveLength(1);
});

test('before a person of ours, and in the question for a place, it is a report too', async () => {
  const from = somebody();
  await says(from, 'bonjou', '1', '1', 'ENSIDAN', 'Yo bare wout la', 'non');
  expect(await says(from, REPORT)).toMatch(/^\d{7}: resevwa/);
  expect((await of(from, 'select snapshot from contact where id = $1'))[0].snapshot).toMatchObject({
    flow: 'incident',
    state: 'where',
  });
  await says(from, 'MOUN');
  expect(await says(from, REPORT.replace('pòt', 'baryè'))).toMatch(/^\d{7}: resevwa/);
  expect(await reports(from)).toHaveLength(3);
});

test('the same report again is the same number', async () => {
  const from = somebody();
  await says(from, 'bonjou', '1', '1');
  expect(await says(from, REPORT)).toBe(await says(from, REPORT));
  expect(await reports(from)).toHaveLength(1);
});

test('who has stopped us reports all the same, and hears nothing', async () => {
  const from = somebody();
  await says(from, 'bonjou', '1', '1', 'STOP');
  expect(await says(from, REPORT)).toBe('');
  expect(await reports(from)).toEqual([expect.objectContaining({ text: REPORT })]);
});

test('who has been told too much within the hour is kept, and hears nothing of it', async () => {
  const few = await openConversationWorld({ answersPerHour: 3 });
  try {
    await enterObservers(few.store, few.deps.observers.registry, [OBSERVER]);
    const from = somebody();
    for (const text of ['bonjou', '1', '1']) await few.says(from, text);
    expect(await few.says(from, REPORT)).toEqual([]);
    expect(await reports(from, few)).toEqual([expect.objectContaining({ text: REPORT })]);
  } finally {
    await few.close();
  }
});

test('forwarded it is a rumor, whoever forwarded it', async () => {
  const from = somebody();
  await world.says(from, REPORT, { forwarded: 'once' });
  expect(await reports(from)).toEqual([]);
  expect(await of(from, 'select text from tip where contact_id = $1')).toEqual([{ text: REPORT }]);
});
