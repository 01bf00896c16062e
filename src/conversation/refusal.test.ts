import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChannels } from '../channels/index.ts';
import { openFileFetcher } from '../inbound/fetch-files.ts';
import { forgetContacts } from '../store/contacts.ts';
import { filesOfTips } from '../store/files-seen.ts';
import { contextFor } from '../testing/channel-context.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';
import { takeTurns } from './take-turns.ts';

let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld();
});
afterAll(() => world.close());

const RUMOR = 'Yo di biwo vòt nan zòn nan ap fèmen a midi dimanch';
const CODE = /\b(?=(?:[^A-Z]*[A-Z]){2})[A-HJ-KM-NP-Z2-9]{4}\b/;
let people = 0;
/** Everybody is new: an invented number. */
const somebody = () => `+509370${String(10_000 + people++)}`;
const rows = async (query: string, values: unknown[] = []) =>
  (await world.store.pool.query(query, values)).rows;
/** What the sweeper has done with them; the simulator has no copy of anything. */
async function discardFiles(): Promise<void> {
  const [simulator] = await openChannels(['simulator'], () => contextFor());
  if (!simulator) throw new Error('the simulator did not open');
  const files = openFileFetcher({
    store: world.store,
    channels: new Map([['simulator', simulator]]),
    mayFetch: () => true,
    printSound: undefined,
    log: world.deps.log,
    now: world.deps.now,
  });
  await files.fetch(await files.due());
  await simulator.close();
}
const codeIn = (texts: string[]) => CODE.exec(texts.join('\n'))?.[0] ?? '';

describe('refusing consent', () => {
  test('removes text and address once the goodbye is out, and leaves a count', async () => {
    const from = somebody();
    const contactId = await (async () => {
      await world.says(from, RUMOR);
      await world.says(from, '1');
      return world.contactOf(from);
    })();
    expect(await world.says(from, '2')).toHaveLength(1);
    expect(
      await rows('select text from message where contact_id = $1 and text is not null', [contactId]),
    ).toEqual([]);
    // The address stays until the last word has left.
    await forgetContacts(world.store.db);
    expect(await world.contactOf(from)).toBe(contactId);
    await rows(`update reply set state = 'sent' where contact_id = $1`, [contactId]);
    await forgetContacts(world.store.db);
    expect(await world.contactOf(from)).toBeUndefined();
    expect(await rows('select 1 from tip where contact_id = $1', [contactId])).toEqual([]);
    expect(await rows(`select text from tip where state = 'refused' and text is not null`)).toEqual([]);
    const [tally] = await rows('select sum(count)::int as n from tally');
    expect(tally.n).toBeGreaterThan(0);
  });

  test('and then no word of theirs or ours, and no address, stands in any table', async () => {
    const from = somebody();
    const words = 'krokodil vyolèt anba pon an';
    const location = { latitude: 18.123456, longitude: -72.654321, label: 'anba pon vyolèt' };
    const media = [{ url: 'https://example.org/vyolet.jpg', contentType: 'image/jpeg' }];
    const origin = 'https://example.org/vyolet/12';
    const code = codeIn(await world.says(from, words, { forwarded: 'once', location, media, origin }));
    await world.says(from, 'vyolèt?', { fragment: { ref: 'vyolet-7', n: 1, of: 1 } });
    await world.says(from, '1');
    await world.says(from, 'MOUN');
    const contactId = await world.contactOf(from);
    await rows('update contact set snapshot = null where id = $1', [contactId]);
    await world.says(from, 'bonjou');
    await world.says(from, '2');
    const [{ forget_at: asked }] = await rows('select forget_at from contact where id = $1', [contactId]);
    expect(asked).toBeInstanceOf(Date);
    const replies = await rows(`update reply set state = 'sent' where contact_id = $1 returning id`, [
      contactId,
    ]);
    await rows(
      `insert into part (id, reply_id, n, account, text, segments) values (gen_random_uuid(), $1, 1, 'a', $2, 1)`,
      [replies[0].id, `vyolèt ${code}`],
    );
    await rows(
      `update reply set content = jsonb_set(content, '{attachment}', '{"blobId": "018f4a00-1111-7222-8333-444455556666", "name": "vyolet.pdf"}') where id = $1`,
      [replies[0].id],
    );
    await rows(`update part set extra = '{"location": {"label": "vyolet"}}'`);
    // Nobody is forgotten wholly while a provider may still have their picture.
    await forgetContacts(world.store.db);
    expect(await world.contactOf(from)).toBe(contactId);
    await discardFiles();
    await forgetContacts(world.store.db);
    const tables = await rows(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
    );
    const left: string[] = [];
    for (const { name } of tables) {
      const found = await rows(
        `select t::text as row from ${name} t where t::text ~* 'vyol|18\\.123456' or t::text like $1`,
        [`%${contactId}%`],
      );
      left.push(...found.map(({ row }) => `${name}: ${row}`));
    }
    // What stays says that somebody wrote and was answered, and nothing else.
    const texts = left.filter((row) => /vyol|18\.123456/i.test(row));
    expect(texts).toEqual([]);
    expect([...new Set(left.map((row) => row.split(':')[0]))].sort()).toEqual([
      'contact',
      'message',
      'reply',
    ]);
    expect(
      await rows(`select 1 from reply where contact_id = $1 and content->>'text' <> ''`, [contactId]),
    ).toEqual([]);
  });

  test('who has everything erased takes out what was joined to a tip within the minute, too', async () => {
    const at = await openConversationWorld({}, { apartMs: 5_000 });
    const look = async (query: string, values: unknown[] = []) =>
      (await at.store.pool.query(query, values)).rows;
    const from = somebody();
    const picture = (name: string) => ({ url: `https://example.org/${name}.jpg`, contentType: 'image/jpeg' });
    const more = { forwarded: 'often' as const };
    await at.says(from, 'Yo di pon an tonbe zòn vyolèt', { ...more, media: [picture('vyolet-1')] });
    await at.says(from, 'anba pye mango vyolèt la', { ...more, media: [picture('vyolet-2')] });
    const [tip] = await look('select id, text, media_count from tip');
    expect(tip).toMatchObject({
      text: 'Yo di pon an tonbe zòn vyolèt\nanba pye mango vyolèt la',
      media_count: 2,
    });
    expect((await filesOfTips(at.store.db, [tip.id])).get(tip.id)).toHaveLength(2);

    await at.says(from, 'EFASE');
    await at.says(from, 'wi');
    expect((await filesOfTips(at.store.db, [tip.id])).get(tip.id) ?? []).toEqual([]);
    expect(await look('select state, text, contact_id, message_id from tip')).toEqual([
      { state: 'refused', text: null, contact_id: null, message_id: null },
    ]);
    // Which messages a tip was made of would tell whose it was.
    expect(await look('select 1 from tip_message')).toEqual([]);
    expect(await look(`select text from message where text ~* 'vyol|pon'`)).toEqual([]);
    await at.close();
  });

  test('a provider that does not delete its copy holds this up for a day, not for ever', async () => {
    const from = somebody();
    const media = [{ url: 'https://example.org/a.jpg', contentType: 'image/jpeg' }];
    await world.says(from, RUMOR, { media });
    await world.says(from, '1');
    await world.says(from, '2');
    const contactId = await world.contactOf(from);
    await rows(`update reply set state = 'sent' where contact_id = $1`, [contactId]);
    const files = () =>
      rows(`select f.state from media f join message m on m.id = f.message_id where m.contact_id = $1`, [
        contactId,
      ]);
    await forgetContacts(world.store.db);
    expect(await files()).toEqual([{ state: 'forgotten' }]);
    await rows(`update contact set forget_at = forget_at - interval '25 hours' where id = $1`, [contactId]);
    await forgetContacts(world.store.db);
    expect(await files()).toEqual([]);
    expect(await world.contactOf(from)).toBeUndefined();
  });

  test('and that takes no look at everybody else', async () => {
    const { rows: links } = await world.store.pool.query(`
      select c.conrelid::regclass::text as of, a.attname as column, exists (
        select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1] and i.indpred is null
      ) as indexed
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and c.confrelid = 'address'::regclass order by 1`);
    expect(links).toEqual(
      ['bulletin_send', 'message', 'reply', 'report', 'subscription', 'tip'].map((of) => ({
        ...{ of, column: 'address_id', indexed: true },
      })),
    );
  });

  test('who writes while we forget them is answered: either as the one they were or as somebody new', async () => {
    const from = somebody();
    await world.says(from, RUMOR);
    await world.says(from, '1');
    await world.says(from, '2');
    const contactId = await world.contactOf(from);
    await rows(`update reply set state = 'sent' where contact_id = $1`, [contactId]);
    // The message is being written when the sweep looks: it holds the key of its contact, and is not seen yet.
    const client = await world.store.pool.connect();
    await client.query('begin');
    await client.query(
      `insert into message (contact_id, address_id, channel, account, external_id, received_at, text)
       select contact_id, id, 'simulator', 'simulator-sms', $2, now(), 'alo' from address where contact_id = $1`,
      [contactId, `race-${from}`],
    );
    await forgetContacts(world.store.db);
    await client.query('commit');
    client.release();
    await forgetContacts(world.store.db);
    expect(await world.contactOf(from)).toBe(contactId);
    await takeTurns(world.deps, [contactId]);
    const said = await rows(`select address_id from reply where contact_id = $1 and state = 'queued'`, [
      contactId,
    ]);
    expect(said).toEqual([{ address_id: expect.any(String) }]);
  });

  test('and writing again begins anew', async () => {
    const from = somebody();
    await world.says(from, RUMOR);
    await world.says(from, '1');
    await world.says(from, '2');
    const heard = await world.says(from, RUMOR);
    expect(heard[0]).toMatch(CODE);
    await rows(`update reply set state = 'sent' where contact_id = $1`, [await world.contactOf(from)]);
    await forgetContacts(world.store.db);
    expect(await world.contactOf(from)).toBeDefined();
  });
});
