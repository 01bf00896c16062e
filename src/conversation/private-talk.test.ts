import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProtectionSeal } from '../store/protection-seal.ts';
import { peopleIn } from '../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';

const KEY = Buffer.alloc(32, 9);
let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld({ protection: openProtectionSeal(KEY) });
});
afterAll(() => world.close());

const { somebody, of, known } = peopleIn(() => world);
const rows = async (query: string, ...values: unknown[]) =>
  (await world.store.pool.query(query, values)).rows;
const cases = () => rows('select * from sensitive_case');

/** Tells all of this in the private talk, and looks after each message that nothing of it stays. */
async function tells(from: string, ...texts: (string | { picture: string })[]): Promise<string> {
  let heard: string[] = [];
  for (const said of texts) {
    const text = typeof said === 'string' ? said : said.picture;
    const media = typeof said === 'string' ? [] : [{ url: `simulator:${text}`, contentType: 'image/jpeg' }];
    heard = await world.says(from, text, { media });
    const [last] = await of(
      from,
      'select text, media, location, choice from message where contact_id = $1 order by id desc limit 1',
    );
    expect(last, text).toEqual({ text: null, media: [], location: null, choice: null });
    expect(
      await of(
        from,
        `select 1 from media join message on message.id = media.message_id where contact_id = $1 and media.state <> 'forgotten'`,
      ),
    ).toEqual([]);
    // Nobody of the general desks hears of it, not even that somebody tells something.
    expect(await of(from, 'select reason from waiting where contact_id = $1')).toEqual([]);
    for (const table of ['tip', 'report'])
      expect(await of(from, `select 1 from ${table} where contact_id = $1`)).toEqual([]);
  }
  return heard.join('\n');
}

test('says first what happens and that SMS is not secret, and asks nothing about the act', async () => {
  const from = await known();
  const heard = await tells(from, 'ABI');
  expect(heard).toMatch(/^Ou ka rele 8811.*SMS pa sekrè: pa ekri sa k pase a isit la\./);
  expect(heard).toMatch(/18 an oswa plis/);
});

test('a call-back is sealed with the key of that desk; nothing of it stands anywhere else', async () => {
  const from = await known();
  const before = (await cases()).length;
  const heard = await tells(from, 'ABI', 'wi', 'wi', 'madi apre 4tè vyolèt', '3411 2233');
  const all = await cases();
  expect(all).toHaveLength(before + 1);
  const row = all.at(-1);
  expect(heard).toContain(row.code);
  expect(row.consented_at).toBeInstanceOf(Date);

  const words = openProtectionSeal(KEY).unseal(row.sealed);
  expect(words).toMatchObject({ number: '+50934112233', safeTime: 'madi apre 4tè vyolèt' });
  expect(() => openProtectionSeal(Buffer.alloc(32, 7)).unseal(row.sealed)).toThrow();

  expect((await of(from, 'select snapshot from contact where id = $1'))[0]).toEqual({ snapshot: null });
  const tables = await rows(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
  );
  for (const { name } of tables)
    expect(await rows(`select t::text as row from ${name} t where t::text ~* 'vyol|34112233'`), name).toEqual(
      [],
    );
});

test('what does not fit is not kept either: words to a question for a number, a picture, a long story', async () => {
  const from = await known();
  await tells(from, 'ABI', 'yon nonm vyolèt fè m mal', 'wi', 'wi', 'demen', 'vyolèt', { picture: 'vyolet' });
  expect(await tells(from, '3411 2244')).toMatch(/^Mesaj resevwa/);
});

test('too many answers that do not fit lead to the line, and to no person of ours', async () => {
  const from = await known();
  const before = await cases();
  expect(await tells(from, 'ABI', 'zzqx', 'vvkw')).toMatch(/^Dakò\. Liy 8811/);
  expect(await tells(from, 'ABI', 'wi', 'wi', 'demen', 'a', 'b', 'c')).toMatch(/^Dakò\. Liy 8811/);
  expect(await cases()).toEqual(before);
});

test('a forward or a long story is no rumor there: it leaves the talk where it is, and goes', async () => {
  const from = await known();
  expect(await tells(from, 'ABI', 'se yon mesye vyolèt ki fè m mal nan biwo a')).toMatch(/18 an oswa plis/);
  const [heard] = await world.says(from, 'yon mesye vyolèt fè sa epi li pati', { forwarded: 'once' });
  expect(heard).toMatch(/^Dakò\. Liy 8811/);
  expect(await rows(`select 1 from message where text ~* 'vyol'`)).toEqual([]);
  expect(await rows(`select 1 from tip where text ~* 'vyol'`)).toEqual([]);
});

test('who has been told much within the hour still finishes it, and no person of ours is told', async () => {
  const few = await openConversationWorld({ answersPerHour: 4 });
  try {
    const from = somebody();
    for (const text of ['bonjou', '1', '1', 'ABI', 'wi', 'wi', 'demen apre katrè nan aprèmidi'])
      expect(await few.says(from, text), text).toHaveLength(1);
    expect((await few.says(from, '0')).join()).toMatch(/^Mesaj resevwa/);
    for (const table of ['waiting', 'tip'])
      expect((await few.store.pool.query(`select 1 from ${table}`)).rows).toEqual([]);
  } finally {
    await few.close();
  }
});

test('nothing that is sent again and again keeps the talk going: it ends, and then it is silent', async () => {
  const few = await openConversationWorld({ answersPerHour: 4 });
  try {
    const from = somebody();
    let answers = 0;
    for (const text of ['bonjou', '1', '1', 'ABI', ...Array<string>(12).fill('ÈD')])
      answers += (await few.says(from, text)).length;
    expect(answers).toBeLessThan(10);
    expect(await few.says(from, 'ÈD')).toEqual([]);
  } finally {
    await few.close();
  }
});

test('without another number the one they write from is called', async () => {
  const from = await known();
  await tells(from, 'ABI', 'wi', 'wi', 'demen', '0');
  const row = (await cases()).at(-1);
  expect(openProtectionSeal(KEY).unseal(row.sealed)).toMatchObject({ number: from });
});

test('a child is only told where help is: no row is written, and nothing is asked', async () => {
  const from = await known();
  const before = await cases();
  expect(await tells(from, 'ABI', 'non')).toMatch(/^Rele 188/);
  expect(await cases()).toEqual(before);
  expect((await of(from, 'select snapshot from contact where id = $1'))[0]).toEqual({ snapshot: null });
});

test('who wants no call leaves nothing', async () => {
  const from = await known();
  const before = await cases();
  expect(await tells(from, 'ABI', 'wi', 'non')).toMatch(/^Dakò\. Liy 8811/);
  expect(await cases()).toEqual(before);
});

test('where no key is set, only the line is named', async () => {
  const without = await openConversationWorld({ protection: undefined });
  try {
    const from = somebody();
    for (const text of ['bonjou', '1', '1']) await without.says(from, text);
    expect((await without.says(from, 'ABI')).join()).toMatch(/8811/);
    const { rows: found } = await without.store.pool.query('select snapshot from contact');
    expect(found).toEqual([{ snapshot: null }]);
  } finally {
    await without.close();
  }
});
