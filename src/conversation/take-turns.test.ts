import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foldToGsm7, segments } from '../core/sms.ts';
import { countryOf } from '../country/index.ts';
import { openClaim } from '../desks/verification/claims.ts';
import type { Desk } from '../desks/verification/desk.ts';
import { assess } from '../desks/verification/exits.ts';
import { approve } from '../desks/verification/review.ts';
import { saveDraft, submit } from '../desks/verification/verdicts.ts';
import { openStore } from '../store/connect.ts';
import { keepMessages } from '../store/messages.ts';
import { addStaff } from '../store/staff.ts';
import { type ConversationWorld, openConversationWorld, sms } from '../testing/conversation-world.ts';
import { makeReady } from '../testing/make-ready.ts';
import { answerWaiting, handBack } from './people.ts';
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
const codeIn = (texts: string[]) => CODE.exec(texts.join('\n'))?.[0] ?? '';

describe('a rumor that comes first', () => {
  test.each([
    ['five words or more', RUMOR, {}],
    ['a forward of one word', 'Fo', { forwarded: 'once' as const }],
    ['a link', 'https://example.org/x', {}],
    ['a picture', '', { media: [{ url: 'https://example.org/p.jpg', contentType: 'image/jpeg' }] }],
  ])('%s is kept and acknowledged with a case code in the first reply', async (_what, text, more) => {
    const from = somebody();
    const heard = await world.says(from, text, more);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(CODE);
    const tips = await rows('select code, state from tip where contact_id = $1', [
      await world.contactOf(from),
    ]);
    expect(tips).toEqual([{ code: codeIn(heard), state: 'waiting' }]);
  });

  test('goes on to language, consent, how it came and thanks, and each SMS stays GSM-7', async () => {
    const from = somebody();
    const heard = [
      ...(await world.says(from, RUMOR)),
      ...(await world.says(from, '1')),
      ...(await world.says(from, '1')),
      ...(await world.says(from, 'mwen wè l ak je m')),
      ...(await world.says(from, 'non')),
    ];
    expect(heard).toHaveLength(5);
    for (const text of heard) expect(segments(foldToGsm7(text)).alphabet).toBe('gsm7');
    const [contact] = await rows('select language, consented_at, snapshot from contact where id = $1', [
      await world.contactOf(from),
    ]);
    expect(contact).toMatchObject({ language: 'ht', consented_at: expect.any(Date), snapshot: null });
  });

  test('is never swallowed by an open menu', async () => {
    const from = somebody();
    await world.says(from, 'hello');
    const heard = await world.says(from, RUMOR);
    expect(heard[0]).toMatch(CODE);
  });
});

test('hello is never a tip', async () => {
  const from = somebody();
  await world.says(from, 'hello');
  await world.says(from, 'Bonjou!');
  expect(await rows('select 1 from tip where contact_id = $1', [await world.contactOf(from)])).toEqual([]);
});

test('a short text is asked about once; a yes keeps that text, not the yes', async () => {
  const from = somebody();
  await world.says(from, 'vòt ranvwaye?');
  const heard = await world.says(from, 'wi');
  expect(heard[0]).toMatch(CODE);
  expect(await rows('select text from tip where contact_id = $1', [await world.contactOf(from)])).toEqual([
    { text: 'vòt ranvwaye?' },
  ]);
});

test('a wrong choice twice goes to a person, who answers and hands back', async () => {
  const from = somebody();
  await world.says(from, 'hello');
  await world.says(from, '77');
  await world.says(from, '88');
  const contactId = await world.contactOf(from);
  const [row] = await rows('select id, reason from waiting where contact_id = $1', [contactId]);
  expect(row.reason).toBe('wrong_choice');
  // While a person has it the flow is silent, whatever is written.
  expect(await world.says(from, 'alo?')).toEqual([]);
  await rows(
    `insert into staff (id, name, role, password_hash, language) values ($1, $2, 'verifier', '', 'ht')`,
    ['00000000-0000-4000-8000-000000000001', 'Anit'],
  );
  const by = { waitingId: row.id, staffId: '00000000-0000-4000-8000-000000000001' };
  expect(await answerWaiting(world.deps, { ...by, text: 'Ki lang ou pale?' })).toBeNull();
  expect(
    await rows(`select content->>'text' as text from reply where contact_id = $1 and cause = 'staff'`, [
      contactId,
    ]),
  ).toEqual([{ text: 'Ki lang ou pale?' }]);
  expect(await handBack(world.deps, by)).toBeNull();
  expect(await handBack(world.deps, by)).toBe('gone');
  expect(await world.says(from, 'alo')).toHaveLength(1);
});

test('a forward is kept even while a person has the conversation', async () => {
  const from = somebody();
  await world.says(from, 'MOUN');
  const heard = await world.says(from, RUMOR, { forwarded: 'often' });
  expect(heard[0]).toMatch(CODE);
  expect(await world.says(from, 'alo?')).toEqual([]);
});

test('a greeting to an open question is no wrong answer', async () => {
  const from = somebody();
  for (let i = 0; i < 4; i++) await world.says(from, 'bonjou');
  expect(await rows('select 1 from waiting where contact_id = $1', [await world.contactOf(from)])).toEqual(
    [],
  );
});

test('a number that answers nothing any more shows what may be done, and is not taken for a rumor', async () => {
  const from = somebody();
  for (const text of ['bonjou', '1', 'wi', 'KONFIDANSYALITE']) await world.says(from, text);
  const menu = await world.says(from, '2');
  expect(menu).toHaveLength(1);
  expect(menu[0]).toContain(world.deps.texts.text('ht', 'menu.menu'));
});

test('a choice that an action offers is an answer, also where the same word opens a door', async () => {
  const from = somebody();
  for (const text of ['bonjou', '1', 'wi', 'KWIZ']) await world.says(from, text);
  expect((await world.says(from, 'Rimè'))[0]).toMatch(/^1\//);
});

test('START of somebody who never stopped begins the talk as a greeting does', async () => {
  const [starter, greeter] = [somebody(), somebody()];
  const begun = await world.says(starter, 'start');
  expect(begun).toHaveLength(1);
  expect(begun).toEqual(await world.says(greeter, 'bonjou'));
  // Said again to the open question, it is put again and nobody of ours is called.
  for (let i = 0; i < 3; i++) expect(await world.says(starter, 'KOMANSE')).toHaveLength(1);
  expect(await rows('select 1 from waiting where contact_id = $1', [await world.contactOf(starter)])).toEqual(
    [],
  );
});

test('a message with nothing that can be read is put before a person, and the sender is told so', async () => {
  const from = somebody();
  expect(await world.says(from, '')).toHaveLength(1);
  expect(
    await rows('select reason from waiting where contact_id = $1', [await world.contactOf(from)]),
  ).toEqual([{ reason: 'unreadable' }]);
});

describe('the status of a case', () => {
  test('is told to its asker and to nobody else, who hears the same as for a code that does not exist', async () => {
    const [mine, theirs] = [somebody(), somebody()];
    const code = codeIn(await world.says(mine, RUMOR));
    for (const from of [mine, theirs]) {
      await world.says(from, 'bonjou');
      await world.says(from, '1');
      await world.says(from, '1');
    }
    const own = await world.says(mine, `KI KOTE ${code}`);
    const other = await world.says(theirs, `KI KOTE ${code}`);
    const nothing = await world.says(theirs, 'KI KOTE ZZ99');
    expect(own).not.toEqual(other);
    expect(other).toEqual(nothing);
  });
});

describe('STOP', () => {
  test.each(['STOP', 'arèt', 'ARRET', 'sispann', 'Rete'])(
    '%s works, is said once, and is sticky',
    async (word) => {
      const from = somebody();
      await world.says(from, 'hello');
      expect(await world.says(from, word)).toHaveLength(1);
      expect(await world.says(from, word)).toEqual([]);
      expect(await world.says(from, RUMOR)).toEqual([]);
      // What they send is kept all the same.
      expect(
        await rows('select 1 from tip where contact_id = $1', [await world.contactOf(from)]),
      ).toHaveLength(1);
      expect(await world.says(from, 'KOMANSE')).toHaveLength(1);
      expect(await world.says(from, 'bonjou')).toHaveLength(1);
    },
  );

  test('that the provider has answered is not answered twice', async () => {
    const from = somebody();
    expect(await world.says(from, 'STOP', { optOut: 'stop' })).toEqual([]);
    const [contact] = await rows('select stopped_at from contact where id = $1', [
      await world.contactOf(from),
    ]);
    expect(contact.stopped_at).not.toBeNull();
  });
});

test('a repeat by the same person is counted, not dropped and not a second case', async () => {
  const from = somebody();
  const first = codeIn(await world.says(from, RUMOR));
  const again = codeIn(await world.says(from, RUMOR.toUpperCase()));
  expect(again).toBe(first);
  expect(await rows('select repeats from tip where contact_id = $1', [await world.contactOf(from)])).toEqual([
    { repeats: 1 },
  ]);
});

test('two workers on one contact handle its messages once and in order', async () => {
  const from = somebody();
  const other = openStore({
    url: world.store.pool.options.connectionString ?? '',
    seal: world.store.seal,
    log: world.deps.log,
  });
  try {
    const batch = ['hello', '1', '1'].map((text, i) => ({
      inbound: sms(from, text),
      receivedAt: new Date(Date.now() + i),
    }));
    const { contactIds: contacts } = await keepMessages(world.store, batch);
    await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        takeTurns({ ...world.deps, store: i % 2 ? other : world.store }, contacts),
      ),
    );
    const contactId = await world.contactOf(from);
    const [contact] = await rows('select language, consented_at from contact where id = $1', [contactId]);
    expect(contact).toMatchObject({ language: 'ht', consented_at: expect.any(Date) });
    expect(await rows('select 1 from reply where contact_id = $1', [contactId])).toHaveLength(3);
  } finally {
    await other.close();
  }
});

test('a turn that cannot be taken puts its contact before a person and does not hold up the others', async () => {
  const [broken, fine] = [somebody(), somebody()];
  const { contactIds: contacts } = await keepMessages(world.store, [
    { inbound: sms(broken, 'hello'), receivedAt: new Date() },
    { inbound: sms(fine, 'hello'), receivedAt: new Date() },
  ]);
  const brokenId = await world.contactOf(broken);
  await rows(
    `update contact set snapshot = '{"flow":"start","version":1,"state":"settle","answers":null,"tries":0,"waits":"input"}' where id = $1`,
    [brokenId],
  );
  const deps = {
    ...world.deps,
    texts: {
      ...world.deps.texts,
      text: (language: string | null, key: string, values?: Record<string, string | number>) => {
        if (language === 'xx') throw new Error('no such language');
        return world.deps.texts.text(language, key, values);
      },
    },
  };
  await rows(`update contact set language = 'xx' where id = $1`, [brokenId]);
  await takeTurns(deps, contacts);
  expect(await rows('select reason from waiting where contact_id = $1', [brokenId])).toEqual([
    { reason: 'turn_failed' },
  ]);
  expect(await rows('select 1 from reply where contact_id = $1', [await world.contactOf(fine)])).toHaveLength(
    1,
  );
});

test('a turn that cannot be taken does not swallow a STOP that came with it, nor a START', async () => {
  const deps = {
    ...world.deps,
    texts: {
      ...world.deps.texts,
      text: (language: string | null, key: string) => {
        if (language === 'xx') throw new Error('no such language');
        return world.deps.texts.text(language, key);
      },
    },
  };
  const said: string[][] = [];
  for (const words of [
    ['ÈD', 'STOP'],
    ['STOP', 'ÈD'],
    ['STOP', 'ÈD', 'KÒMANSE'],
  ]) {
    const from = somebody();
    await world.says(from, 'hello');
    const contactId = await world.contactOf(from);
    await rows(`update contact set language = 'xx' where id = $1`, [contactId]);
    await rows('delete from reply where contact_id = $1', [contactId]);
    const { contactIds } = await keepMessages(
      world.store,
      words.map((text) => ({ inbound: sms(from, text), receivedAt: new Date() })),
    );
    await takeTurns(deps, contactIds);
    const [contact] = await rows('select stopped_at is not null as stopped from contact where id = $1', [
      contactId,
    ]);
    const causes = await rows('select cause from reply where contact_id = $1 order by seq', [contactId]);
    said.push([contact.stopped ? 'stopped' : 'hears', ...causes.map(({ cause }) => cause)]);
    expect(await rows('select reason from waiting where contact_id = $1', [contactId])).toEqual([
      { reason: 'turn_failed' },
    ]);
  }
  expect(said).toEqual([
    ['stopped', 'common.stopped'],
    ['stopped', 'common.stopped'],
    ['hears', 'common.person_will_answer'],
  ]);
});

test('after an upgrade a question that is gone neither loses a tip nor strands anybody', async () => {
  for (const [text, sees] of [
    [RUMOR, CODE],
    ['wi', /./],
    ['bonjou', /./],
  ] as const) {
    const from = somebody();
    await world.says(from, 'hello');
    await rows(
      `update contact set snapshot = '{"flow":"rumor","version":0,"state":"gone","answers":{},"tries":0,"waits":"input"}' where id = $1`,
      [await world.contactOf(from)],
    );
    expect((await world.says(from, text))[0]).toMatch(sees);
  }
});

test('whoever asks again after the verdict is out gets it once more, and who stopped meanwhile when they come back', async () => {
  const { store, deps } = world;
  const desk: Desk = {
    ...deps,
    capabilities: deps.capabilities,
    verdictLanguages: ['ht', 'fr'],
    deskHours: countryOf('ht').deskHours,
    verdictPeople: 2,
  };
  const [author, checker] = await Promise.all(
    ['Otè', 'Dezyèm'].map(async (name) => {
      const added = await addStaff(store.db, { name, role: 'verifier', passwordHash: 'x', language: 'ht' });
      return added?.id ?? '';
    }),
  );
  if (!author || !checker) throw new Error('no staff');
  const [asks, stopped] = [somebody(), somebody()];
  const words = 'Yo di labank yo ap fèmen pou tout tan lendi maten';
  for (const from of [asks, stopped]) for (const text of [words, '1', '1']) await world.says(from, text);
  await world.says(stopped, 'STOP');
  const tips = await rows('select id from tip where contact_id = any($1)', [
    await Promise.all([asks, stopped].map((from) => world.contactOf(from))),
  ]);
  const { claimId } = await openClaim(desk, {
    staffId: author,
    tipIds: tips.map(({ id }) => id),
    wording: { ht: words },
  });
  const mine = { claimId, staffId: author };
  await assess(desk, { ...mine, why: 'Yon fè, ka verifye' });
  await makeReady(desk, claimId, author);
  const text = {
    summary: 'Labank yo rete louvri lendi.',
    body: 'Labank yo rete louvri lendi, jan yo ye chak semèn.',
  };
  await saveDraft(desk, { ...mine, rating: 'false', texts: { ht: text, fr: text } });
  const { verdictId } = await submit(desk, mine);
  await approve(desk, { verdictId, staffId: checker });
  const again = await world.says(asks, words);
  expect(again).toHaveLength(2);
  expect(again[1]).toContain('rete louvri lendi');
  await world.says(stopped, 'KOMANSE');
  const [{ code }] = await rows('select code from tip where contact_id = $1', [
    await world.contactOf(stopped),
  ]);
  const told = await world.says(stopped, `KI KOTE ${code}`);
  expect(told[1]).toContain('rete louvri lendi');
  expect(told[1]).toContain(code);
});
