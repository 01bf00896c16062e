import { afterAll, beforeAll, expect, test } from 'vitest';
import { peopleIn } from '../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';

let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld();
});
afterAll(() => world.close());

const { somebody, of, waits, says, known } = peopleIn(() => world);
const reports = (from: string) =>
  of(from, 'select kind, text, danger, code from report where contact_id = $1 order by created_at');
const tips = (from: string) => of(from, 'select text from tip where contact_id = $1');

const CRY = 'Anmwe! y ap tire sou nou';
const CALL = /^Rele touswit: 114 lapolis, 116 anbilans\./;

test.each([CRY, 'Yo vle touye m la a', 'au secours', 'they are shooting at us'])(
  '%j as the first word: whom to call comes first, a person is told, and the words are kept',
  async (cry) => {
    const from = somebody();
    const heard = await says(from, cry);
    expect(heard).toMatch(/\b114\b.*\b116\b/);
    expect(heard.indexOf('114')).toBeLessThan(40);
    expect(await waits(from)).toEqual(['danger']);
    expect(await reports(from)).toEqual([
      expect.objectContaining({ kind: 'incident', text: cry, danger: true }),
    ]);
    expect(await tips(from)).toEqual([]);
  },
);

test('somebody we know reads the numbers, and is asked where', async () => {
  const from = await known();
  expect(await says(from, CRY)).toMatch(CALL);
  expect(await says(from, 'Jakmèl')).toMatch(/^Ki lè sa pase\?/);
  expect(await reports(from)).toEqual([expect.objectContaining({ text: CRY, danger: true })]);
});

test('in the middle of an incident: the numbers first, then the question that is open, and it is added to it', async () => {
  const from = await known();
  await says(from, 'ENSIDAN', 'Yo bare wout la', 'non');
  expect((await reports(from))[0].danger).toBe(false);
  const heard = await says(from, CRY);
  expect(heard).toMatch(CALL);
  expect(heard).toMatch(/\nKi kote\?/);
  expect(await waits(from)).toEqual(['danger']);
  expect(await reports(from)).toEqual([
    expect.objectContaining({ text: `Yo bare wout la\n${CRY}`, danger: true }),
  ]);
  expect(await says(from, 'Jakmèl')).toMatch(/^Ki lè sa pase\?/);
});

test.each([
  ['the menu', ['MENI']],
  ['the quiz', ['KWIZ', '1']],
  ['the question what happened', ['ENSIDAN']],
  ['an idea', ['LIDE']],
])('in the middle of %s it is an alarm too', async (_, before) => {
  const from = await known();
  await says(from, ...before);
  expect(await says(from, CRY)).toMatch(CALL);
  expect(await waits(from)).toEqual(['danger']);
  expect(await reports(from)).toEqual([expect.objectContaining({ kind: 'incident', text: CRY })]);
});

test('cried twice it is one report and one alarm', async () => {
  const from = await known();
  await says(from, CRY, CRY);
  expect(await reports(from)).toHaveLength(1);
  expect(await waits(from)).toEqual(['danger']);
});

test('a yes to the question whether somebody is in danger is an alarm', async () => {
  const from = await known();
  expect(await says(from, 'ENSIDAN', 'Gen moun k ap goumen devan biwo a', 'wi')).toMatch(CALL);
  expect(await waits(from)).toEqual(['danger']);
});

test('forwarded, or under a picture, the same words are a rumor and no alarm', async () => {
  const picture = [{ url: 'simulator:picture', contentType: 'image/jpeg' }];
  for (const more of [{ forwarded: 'once' as const }, { media: picture }]) {
    const from = await known();
    expect((await world.says(from, CRY, more)).join()).toMatch(/^Mèsi! Nou resevwa rimè a/);
    expect(await waits(from)).toEqual([]);
    expect(await reports(from)).toEqual([]);
    expect(await tips(from)).toEqual([{ text: CRY }]);
  }
});

test('a long story that holds such words is a rumor', async () => {
  const from = await known();
  const story = `${Array(30).fill('nan').join(' ')} y ap tire sou nou`;
  expect(await says(from, story)).toMatch(/^Mèsi! Nou resevwa rimè a/);
  expect(await waits(from)).toEqual([]);
});

test('in the private talk it is no alarm: nobody but that desk hears of it', async () => {
  const from = await known();
  await says(from, 'ABI', 'wi', 'wi');
  expect(await says(from, CRY)).not.toMatch(/114/);
  expect(await waits(from)).toEqual([]);
  expect(await reports(from)).toEqual([]);
  expect(await of(from, "select 1 from message where contact_id = $1 and text like '%tire%'")).toEqual([]);
});

test('who has stopped us is heard all the same, in silence; who is with a person of ours is told whom to call', async () => {
  const stopped = await known();
  await says(stopped, 'STOP');
  expect(await says(stopped, CRY)).toBe('');
  expect(await waits(stopped)).toEqual(['danger']);
  expect(await reports(stopped)).toEqual([expect.objectContaining({ text: CRY })]);
  const withPerson = await known();
  await says(withPerson, 'MOUN');
  // Nobody of ours may be awake: the numbers do not wait for them.
  expect(await says(withPerson, CRY)).toMatch(/114/);
  expect(await says(withPerson, 'alo?')).toBe('');
  expect(await waits(withPerson)).toEqual(['asked_for_person', 'danger']);
});
