import { afterAll, beforeAll, expect, test } from 'vitest';
import { peopleIn } from '../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';

let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld();
});
afterAll(() => world.close());

const { somebody, of } = peopleIn(() => world);
const flowOf = async (from: string) =>
  (await of(from, 'select snapshot from contact where id = $1'))[0].snapshot?.flow;

test('a keyword with a slip in it, beside a question with choices, leads where it would without', async () => {
  const from = somebody();
  await world.says(from, 'bonjou');
  await world.says(from, 'ensidann');
  expect(await flowOf(from)).toBe('incident');
});

test('a short word that is near a keyword is still no choice', async () => {
  const from = somebody();
  await world.says(from, 'bonjou');
  await world.says(from, 'vote');
  expect(await flowOf(from)).toBe('start');
});

test('what a question takes in any words stays the answer', async () => {
  const from = somebody();
  await world.says(from, 'ENSIDAN');
  await world.says(from, 'ensidann');
  expect(await of(from, 'select text from report where contact_id = $1')).toEqual([{ text: 'ensidann' }]);
});
