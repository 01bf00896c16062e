import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foldToGsm7, segments } from '../core/sms.ts';
import * as schema from '../store/schema.ts';
import { peopleIn } from '../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld, sms } from '../testing/conversation-world.ts';

let world: ConversationWorld;
let staffIds: readonly string[];
beforeAll(async () => {
  world = await openConversationWorld();
  const people = ['Wilner', 'Mirlande', 'Guerda'].map((name) => ({
    id: uuidv7(),
    name,
    role: 'lead' as const,
    passwordHash: 'none',
    language: 'fr',
  }));
  await world.store.db.insert(schema.staff).values(people);
  staffIds = people.map(({ id }) => id);
});
afterAll(() => world?.close());

const { somebody, known, of } = peopleIn(() => world);
const unknown = (language: string) => world.deps.texts.text(language, 'check.unknown');

/** A published claim by the rows that publication leaves. @returns a way to put another version in its place */
async function published(
  code: string,
  summary = 'Biwo yo louvri jiska 4è.',
  rating: 'false' | 'true' = 'false',
) {
  const { db, pool } = world.store;
  const [authorId = '', checkerId = '', leadId = ''] = staffIds;
  const claimId = uuidv7();
  await db.insert(schema.claim).values({ id: claimId, code, state: 'published', createdBy: authorId });
  const version = async (n: number, said: string, rated: 'false' | 'true', at: string) => {
    await pool.query(`update verdict set state = 'superseded' where claim_id = $1`, [claimId]);
    const id = uuidv7();
    const people = { authorId, checkerId, leadId };
    const row = { id, claimId, version: n, rating: rated, state: 'published' as const, ...people };
    await db.insert(schema.verdict).values({ ...row, decidedAt: new Date(at) });
    const text = { verdictId: id, body: 'Plis bagay.' };
    await db.insert(schema.verdictText).values([
      { ...text, language: 'ht', summary: said },
      { ...text, language: 'fr', summary: 'Les bureaux ouvrent.' },
    ]);
  };
  await version(1, summary, rating, '2026-11-20T15:00:00Z');
  return {
    correct: () => version(2, 'Nan de komin yo fèmen bonè.', 'true', '2026-11-22T15:00:00Z'),
    withdraw: () =>
      pool.query(
        `update verdict set state = 'withdrawn', withdrawn_at = '2026-11-23T15:00:00Z' where claim_id = $1 and state = 'published'`,
        [claimId],
      ),
  };
}

/** What an SMS says of it: the short form of the last reply. */
async function byMessage(from: string, text: string): Promise<string> {
  await world.says(from, text);
  const [last] = await of(from, 'select content from reply where contact_id = $1 order by seq desc limit 1');
  return last.content.short ?? last.content.text;
}

describe('a card that is ours', () => {
  test.each([
    'VERIFYE 4F7K',
    'verifye 4f7k',
    'Vérifier 4F-7K',
    'verifier le 4f7k',
    'VERIFY 4F7K',
    'check 4f7k',
    'verificar 4f7k',
    'verifey 4F7K',
    'bonjou verifye kòd 4f7k',
    'Verifye: 4f 7k?',
    'FO\nBiwo yo louvri jiska 4è.\nSe nou vre? Ekri nou:\nVERIFYE 4F7K\nverite.example.ht/verdicts/4F7K\n26 novanm 2026',
  ])('is known by "%s"', async (text) => {
    await published('4F7K').catch(() => undefined);
    expect(await byMessage(await known(), text)).toBe('Wi, 20/11. Fo: Biwo yo louvri jiska 4è.');
  });

  test('is answered in the language of who asks, and where there is room with what to make of it', async () => {
    await published('5F7K');
    const from = somebody();
    const [said] = await world.says(from, 'Bonjour, VERIFIER 5F7K');
    expect(said).toContain('5F7K');
    const answer = await world.says(await known(), 'VERIFYE 5F7K');
    expect(answer.join()).toContain('Si kat ou a di yon lòt bagay, li fo.');
  });

  test('that was corrected since says so with what stands now, and one that was withdrawn nothing else', async () => {
    const claim = await published('6F7K');
    await claim.correct();
    const from = await known();
    expect(await byMessage(from, 'VERIFYE 6F7K')).toBe('Korije 22/11. Vre: Nan de komin yo fèmen bonè.');
    await claim.withdraw();
    const said = await byMessage(from, 'VERIFYE 6F7K');
    expect(said).toContain('nou retire repons sa a 23/11/2026');
    expect(said).not.toMatch(/Vre|Fo|komin/);
  });

  test('is one SMS whatever the summary is, cut at a word with dots', async () => {
    await published('7F7K', 'Kandida yo pa jwenn lajan nan men KEP. '.repeat(6).trim());
    const said = await byMessage(await known(), 'VERIFYE 7F7K');
    expect(segments(foldToGsm7(said))).toMatchObject({ alphabet: 'gsm7', segments: 1 });
    expect(said).toMatch(/(Kandida|yo|pa|jwenn|lajan|nan|men|KEP\.)\.\.\.$/);
  });
});

describe('a code that is not ours', () => {
  test('a made-up one, an unpublished claim, and a tip of somebody else are answered word for word alike', async () => {
    const other = await known();
    await world.says(other, 'Yo di m biwo vòt Kafou yo ap fèmen a midi jodi a.');
    const [{ code }] = await of(other, 'select code from tip where contact_id = $1');
    await world.store.db
      .insert(schema.claim)
      .values({ id: uuidv7(), code: '8F7K', createdBy: staffIds[0] ?? '' });
    const from = await known();
    for (const each of [code, '8F7K', '9ZX7'])
      expect(await byMessage(from, `VERIFYE ${each}`)).toBe(unknown('ht'));
  });

  test('their own tip is what they mean: they hear how far it is', async () => {
    const from = await known();
    await world.says(from, 'Yo di m biwo vòt Jakmèl yo ap fèmen a midi jodi a.');
    const [{ code }] = await of(from, 'select code from tip where contact_id = $1');
    const said = await byMessage(from, `VERIFYE ${code}`);
    expect(said).toBe(world.deps.texts.text('ht', 'status.waiting', { code }));
  });

  test.each(['VERIFYE 4FOK2', 'VERIFYE 4F0K', 'verifye kòd 41L0'])(
    '%s can be none: they look again',
    async (text) => {
      expect(await byMessage(await known(), text)).toBe(world.deps.texts.text('ht', 'check.unreadable'));
    },
  );

  test('the word alone is told how', async () => {
    expect(await byMessage(await known(), 'verifye')).toBe(world.deps.texts.text('ht', 'check.ask'));
  });
});

describe('whatever else is going on', () => {
  test('the question that was open stays open', async () => {
    await published('3F7K');
    const from = await known();
    await world.says(from, 'KWIZ');
    const before = await of(from, 'select snapshot from contact where id = $1');
    expect(await byMessage(from, 'VERIFYE 3F7K')).toMatch(/^Wi, /);
    expect(await of(from, 'select snapshot from contact where id = $1')).toEqual(before);
  });

  test('a sentence with the word in it is a rumor, and so is a forwarded card', async () => {
    const from = await known();
    const tips = async () => (await of(from, 'select id from tip where contact_id = $1')).length;
    await world.says(from, 'Verifye si se vre KEP ap fèmen biwo vòt Okay yo demen maten');
    expect(await tips()).toBe(1);
    await world.says(from, 'FO: biwo yo fèmen. VERIFYE 3F7K', {
      ...sms(from, ''),
      text: 'FO: biwo yo fèmen. VERIFYE 3F7K',
      forwarded: 'often',
    });
    expect(await tips()).toBe(2);
  });

  test('who has stopped us hears nothing', async () => {
    const from = await known();
    await world.says(from, 'STOP');
    expect(await world.says(from, 'VERIFYE 3F7K')).toEqual([]);
  });
});
