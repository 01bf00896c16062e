import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepMessages } from '../store/messages.ts';
import { type ConversationWorld, openConversationWorld, sms } from '../testing/conversation-world.ts';
import { takeTurns } from './take-turns.ts';

let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld();
});
afterAll(() => world.close());

let people = 0;
const somebody = () => `+509373${String(10_000 + people++)}`;
const rows = async (query: string, ...values: unknown[]) =>
  (await world.store.pool.query(query, values)).rows;
const picture = (name: string) => ({ media: [{ url: `simulator:${name}`, contentType: 'image/jpeg' }] });
const PICTURE = picture('picture');
const RUMOR = 'Yo di biwo vòt nan zòn nan ap fèmen a midi dimanch';
const OTHER = 'Yo di yon kamyon chaje ak bilten disparèt sou wout la';

/** Writes so many seconds after an hour ago. @returns what is said to it */
function phone(from = somebody()) {
  const start = Date.now() - 3_600_000;
  const says = async (seconds: number, text: string, more: Parameters<typeof sms>[2] = {}) => {
    const [{ seq }] = await rows('select coalesce(max(seq), 0) as seq from reply');
    const receivedAt = new Date(start + seconds * 1_000);
    const { contactIds } = await keepMessages(world.store, [{ inbound: sms(from, text, more), receivedAt }]);
    await takeTurns(world.deps, contactIds);
    const said = await rows(
      `select content->>'text' as text from reply where seq > $1 and contact_id = $2 order by seq`,
      seq,
      contactIds[0],
    );
    return said.map((row) => row.text);
  };
  const tips = async () =>
    rows(
      `select text, media_count, forwarded, repeats, code from tip where contact_id = $1 order by created_at, id`,
      await world.contactOf(from),
    );
  return { from, says, tips };
}

/** Language and consent are settled a good while before. */
async function knownPhone() {
  const one = phone();
  for (const [seconds, text] of [
    [-900, 'bonjou'],
    [-800, '1'],
    [-700, '1'],
  ] as const)
    await one.says(seconds, text);
  return one;
}

test.each([
  ['somebody new', async () => phone()],
  ['somebody we know', knownPhone],
])('a picture and the words about it are one tip: %s', async (_, open) => {
  const { says, tips } = await open();
  expect(await says(0, '', PICTURE)).toHaveLength(1);
  const [heard] = await says(20, RUMOR);
  const [tip] = await tips();
  expect(heard).toContain(tip.code);
  expect(await tips()).toEqual([expect.objectContaining({ text: RUMOR, media_count: 1, repeats: 0 })]);
});

test('words, a picture, and one more: text is joined, pictures are counted, and the second addition is silent', async () => {
  const { says, tips } = await knownPhone();
  expect(await says(0, RUMOR)).toHaveLength(1);
  expect(await says(15, 'gade sa byen', PICTURE)).toHaveLength(1);
  expect(await says(30, '', PICTURE)).toEqual([]);
  expect(await says(45, 'epi sa tou', PICTURE)).toEqual([]);
  expect(await tips()).toEqual([
    expect.objectContaining({ text: `${RUMOR}\ngade sa byen\nepi sa tou`, media_count: 3 }),
  ]);
});

test('each addition begins the minute anew', async () => {
  const { says, tips } = await knownPhone();
  await says(0, '', picture('one'));
  await says(50, '', picture('two'));
  await says(100, '', picture('three'));
  expect(await tips()).toEqual([expect.objectContaining({ media_count: 3 })]);
});

test('the same words once more within the minute are a repeat and no addition', async () => {
  const { says, tips } = await knownPhone();
  await says(0, RUMOR);
  const [heard] = await says(20, RUMOR);
  expect(heard).toMatch(/^Ou te deja voye rimè sa a/);
  expect(await tips()).toEqual([expect.objectContaining({ text: RUMOR, repeats: 1 })]);
});

test('after a minute it is another tip', async () => {
  const { says, tips } = await knownPhone();
  const [first] = await says(0, RUMOR);
  const [second] = await says(61, OTHER);
  const found = await tips();
  expect(found.map(({ text }) => text)).toEqual([RUMOR, OTHER]);
  expect(first).toContain(found[0].code);
  expect(second).toContain(found[1].code);
});

test('two different forwards within the minute are one tip', async () => {
  const { says, tips } = await knownPhone();
  await says(0, RUMOR, { forwarded: 'once' });
  await says(10, OTHER, { forwarded: 'often' });
  expect(await tips()).toEqual([expect.objectContaining({ text: `${RUMOR}\n${OTHER}`, forwarded: 'often' })]);
});

test('what two people send within the minute stays apart', async () => {
  const [one, other] = [await knownPhone(), await knownPhone()];
  await one.says(0, RUMOR);
  await other.says(5, '', PICTURE);
  expect(await one.tips()).toHaveLength(1);
  expect(await other.tips()).toEqual([expect.objectContaining({ text: null, media_count: 1 })]);
});

test('an answer to the question within the minute is an answer, and a global word leads where it leads', async () => {
  const { says, tips } = await knownPhone();
  expect((await says(0, RUMOR)).join()).toContain('Ki jan ou jwenn li?');
  expect((await says(10, 'mwen wè l')).join()).toContain('Eske nou ka pibliye');
  expect((await says(20, 'MENI')).join()).toContain('Ki sa ou vle fè?');
  expect(await tips()).toEqual([expect.objectContaining({ text: RUMOR })]);
});

test('what came together is one tip also where it is taken together', async () => {
  const { from, tips } = await knownPhone();
  const start = Date.now() - 60_000;
  const { contactIds } = await keepMessages(
    world.store,
    [sms(from, RUMOR), sms(from, '', PICTURE), sms(from, 'gade sa')].map((inbound, n) => ({
      inbound,
      receivedAt: new Date(start + n * 5_000),
    })),
  );
  await takeTurns(world.deps, contactIds);
  expect(await tips()).toEqual([expect.objectContaining({ text: `${RUMOR}\ngade sa`, media_count: 1 })]);
});
