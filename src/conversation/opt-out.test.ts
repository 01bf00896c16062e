import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseMessage } from '../channels/simulator/parse.ts';
import { foldToGsm7 } from '../core/sms.ts';
import { readCode } from '../desks/code.ts';
import { loadTexts } from '../i18n.ts';
import { keepMessages } from '../store/messages.ts';
import { openWaiting } from '../store/waiting.ts';
import { SMS, WHATSAPP } from '../testing/accounts.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';
import { classify } from './classify.ts';
import { takeTurns } from './take-turns.ts';
import { openWords } from './words.ts';

const texts = loadTexts();
const words = openWords(texts, readCode);

/** As they stand in the files, with their accents and capitals. */
const listed = (name: 'stop' | 'start') =>
  texts.languages.flatMap((language): string[] => {
    const file = new URL(`../../locales/${language}/common.json`, import.meta.url);
    return JSON.parse(readFileSync(file, 'utf8')).words[name];
  });

const bare = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '');
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
/** How phones and people change a word without changing what it means. */
const FORMS: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word.toLowerCase(),
  (word) => capital(word),
  (word) => bare(word),
  (word) => bare(word).toLowerCase(),
  (word) => word.normalize('NFD'),
  // What an operator's gateway makes of letters that GSM-7 does not have.
  (word) => foldToGsm7(word),
  (word) => `${word}!!!`,
  (word) => `« ${word} »`,
  (word) => `  ${word}.\n`,
  (word) => `“${word}”`,
  (word) => `🛑 ${word} 🙏🏾`,
  (word) => `*${word}*`,
  (word) => `${word.replaceAll("'", '’')} ${word}`,
  (word) => `tanpri ${word.toLowerCase()}`,
  (word) => `${capital(word)} silvouplè!`,
  (word) => `Bonjou, ${word}, mèsi.`,
  (word) => `${word} s'il vous plaît`,
  (word) => `please ${word}`,
  (word) => `${word.charAt(0)}\u200b${word.slice(1)}`,
];

const kindOf = (text: string) =>
  classify({ text, mediaCount: 0, forwarded: false, choice: false }, words).kind;

describe.each(['stop', 'start'] as const)('every word for %s', (kind) => {
  test('is one in any case, with and without accents, with courtesies and signs around it', () => {
    const missed = listed(kind).flatMap((word) =>
      FORMS.map((form) => form(word)).filter((text) => kindOf(text) !== kind),
    );
    expect(listed(kind).length).toBeGreaterThan(5);
    expect(missed).toEqual([]);
  });
});

test.each([
  'stop stop stop',
  'STOOOOP',
  'sispannnn',
  's t o p',
  'S.T.O.P.',
  'stop sispann',
  'ＳＴＯＰ',
  'Arrêtez s’il vous plaît',
  'Sispann tanpri souple',
  'Pa voye mesaj ban m ankò, mèsi',
  'non, stop',
  'STOP SMS',
  'Arrêtez les messages svp',
  'Je ne veux plus recevoir de messages.',
  'Mwen pa vle resevwa mesaj ankò',
  'M pa vle mesaj ankò tanpri',
  'Pa voye anyen ban m ankò',
  'Dezabone m',
])('%j means it, too', (text) => expect(kindOf(text)).toBe('stop'));

test.each([
  'yo di pou n sispann vote',
  'Yo di sispann vote dimanch',
  'sispann vote',
  'pa sispann',
  'stop vòl la',
  'Mwen pa vle vote ankò',
  'je ne veux plus de ce maire',
  'pa voye lajan ankò',
  'Fòk nou kanpe pou peyi nou',
  'arete vòlè yo',
  'yo arete yon moun nan biwo vòt la',
  'rete lakay ou dimanch',
  'stop: yo ap touye moun nan Site Solèy',
  'the vote will end at noon',
  'ANILE',
  'ANILE 4827317',
  `stop ${'a'.repeat(500)}`,
  'mèsi',
  'non',
  'ok',
])('%j does not', (text) => expect(['stop', 'start']).not.toContain(kindOf(text)));

test('reading it takes no time, whatever somebody repeats', () => {
  const begun = performance.now();
  for (const text of ['stop '.repeat(4_000), 'tanpri '.repeat(3_000), `${'pa ekri m '.repeat(15)}x`])
    kindOf(text);
  expect(performance.now() - begun).toBeLessThan(500);
});

describe('in a conversation', () => {
  let world: ConversationWorld;
  beforeAll(async () => {
    const phones = { 'simulator-sms': SMS, 'simulator-whatsapp': WHATSAPP, 'simulator-telegram': WHATSAPP };
    world = await openConversationWorld({ capabilities: new Map(Object.entries(phones)) });
  });
  afterAll(() => world.close());

  const rows = async (query: string, values: unknown[] = []) =>
    (await world.store.pool.query(query, values)).rows;
  const CHANNELS = ['sms', 'whatsapp', 'telegram'] as const;
  const RUMOR = 'Yo di biwo vòt nan zòn nan ap fèmen a midi dimanch';
  let sent = 0;
  let came = Date.now() - 12 * 3_600_000;

  interface Person {
    readonly phone: (typeof CHANNELS)[number];
    readonly person: string;
    /** What they write for STOP. */
    readonly stop: string;
  }
  type Extra = { forwarded?: boolean; media?: { url: string; contentType: string }[] };

  /** Everybody writes the same, each on their channel, and everybody's turn is taken. @returns replies by contact */
  async function all(
    people: readonly Person[],
    text: (person: Person) => string,
    { answersPerHour = 10_000, ...extra }: Extra & { answersPerHour?: number } = {},
  ): Promise<Map<string, string[]>> {
    const [{ seq }] = await rows('select coalesce(max(seq), 0) as seq from reply');
    const contactIds: string[] = [];
    // What comes within a minute belongs together.
    came += 61_000;
    for (let at = 0; at < people.length; at += 200) {
      const batch = people.slice(at, at + 200).map((who) => {
        sent += 1;
        const body = { id: `m${sent}`, phone: who.phone, person: who.person, text: text(who), ...extra };
        return { inbound: parseMessage(Buffer.from(JSON.stringify(body))), receivedAt: new Date(came) };
      });
      const kept = await keepMessages(world.store, batch);
      await takeTurns({ ...world.deps, answersPerHour }, kept.contactIds);
      contactIds.push(...kept.contactIds);
    }
    const said = await rows('select contact_id, cause from reply where seq > $1 order by seq', [seq]);
    const causes = new Map(contactIds.map((id): [string, string[]] => [id, []]));
    for (const { contact_id, cause } of said) causes.get(contact_id)?.push(cause);
    return causes;
  }
  const differ = (heard: Map<string, string[]>, expected: string[]) =>
    [...heard.values()].filter((causes) => causes.join() !== expected.join());

  /** Where somebody may stand when they have had enough. */
  const MOMENTS: Record<string, (people: readonly Person[]) => Promise<unknown>> = {
    'as the first word': async () => {},
    'to an open question': (people) => all(people, () => 'hello'),
    'when asked for the rumor': async (people) => {
      for (const text of ['hello', '1', '1', 'MENI', '1']) await all(people, () => text);
    },
    'in the middle of a rumor': (people) => all(people, () => RUMOR),
    'while a person of ours answers': (people) => all(people, () => 'MOUN'),
    'in a flood': async (people) => {
      await all(people, () => 'alo');
      await all(people, () => 'alo', { answersPerHour: 1 });
    },
  };

  test.each(Object.keys(MOMENTS))(
    '%s: said once, kept to, never in the way of a tip, undone by START',
    {
      timeout: 60_000,
    },
    async (moment) => {
      const people = listed('stop').flatMap((word, n) =>
        CHANNELS.map((phone, at): Person => {
          const form = FORMS[(n * CHANNELS.length + at) % FORMS.length] ?? ((same: string) => same);
          return { phone, person: `${moment.replaceAll(/\W/g, '')}-${n}`, stop: form(word) };
        }),
      );
      await MOMENTS[moment]?.(people);
      const flood = moment === 'in a flood' ? { answersPerHour: 1 } : {};
      expect(differ(await all(people, ({ stop }) => stop, flood), ['common.stopped'])).toEqual([]);

      for (const text of [
        (who: Person) => who.stop,
        () => 'bonjou',
        () => '1',
        () => 'ÈD',
        () => 'eleksyon?',
      ])
        expect(differ(await all(people, text), [])).toEqual([]);
      const tips = () => rows('select count(*)::int as n from tip where contact_id = any($1)', [ids]);
      const heard = await all(people, ({ person }) => `${RUMOR}, se ${person} ki di l`, { forwarded: true });
      const ids = [...heard.keys()];
      expect(differ(heard, [])).toEqual([]);
      expect((await tips())[0].n).toBe(people.length * (moment === 'in the middle of a rumor' ? 2 : 1));
      const stands = await rows(
        `select count(*) filter (where stopped_at is null)::int as heard,
        count(*) filter (where snapshot is not null)::int as asked from contact where id = any($1)`,
        [ids],
      );
      expect(stands).toEqual([{ heard: 0, asked: 0 }]);

      const start = listed('start');
      const back = await all(people, ({ person }) => start[person.length % start.length] ?? '');
      expect(differ(back, ['common.started'])).toEqual([]);
      expect([...(await all(people, () => 'MENI')).values()].filter((causes) => causes.length !== 1)).toEqual(
        [],
      );
    },
  );

  const one = (person: string): Person[] => [{ phone: 'whatsapp', person, stop: 'STOP' }];
  const only = (heard: Map<string, string[]>) => [...heard][0] ?? ['', []];

  test('what a provider has answered itself, or a block, is heard in silence', async () => {
    const from = '+50937000901';
    await world.says(from, RUMOR);
    expect(await world.says(from, '', { optOut: 'stop' })).toEqual([]);
    const stopped = () =>
      world
        .contactOf(from)
        .then((id) => rows('select stopped_at is not null as stopped from contact where id = $1', [id]));
    expect(await stopped()).toEqual([{ stopped: true }]);
    expect(await world.says(from, '', { optOut: 'start' })).toEqual([]);
    expect(await stopped()).toEqual([{ stopped: false }]);
    // Let in twice: still nobody who waits for an answer.
    expect(await world.says(from, '', { optOut: 'start' })).toEqual([]);
    expect(await rows('select 1 from waiting where contact_id = $1', [await world.contactOf(from)])).toEqual(
      [],
    );
  });

  test('YES to a question of ours is an answer, though a provider takes it for START', async () => {
    const from = '+50937000902';
    await world.says(from, RUMOR);
    await world.says(from, 'English');
    await world.says(from, 'YES', { optOut: 'start' });
    const [contact] = await rows('select consented_at from contact where id = $1', [
      await world.contactOf(from),
    ]);
    expect(contact.consented_at).toBeInstanceOf(Date);
  });

  test('STOP under a picture stops, and the picture is kept as a tip', async () => {
    const media = [{ url: 'https://example.org/foto.jpg', contentType: 'image/jpeg' }];
    const [contactId, said] = only(await all(one('foto'), () => 'STOP', { media }));
    expect(said).toEqual(['common.stopped']);
    expect(await rows('select media_count from tip where contact_id = $1', [contactId])).toEqual([
      { media_count: 1 },
    ]);
  });

  test('who stopped and asks for a person is put before one, and a person of ours cannot write to them', async () => {
    const who = one('mande');
    await all(who, () => 'STOP');
    const [contactId, said] = only(await all(who, () => 'MOUN'));
    expect(said).toEqual([]);
    expect(await rows('select reason from waiting where contact_id = $1', [contactId])).toEqual([
      { reason: 'asked_for_person' },
    ]);
    // The row is open already: asking ten times is waiting once.
    await openWaiting(world.store.db, { contactId, reason: 'asked_for_person' });
    expect(await rows('select 1 from waiting where contact_id = $1', [contactId])).toHaveLength(1);
  });

  test('who stopped and reports in few words is put before a person: we may not ask what is meant', async () => {
    const who = one('kout');
    await all(who, () => 'STOP');
    for (const text of ['bonjou', 'STOP', 'ok', '1', 'mèsi anpil']) await all(who, () => text);
    const [contactId, said] = only(await all(who, () => 'Yo vole bwat vòt'));
    expect(said).toEqual([]);
    expect(
      await rows(
        'select reason, m.text from waiting w join message m on m.id = w.message_id where w.contact_id = $1',
        [contactId],
      ),
    ).toEqual([{ reason: 'unreadable', text: 'Yo vole bwat vòt' }]);
  });

  test('START from somebody who never stopped is a greeting, as Telegram sends it', async () => {
    const [, said] = only(await all([{ phone: 'telegram', person: 'nouvo', stop: '' }], () => '/start'));
    expect(said).toEqual(['start.language']);
  });

  test('a second STOP after START is confirmed again', async () => {
    const who = one('anko');
    const heard: string[] = [];
    for (const text of ['STOP', 'STOP', 'KÒMANSE', 'RETE', 'sispann'])
      heard.push(...only(await all(who, () => text))[1]);
    expect(heard).toEqual(['common.stopped', 'common.started', 'common.stopped']);
  });
});
