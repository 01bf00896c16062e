import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MessageRow, overdueContacts } from '../store/messages.ts';
import { talkOf } from '../store/talk.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';
import { joinFragments } from './join-fragments.ts';
import { takeTurns } from './take-turns.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const never = () => false;
let made = 0;

function row(
  text: string,
  part?: [ref: string, n: number, of: number],
  secondsAgo = 1,
  who = 'a',
): MessageRow {
  made += 1;
  return {
    id: made,
    contactId: who,
    addressId: null,
    channel: 'sms-gateway',
    account: 'sms-gateway-x',
    externalId: `x:${made}`,
    receivedAt: new Date(NOW.getTime() - secondsAgo * 1_000),
    text,
    media: [],
    location: null,
    choice: null,
    forwarded: null,
    answers: null,
    optOut: null,
    origin: null,
    fragment: part ? { ref: part[0], n: part[1], of: part[2] } : null,
    cleaned: false,
    handledAt: null,
  };
}
const texts = (rows: readonly MessageRow[]) => rows.map(({ text }) => text);

describe('what may be read', () => {
  test('is a long SMS in the order of its parts, whatever order they came in, in the place of the first', () => {
    const rows = [row('2', ['r', 2, 3]), row('x'), row('3', ['r', 3, 3]), row('1', ['r', 1, 3]), row('y')];
    const { ready, wholes, emptied } = joinFragments(rows, { now: NOW, isFull: never, isUrgent: never });
    expect(texts(ready)).toEqual(['123', 'x', 'y']);
    expect(wholes).toEqual([{ id: rows[0]?.id, text: '123' }]);
    expect(emptied).toEqual([rows[2]?.id, rows[3]?.id]);
  });

  test('is nothing of it before it is complete, and everything else meanwhile', () => {
    const { ready, emptied } = joinFragments([row('1', ['r', 1, 2]), row('STOP')], {
      now: NOW,
      isFull: never,
      isUrgent: never,
    });
    expect(texts(ready)).toEqual(['STOP']);
    expect(emptied).toEqual([]);
  });

  test.each([
    [[1], '1…'],
    [[2], '…2…'],
    [[3], '…3'],
    [[1, 3], '1…3'],
  ])('is parts %j of three as they are after a minute: %s', (came, reads) => {
    const rows = came.map((n) => row(String(n), ['r', n, 3], 61));
    expect(texts(joinFragments(rows, { now: NOW, isFull: never, isUrgent: never }).ready)).toEqual([reads]);
    const fresh = came.map((n) => row(String(n), ['r', n, 3], 59));
    expect(joinFragments(fresh, { now: NOW, isFull: never, isUrgent: never }).ready).toEqual([]);
  });

  test('keeps apart people, references and accounts', () => {
    const rows = [
      row('a1', ['r', 1, 2], 1, 'a'),
      row('b1', ['r', 1, 2], 1, 'b'),
      row('c1', ['q', 1, 2], 1, 'a'),
      { ...row('d1', ['r', 1, 2], 1, 'a'), account: 'sms-gateway-y' },
      row('a2', ['r', 2, 2], 1, 'a'),
    ];
    expect(texts(joinFragments(rows, { now: NOW, isFull: never, isUrgent: never }).ready)).toEqual(['a1a2']);
  });

  test('is a part that came twice once', () => {
    const rows = [row('1', ['r', 1, 2]), row('1', ['r', 1, 2]), row('2', ['r', 2, 2])];
    const { ready, emptied } = joinFragments(rows, { now: NOW, isFull: never, isUrgent: never });
    expect(texts(ready)).toEqual(['12']);
    expect(emptied).toEqual([rows[1]?.id, rows[2]?.id]);
  });

  test('is every word of two messages that a phone gave the same reference', () => {
    const said = (rows: readonly MessageRow[]) =>
      texts(joinFragments(rows, { now: NOW, isFull: never, isUrgent: never }).ready);
    const [a1, a2, b1, b2] = [
      row('a1', ['r', 1, 2]),
      row('a2', ['r', 2, 2]),
      row('b1', ['r', 1, 2]),
      row('b2', ['r', 2, 2]),
    ] as const;
    expect(said([a1, a2, b1, b2])).toEqual(['a1a2', 'b1b2']);
    expect(said([a1, b1, a2, b2])).toEqual(['a1a2', 'b1b2']);
    expect(said([a1, a2, b1])).toEqual(['a1a2']);
    const copy = row('a1', ['r', 1, 2]);
    expect(said([a1, copy, a2, b1, b2])).toEqual(['a1a2', 'b1b2']);
  });

  test('is nothing of what was forgotten meanwhile', () => {
    const rows = [{ ...row('', ['r', 1, 3], 61), text: null }];
    expect(joinFragments(rows, { now: NOW, isFull: never, isUrgent: never })).toMatchObject({
      ready: [],
      wholes: [],
      emptied: [rows[0]?.id],
    });
  });

  test('is half a message at once, where nothing but halves would stand before what comes behind', () => {
    const halves = Array.from({ length: 3 }, (_, n) => row(String(n), [`r${n}`, 1, 2]));
    expect(texts(joinFragments(halves, { now: NOW, isFull: () => true, isUrgent: never }).ready)).toEqual([
      '0…',
      '1…',
      '2…',
    ]);
    expect(
      texts(joinFragments([...halves, row('STOP')], { now: NOW, isFull: () => true, isUrgent: never }).ready),
    ).toEqual(['STOP']);
  });

  test('loses and doubles nothing, however the parts fall', () => {
    const message = fc.array(fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme' }), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        (all, order) => {
          const rows = all
            .flatMap((parts, m) =>
              parts.flatMap((text, n) => [0, 1].map(() => row(text, [String(m), n + 1, parts.length]))),
            )
            .map((one) => ({ one, at: order.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one);
          const { ready, emptied } = joinFragments(rows, { now: NOW, isFull: never, isUrgent: never });
          expect([...texts(ready)].sort()).toEqual(all.map((parts) => parts.join('')).sort());
          expect(ready.length + emptied.length).toBe(rows.length);
        },
      ),
    );
  });
});

describe('in a turn', () => {
  let world: ConversationWorld;
  let seconds = 0;
  beforeAll(async () => {
    world = await openConversationWorld(
      { now: () => new Date(Date.now() + seconds * 1_000) },
      { apartMs: 0 },
    );
  });
  afterAll(() => world.close());
  const part = (ref: string, n: number, of: number) => ({ fragment: { ref, n, of } });
  const tipsOf = async (from: string) =>
    (
      await world.store.pool.query('select text, repeats from tip where contact_id = $1', [
        await world.contactOf(from),
      ])
    ).rows;
  const open = async (from: string) =>
    (
      await world.store.pool.query(
        'select count(*)::int as n from message where contact_id = $1 and handled_at is null',
        [await world.contactOf(from)],
      )
    ).rows[0].n;

  test('a rumor in two parts is one tip with the whole text, and one line for staff', async () => {
    const from = '+50937100001';
    expect(await world.says(from, 'vòt yo nan Jakmèl demen maten', part('07', 2, 2))).toEqual([]);
    expect(await open(from)).toBe(1);
    expect(await world.says(from, 'Yo di zwazo ap vole bwat ', part('07', 1, 2))).toHaveLength(1);
    expect(await tipsOf(from)).toEqual([
      { text: 'Yo di zwazo ap vole bwat vòt yo nan Jakmèl demen maten', repeats: 0 },
    ]);
    expect(await open(from)).toBe(0);
    const talk = await talkOf(world.store.db, await world.contactOf(from));
    expect(talk.filter(({ who }) => who === 'person').map(({ text }) => text)).toEqual([
      'Yo di zwazo ap vole bwat vòt yo nan Jakmèl demen maten',
    ]);
  });

  test('half a rumor holds up neither STOP nor the sweeper, and is read after a minute', async () => {
    const from = '+50937100002';
    const half = 'Yo di zwazo ap vole bwat vòt yo nan Jakmèl';
    await world.says(from, half, part('08', 1, 2));
    const contact = await world.contactOf(from);
    expect(await overdueContacts(world.store.db, 0, 100)).toContain(contact);
    const [stopped] = await world.says(from, 'STOP');
    expect(stopped).toMatch(/p ap ekri ou/);
    await world.says(from, 'START');
    expect(await open(from)).toBe(1);
    seconds = 61;
    await takeTurns(world.deps, [contact]);
    seconds = 0;
    expect(await open(from)).toBe(0);
    expect(await tipsOf(from)).toEqual([{ text: `${half}…`, repeats: 0 }]);
  });

  test('a part that an operator delivers again later, under a new id, says nothing new', async () => {
    const from = '+50937100003';
    await world.says(from, 'Yo di zwazo ap vole ', part('09', 1, 2));
    expect(await world.says(from, 'bwat vòt yo nan Jakmèl', part('09', 2, 2))).toHaveLength(1);
    await world.says(from, 'bwat vòt yo nan Jakmèl', part('09', 2, 2));
    seconds = 61;
    await takeTurns(world.deps, [await world.contactOf(from)]);
    // Another message that happens to bear the same reference is not lost for it.
    seconds = 0;
    await world.says(from, 'Yo di tout lekòl nan Okay ap fèmen', part('09', 2, 2));
    seconds = 61;
    await takeTurns(world.deps, [await world.contactOf(from)]);
    seconds = 0;
    expect(await open(from)).toBe(0);
    expect((await tipsOf(from)).map(({ text }) => text)).toEqual([
      // Within the minute, and so one tip.
      'Yo di zwazo ap vole bwat vòt yo nan Jakmèl\n…Yo di tout lekòl nan Okay ap fèmen',
    ]);
  });

  test('two processes at once put it together once', async () => {
    const from = '+50937100004';
    await world.says(from, 'Yo di zwazo ap vole ', part('0a', 1, 3));
    await world.says(from, 'bwat vòt yo ', part('0a', 2, 3));
    const contact = await world.contactOf(from);
    await Promise.all([
      takeTurns(world.deps, [contact]),
      world.says(from, 'nan Jakmèl', part('0a', 3, 3)),
      takeTurns(world.deps, [contact]),
    ]);
    expect(await tipsOf(from)).toEqual([{ text: 'Yo di zwazo ap vole bwat vòt yo nan Jakmèl', repeats: 0 }]);
  });

  test('forty halves before a STOP do not keep it from being heard', async () => {
    const from = '+50937100005';
    for (let n = 0; n < 40; n += 1) await world.says(from, `Mwatye ${n}`, part(`f${n}`, 1, 2));
    await world.says(from, 'STOP');
    const contact = await world.contactOf(from);
    let more: string[] = [contact];
    for (let turns = 0; turns < 10 && more.length > 0; turns += 1) more = await takeTurns(world.deps, more);
    const { rows } = await world.store.pool.query('select stopped_at from contact where id = $1', [contact]);
    expect(rows[0].stopped_at).toBeInstanceOf(Date);
  });
});
