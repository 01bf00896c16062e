import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { dropUnheld, expireBlobs } from '../../store/blobs.ts';
import { type BulletinWorld, FORM, openBulletinWorld } from '../../testing/bulletin-world.ts';
import { saveBulletin, setVoice, speakBulletins, viewBulletin } from './index.ts';

let world: BulletinWorld;
beforeAll(async () => {
  world = await openBulletinWorld();
});
afterAll(() => world.close());
beforeEach(() => world.begin());
afterEach(() => world.end());

const said: string[] = [];
/** Speaks by saying what it was told to. */
const voice = (cut = false) => ({
  languages: ['ht'],
  speak: async (text: string) => {
    said.push(text);
    const note = { bytes: Buffer.from(`OggS${text}`), seconds: 3, waveform: '', engine: 'builtin' as const };
    return cut ? { ...note, cut: true as const } : note;
  },
});
const textsOf = async (id: string) => (await viewBulletin(world.desk, id))?.texts ?? {};

test('a computer speaks what nobody has recorded; other words are spoken anew, and a person’s voice stays', async () => {
  const { id, author } = await world.written();
  await speakBulletins(world.desk, voice());
  const first = (await textsOf(id)).ht;
  expect(first).toMatchObject({ synthetic: true, audioId: expect.any(String) });
  expect((await textsOf(id)).fr?.audioId).toBeNull();
  expect(said.at(-1)).toBe(FORM.texts.ht?.text);
  const save = async (text: string) =>
    saveBulletin(world.desk, {
      ...{ by: author, id, version: await world.versionOf(id) },
      form: { ...FORM, texts: { ht: { text, short: 'x' } } },
    });
  // A comma is not another word.
  expect(await save(`${FORM.texts.ht?.text}!`)).toBeNull();
  expect((await textsOf(id)).ht?.audioId).toBe(first?.audioId);
  expect(await save('Biwo vòt yo louvri a 7è.')).toBeNull();
  expect((await textsOf(id)).ht?.audioId).toBeNull();
  await speakBulletins(world.desk, voice());
  expect(said.at(-1)).toBe('Biwo vòt yo louvri a 7è.');
  const bytes = Buffer.from('OggS somebody');
  const file = {
    kept: {
      ...({ contentType: 'audio/ogg', kind: 'audio', bytes, seconds: 2 } as const),
      perceptual: null,
      fingerprint: null,
    },
    received: bytes,
  };
  const version = await world.versionOf(id);
  expect(await setVoice(world.desk, { by: author, id, version, language: 'ht', file })).toBeNull();
  const times = said.length;
  await speakBulletins(world.desk, voice());
  expect((await textsOf(id)).ht).toMatchObject({ synthetic: false });
  expect(said).toHaveLength(times);
  // It stays for as long as the bulletin does, however old.
  const { audioId } = (await textsOf(id)).ht ?? {};
  await world.store.db.execute(sql`update blob set created_at = now() - interval '1 year'`);
  await expireBlobs(world.store.db, 30);
  await world.store.db.transaction((tx) => dropUnheld(tx, [audioId ?? '']));
  const { rows } = await world.store.db.execute(
    sql`select sealed is null as gone from blob where id = ${audioId}`,
  );
  expect(rows).toEqual([{ gone: false }]);
});

test('it goes with the words to who wants to listen, where the channel carries it; half of it goes to nobody', async () => {
  const hears = await world.subscribers(1, { account: 'whatsapp', form: 'voice' });
  const reads = await world.subscribers(1, { account: 'whatsapp', form: 'text' });
  await world.subscribers(1, { form: 'both' });
  const cut = await world.written();
  await speakBulletins(world.desk, voice(true));
  expect((await textsOf(cut.id)).ht?.audioId).toBeNull();
  await world.store.db.execute(sql`update bulletin_text set speak_at = null`);
  const id = await world.approved();
  await speakBulletins(world.desk, voice());
  expect((await textsOf(id)).ht?.audioId).not.toBeNull();
  await world.sendAll(
    world.open({
      files: { open: async () => Buffer.from('OggS'), linkTo: () => 'https://teledjol.example/f/1' },
    }),
  );
  const to = (phone: string | undefined) => world.far.taken.filter((call) => call.to === phone);
  expect(to(hears[0]?.phone).map(({ file, text }) => [file?.kind, text !== ''])).toEqual([
    ['voice', false],
    [undefined, true],
  ]);
  expect(to(reads[0]?.phone).map(({ file }) => file)).toEqual([undefined]);
  expect(world.far.taken.filter(({ account }) => account === 'digicel').map(({ file }) => file)).toEqual([
    undefined,
  ]);
});
