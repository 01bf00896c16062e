import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFlows } from '../flows.ts';
import { peopleIn } from '../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';
import { ACTIONS } from './actions/outcomes.ts';

let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld({ answersPerHour: 1_000 });
});
afterAll(() => world.close());

const { somebody, of, waits, says, known } = peopleIn(() => world);
const rows = async (query: string, ...values: unknown[]) =>
  (await world.store.pool.query(query, values)).rows;
const contactRow = async (from: string) => (await of(from, 'select * from contact where id = $1'))[0];
const stands = async (from: string) => {
  const { snapshot } = await contactRow(from);
  return snapshot && `${snapshot.flow}.${snapshot.state}`;
};

const RUMOR = 'Yo di biwo vòt nan zòn nan ap fèmen a midi dimanch';
const INCIDENT = ['ENSIDAN', 'Yo bare wout la', 'non'];

describe('in the middle of a question', () => {
  test.each(['MENI', 'meni', 'Menu', 'chwa', 'opciones'])('%s shows what may be done', async (word) => {
    const from = await known();
    expect(await says(from, ...INCIDENT)).toMatch(/^Ki kote\?/);
    expect(await says(from, word)).toMatch(/^Ki sa ou vle fè\?/);
    expect(await stands(from)).toBe('menu.menu');
  });

  test('a place told in many words is kept where it was asked for, and is no rumor', async () => {
    const from = await known();
    await says(from, ...INCIDENT);
    const place = 'mwen nan yon ti lakou bò mache a dèyè legliz la';
    await says(from, place, place);
    expect((await contactRow(from)).snapshot).toMatchObject({ flow: 'incident' });
    expect(await of(from, 'select 1 from tip where contact_id = $1')).toEqual([]);
    expect(await of(from, 'select place_text from report where contact_id = $1')).toEqual([
      { place_text: place },
    ]);
  });

  test.each(['2.', '２'])('%j of a question that is closed shows what may be done', async (number) => {
    const from = await known();
    await says(from, RUMOR, '0', '0');
    expect(await stands(from)).toBeNull();
    expect(await says(from, number)).toMatch(/Ki sa ou vle fè\?/);
  });

  test('TOUNEN leads to the question before; at the first one to the menu', async () => {
    const from = await known();
    await says(from, ...INCIDENT);
    expect(await says(from, 'TOUNEN')).toMatch(/^Eske gen moun an danje/);
    expect(await says(from, 'tounen')).toMatch(/^Di nou sa k pase/);
    expect(await says(from, 'tounen')).toMatch(/^Ki sa ou vle fè\?/);
  });

  test('ÈD helps, and shows the question again', async () => {
    const from = await known();
    await says(from, ...INCIDENT);
    for (const word of ['ÈD', 'ed', 'aide', 'HELP']) {
      const heard = await says(from, word);
      expect(heard, word).toMatch(/^Voye yon rimè.*\nKi kote\?/);
      expect(await stands(from)).toBe('incident.where');
    }
    expect(await says(from, 'Jakmèl')).toMatch(/^Ki lè sa pase\?/);
  });

  test('ÈD is no try that fails', async () => {
    const from = await known();
    await says(from, 'BILTEN');
    await says(from, 'ÈD', 'ÈD', 'ÈD', 'ÈD');
    expect(await stands(from)).toBe('subscribe.topics');
    expect(await waits(from)).toEqual([]);
  });

  test('LANG asks for the language, and everything is in it from then on', async () => {
    const from = await known();
    await says(from, ...INCIDENT);
    expect(await says(from, 'LANG')).toMatch(/^Ki lang ou pito\?/);
    expect(await says(from, '3')).toMatch(/^What would you like/);
    expect(await contactRow(from)).toMatchObject({ language: 'en' });
  });

  test('MOUN puts them before a person, and the flow is silent', async () => {
    const from = await known();
    await says(from, ...INCIDENT);
    expect(await says(from, 'MOUN')).toMatch(/Yon moun nan ekip/);
    expect(await waits(from)).toEqual(['asked_for_person']);
    expect(await says(from, 'Jakmèl')).toBe('');
  });

  test('EFASE asks first; a no keeps everything, a yes erases it', async () => {
    const from = await known();
    const kept = async () => of(from, 'select text from message where contact_id = $1 and text is not null');
    await says(from, RUMOR);
    expect(await says(from, 'EFASE')).toMatch(/^Ou vle nou efase tout/);
    expect(await says(from, 'non')).toMatch(/pa efase anyen/);
    expect((await kept()).length).toBeGreaterThan(0);
    expect(await says(from, 'EFASE', 'kisa?')).toMatch(/Ou vle nou efase tout/);
    expect(await says(from, 'wi')).toMatch(/^Se fè: nou efase tout/);
    expect(await kept()).toEqual([]);
    expect((await contactRow(from)).forget_at).toBeInstanceOf(Date);
  });
});

test.each([
  ['enside', 'Di nou sa k pase'],
  ['kwizz', 'Ki kwiz'],
  ['insidan', 'Di nou sa k pase'],
  ['ensidnan', 'Di nou sa k pase'],
  ['biltenn', 'Sou ki sa'],
  ['mneni', 'Ki sa ou vle fè'],
  ['lod moun', 'Dakò, nou kòmanse ak ou'],
])('%s, misspelt, leads where it was meant to, when nothing is asked', async (word, answer) => {
  const from = await known();
  await world.says(from, RUMOR);
  await world.says(from, 'mwen wè l');
  await world.says(from, '2');
  expect(await stands(from)).toBeNull();
  expect(await says(from, word)).toContain(answer);
});

test('a choice of the open question comes before a global word that is spelt the same', async () => {
  const flows = loadFlows(world.deps.texts, ACTIONS);
  const voice = new Set([...(flows.accepted.get('subscribe.form.voice') ?? []), 'meni']);
  const accepted = new Map([...flows.accepted, ['subscribe.form.voice', voice] as const]);
  const other = await openConversationWorld({ flows: { ...flows, accepted } });
  try {
    const from = somebody();
    for (const text of ['bonjou', '1', '1', 'BILTEN', '1']) await other.says(from, text);
    expect(await other.says(from, 'MENI')).toEqual([expect.stringMatching(/^Nan ki lang\?/)]);
    expect(await other.says(from, 'MENI')).toEqual([expect.stringMatching(/^Ki sa ou vle fè\?/)]);
  } finally {
    await other.close();
  }
});

test('an unknown word in the middle of a question is asked again, then a person has it with all that was said', async () => {
  const from = await known();
  await says(from, 'BILTEN');
  expect(await says(from, 'zzqx')).toMatch(/^Padon, nou pa konprann/);
  expect(await says(from, 'vvkw')).toMatch(/Yon moun nan ekip/);
  expect(await waits(from)).toEqual(['wrong_choice']);
  expect(
    await of(from, "select 1 from message where contact_id = $1 and text in ('zzqx', 'vvkw')"),
  ).toHaveLength(2);
});

describe('LÒT MOUN', () => {
  const tips = (from: string) =>
    of(from, `select text, state, contact_id from tip where contact_id = $1 order by created_at, id`);

  test('begins another talk on the same number: language and consent are asked anew, and nothing is shown', async () => {
    const from = await known();
    const heard = await says(from, RUMOR, 'LÒT MOUN');
    expect(heard).toMatch(/^Dakò, nou kòmanse ak ou.*\nKi lang\? Quelle langue\?/);
    expect(heard).not.toContain('biwo');
    expect(await contactRow(from)).toMatchObject({ language: null, consented_at: null });
    expect(await says(from, 'Francais')).toMatch(/^Pouvons-nous garder votre message/);
    expect(await says(from, 'oui')).toMatch(/^Que/);
    expect(await contactRow(from)).toMatchObject({ language: 'fr', consented_at: expect.any(Date) });
  });

  test('who refuses then takes out what they sent themselves, and nothing of the one before', async () => {
    const from = await known();
    await says(from, RUMOR, 'mwen wè l', 'non', ...INCIDENT, 'MENI');
    const theirs = 'Yo di yon kamyon chaje ak bilten disparèt';
    const incident = 'Yo bat yon moun devan lekòl la';
    await says(from, 'LÒT MOUN', theirs, 'ENSIDAN', incident, 'non', 'MENI');
    expect((await tips(from)).map(({ text }) => text)).toEqual([RUMOR, theirs]);
    expect(await says(from, '1')).toMatch(/^Ou dakò/);
    expect(await says(from, 'non')).toMatch(/^Dakò\. N ap efase sa ou te voye\. Nimewo a rete/);

    expect((await tips(from)).map(({ text, state }) => [text, state])).toEqual([[RUMOR, 'waiting']]);
    const reports = await of(from, 'select text from report where contact_id = $1');
    expect(reports).toEqual([{ text: 'Yo bare wout la' }]);
    const left = (await of(from, 'select text from message where contact_id = $1 and text is not null')).map(
      ({ text }) => text,
    );
    expect(left).toContain(RUMOR);
    expect(left).toContain('Yo bare wout la');
    expect(left).not.toContain(theirs);
    expect(left).not.toContain(incident);
    expect(await rows('select 1 from tip where text = $1', theirs)).toEqual([]);
    expect(await rows('select 1 from report where text = $1', incident)).toEqual([]);
    // The number stays, so that the first is answered, and nobody has agreed.
    expect(await contactRow(from)).toMatchObject({ forget_at: null, consented_at: null, snapshot: null });
    expect(await says(from, 'bonjou')).toMatch(/Ou dakò/);
  });

  test('what the second sends within the minute is a tip of their own', async () => {
    const quick = await openConversationWorld({}, { apartMs: 5_000 });
    try {
      const from = somebody();
      for (const text of ['bonjou', '1', '1', RUMOR, 'LÒT MOUN']) await quick.says(from, text);
      await quick.says(from, 'Yo di yon kamyon chaje ak bilten disparèt', { forwarded: 'once' });
      const { rows: found } = await quick.store.pool.query('select text from tip order by created_at');
      expect(found).toHaveLength(2);
      expect(found[0].text).toBe(RUMOR);
    } finally {
      await quick.close();
    }
  });

  test('EFASE still takes out everything of the number', async () => {
    const from = await known();
    await says(from, RUMOR, 'LÒT MOUN', '1', '1');
    expect(await says(from, 'EFASE', 'wi')).toMatch(/^Se fè/);
    expect(await tips(from)).toEqual([]);
    expect(await of(from, 'select 1 from message where contact_id = $1 and text is not null')).toEqual([]);
    expect((await contactRow(from)).forget_at).toBeInstanceOf(Date);
  });
});

describe('no reply says back what somebody told us', () => {
  const MARK = 'Zilofòn';
  test.each([
    [
      'a rumor',
      [`${MARK} di biwo vòt la ap fèmen a midi`, `gade ${MARK}`, 'mwen wè l', 'wi', 'KI KOTE', MARK],
    ],
    ['a short one', [`${MARK} vre?`, 'wi', `${MARK} ${MARK}`]],
    [
      'an incident',
      [
        'ENSIDAN',
        `${MARK} te bat yon moun`,
        `${MARK} toujou la ak yon baton nan men l`,
        'non',
        MARK,
        MARK,
        MARK,
        MARK,
        `${MARK} ankò`,
      ],
    ],
    ['danger', [`Anmwe! ${MARK} ap tire, y ap tire sou nou`, MARK, MARK, MARK, MARK, MARK]],
    ['an idea', ['LIDE', `${MARK} ta dwe gen plis biwo`, MARK, MARK]],
    ['the menu', ['MENI', MARK, MARK]],
    ['a quiz', ['KWIZ', '1', MARK, MARK]],
    ['a subscription', ['BILTEN', '1', MARK, '1', MARK, MARK]],
    ['a language', ['LANG', MARK, MARK]],
    [
      'a complaint',
      ['ABI', `${MARK} fè m sa`, 'wi', 'wi', `demen apre 4tè, pa di ${MARK}`, MARK, '3712 3456'],
    ],
    ['an erasure', ['EFASE', MARK, MARK]],
    ['a code', ['KI KOTE', MARK, `KI KOTE ${MARK}`]],
    ['another person', ['LÒT MOUN', MARK, '1', MARK, 'wi']],
  ])('%s', async (_, texts) => {
    const from = await known();
    for (const text of texts) {
      const heard = await world.says(from, text);
      expect(heard.join('\n'), text).not.toMatch(new RegExp(MARK, 'i'));
    }
  });
});
