import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';

let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld();
});
afterAll(() => world.close());

const account = 'simulator-whatsapp';
const standing = async (contactId: string) =>
  (
    await world.store.pool.query(
      `select cause, state, class, due_at <= now() as due from reply where contact_id = $1 and state in ('held', 'queued')
        order by class, seq`,
      [contactId],
    )
  ).rows;

test('what was held for somebody is due before what their turn answers, and the account is woken', async () => {
  const [writes, silent] = ['+50937010001', '+50937010002'] as const;
  for (const from of [writes, silent]) {
    await world.says(from, 'Bonjou', { account });
    await world.store.pool.query(
      `update reply set state = 'held', class = 2, cause = 'verdict', due_at = now() + interval '1 hour'
        where contact_id = $1`,
      [await world.contactOf(from)],
    );
  }
  world.woken.length = 0;
  await world.says(writes, 'MENI', { account });
  expect(world.woken).toEqual([account]);
  const [verdict, answer] = await standing(await world.contactOf(writes));
  expect(verdict).toEqual({ cause: 'verdict', state: 'queued', class: 1, due: true });
  expect(answer).toMatchObject({ state: 'queued', class: 1 });
  expect(await standing(await world.contactOf(silent))).toEqual([
    { cause: 'verdict', state: 'held', class: 2, due: false },
  ]);
});

test('a turn that answers nothing still wakes what it released', async () => {
  const from = '+50937010003';
  await world.says(from, 'Bonjou', { account });
  const contactId = await world.contactOf(from);
  await world.store.pool.query(`update reply set state = 'held' where contact_id = $1`, [contactId]);
  await world.says(from, 'STOP', { account, optOut: 'stop' });
  expect(world.woken.at(-1)).toBe(account);
  expect((await standing(contactId)).map(({ state }) => state)).toEqual(['queued']);
});
