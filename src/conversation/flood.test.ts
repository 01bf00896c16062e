import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepMessages } from '../store/messages.ts';
import { type ConversationWorld, openConversationWorld, sms } from '../testing/conversation-world.ts';
import { takeTurns } from './take-turns.ts';

let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld();
});
afterAll(() => world.close());

const RUMOR = 'Yo di biwo vòt nan zòn nan ap fèmen a midi dimanch';
let people = 0;
/** Everybody is new: an invented number. */
const somebody = () => `+509370${String(10_000 + people++)}`;
const rows = async (query: string, values: unknown[] = []) =>
  (await world.store.pool.query(query, values)).rows;

describe('somebody who writes without end', () => {
  const keep = (from: string, texts: string[], more = {}) =>
    keepMessages(
      world.store,
      // Further apart than what belongs together.
      texts.map((text, n) => ({
        inbound: sms(from, text, more),
        receivedAt: new Date(Date.now() - (texts.length - n) * 61_000),
      })),
    ).then(({ contactIds }) => contactIds);
  const takeAll = async (contactId: string) => {
    let turns = 0;
    for (let left = [contactId]; left.length > 0; turns += 1) left = await takeTurns(world.deps, left);
    return turns;
  };

  test('is taken a few messages at a time, so that the others in the batch do not wait', async () => {
    const [many, one] = [somebody(), somebody()];
    const ids = [...(await keep(many, Array(45).fill('alo'))), ...(await keep(one, ['alo']))];
    const more = await takeTurns(world.deps, ids);
    expect(more).toEqual([await world.contactOf(many)]);
    const unhandled = (from: string) =>
      world
        .contactOf(from)
        .then((id) => rows('select id from message where contact_id = $1 and handled_at is null', [id]));
    expect(await unhandled(one)).toEqual([]);
    expect((await unhandled(many)).length).toBeGreaterThan(20);
    await takeAll(await world.contactOf(many));
    expect(await unhandled(many)).toEqual([]);
  });

  test('is told so once, and what they send is kept; for the rest a person looks; STOP still works', async () => {
    const from = somebody();
    const tips = Array.from({ length: 60 }, (_, n) => `${RUMOR} nimewo ${n}`);
    const [contactId = ''] = await keep(from, tips, { forwarded: 'once' });
    await takeAll(contactId);
    const said = await rows(`select cause from reply where contact_id = $1`, [contactId]);
    expect(said.length).toBeLessThan(50);
    expect(said.filter(({ cause }) => cause === 'common.too_many')).toHaveLength(1);
    expect(await rows('select id from tip where contact_id = $1', [contactId])).toHaveLength(60);
    expect(await rows('select id from waiting where contact_id = $1', [contactId])).toEqual([]);

    // An answering machine on the other side.
    expect(await world.says(from, 'Mwen okipe kounye a')).toEqual([]);
    expect(await rows('select reason from waiting where contact_id = $1', [contactId])).toEqual([
      { reason: 'too_many' },
    ]);
    expect(await world.says(from, 'STOP')).toHaveLength(1);

    const [snapshot] = await rows('select snapshot from contact where id = $1', [contactId]);
    expect(snapshot.snapshot).toBeNull();
  });

  test('is answered again when the hour is over', async () => {
    const from = somebody();
    const [contactId = ''] = await keep(from, Array(70).fill('alo'));
    await takeAll(contactId);
    expect(await world.says(from, 'alo')).toEqual([]);
    await rows(`update reply set created_at = created_at - interval '61 minutes' where contact_id = $1`, [
      contactId,
    ]);
    expect(await world.says(from, 'alo')).toHaveLength(1);
  });
});
