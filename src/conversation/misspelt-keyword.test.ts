import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';

let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld();
});
afterAll(() => world.close());

let people = 0;
const somebody = () => `+509371${String(10_000 + people++)}`;
const flowOf = async (from: string) => {
  const { rows } = await world.store.pool.query('select snapshot from contact where id = $1', [
    await world.contactOf(from),
  ]);
  return rows[0].snapshot?.flow;
};

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
  const { rows } = await world.store.pool.query('select text from report where contact_id = $1', [
    await world.contactOf(from),
  ]);
  expect(rows).toEqual([{ text: 'ensidann' }]);
});
