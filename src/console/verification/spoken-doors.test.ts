import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseTips } from '../../desks/verification/tips.ts';
import { loadTexts } from '../../i18n.ts';
import { keepBlob } from '../../store/blobs.ts';
import { event, media, tip, transcript } from '../../store/schema.ts';
import { type DeskPages, openDeskPages, PASSWORD } from '../../testing/desk-pages.ts';
import { opusOf } from '../../testing/sounds.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';

const fr = (key: string, values = {}) => loadTexts().text('fr', key, values);

let desk: DeskPages;
let wilner: Visitor;
beforeAll(async () => {
  desk = await openDeskPages();
  await desk.member('Wilner');
  wilner = newVisitor(desk.url);
  await wilner.submit('/login', '/login', { name: 'Wilner', password: PASSWORD });
});
afterAll(() => desk.close());

/** Somebody sends a file and nothing else. */
async function sends(mark: string, contentType = 'audio/ogg') {
  const { store } = desk;
  const person = await desk.person();
  const { tipId } = await desk.says(person, '', {
    media: [{ url: `https://m.example/${mark}`, contentType }],
  });
  const bytes = opusOf(mark);
  const kind = contentType.startsWith('audio/') ? ('audio' as const) : ('image' as const);
  const file = { contentType, kind, bytes, seconds: 4, perceptual: null, fingerprint: null };
  const hash = store.seal.hashBytes(bytes);
  const blobId = await keepBlob(store.db, { seal: store.seal, hash, file });
  const [row] = await store.db.select().from(tip).where(eq(tip.id, tipId));
  await store.db.insert(media).values({
    messageId: row?.messageId ?? 0,
    n: 1,
    channel: 'simulator',
    ref: { url: 'https://m.example/x', contentType },
    state: 'stored',
    blobId,
    storedAt: new Date(),
  });
  await store.db.update(tip).set({ matchedAt: new Date() }).where(eq(tip.id, tipId));
  return { ...person, tipId, blobId, at: `/verification/spoken/${blobId}` };
}
const tipOf = async (tipId: string) => (await desk.store.db.select().from(tip).where(eq(tip.id, tipId)))[0];

const WORDS = 'Yo di biwo vòt yo ap fèmen a midi';

test('what is said in a voice note is written down, shown beside it, corrected and taken away; each time it is matched anew', async () => {
  const { blobId, tipId, at } = await sends('premye');
  expect((await wilner.get('/verification')).text).toContain(`href="${at}?back=%2Fverification"`);
  const page = await wilner.get(`${at}?back=%2Fverification`);
  expect(page.text).toContain(`<audio src="/media/${blobId}"`);
  const write = (said: string) => wilner.submit(at, at, { said, back: '/verification' });
  const saved = await write(`  ${WORDS} `);
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/verification?note=spoken.done']);
  expect((await tipOf(tipId))?.matchedAt).toBeNull();
  expect((await wilner.get('/verification')).text).toContain(WORDS);
  expect((await wilner.get(at)).text).toContain(fr('spoken.by', { name: 'Wilner' }));

  await write(`${WORDS} dimanch`);
  expect(await desk.store.db.select().from(transcript)).toMatchObject([{ blobId, text: `${WORDS} dimanch` }]);
  await write('');
  expect(await desk.store.db.select().from(transcript)).toEqual([]);
  expect((await wilner.get('/verification')).text).not.toContain('ap fèmen');
  const events = await desk.store.db.select().from(event).where(eq(event.subject, 'file'));
  expect(events.map(({ what }) => what)).toEqual([
    'transcript_written',
    'transcript_written',
    'transcript_removed',
  ]);
  expect(JSON.stringify(events)).not.toContain('fèmen');
});

test('too long is refused with the words kept; it leads back to a page of ours only', async () => {
  const { at } = await sends('long');
  const long = await wilner.submit(at, at, { said: 'vwa '.repeat(1_000), back: '/verification' });
  expect(long.status).toBe(422);
  expect(long.text).toContain('vwa vwa vwa');
  expect(long.text).toContain(fr('desk.error.spoken_long', { room: 3_000 }));
  const away = await wilner.submit(at, at, { said: 'vwa', back: 'https://evil.example/' });
  expect(away.headers.get('location')).toBe('/?note=spoken.done');
});

test('a picture, a file that no tip came with, and what its sender has taken back have no such page', async () => {
  const picture = await sends('foto', 'image/png');
  const gone = await sends('ale');
  await wilner.submit(gone.at, gone.at, { said: WORDS, back: '/' });
  await desk.store.db.transaction((tx) => refuseTips(tx, gone.contactId));
  const nobodys = '/verification/spoken/00000000-0000-7000-8000-000000000000';
  for (const path of [picture.at, gone.at, nobodys, '/verification/spoken/x'])
    expect((await wilner.get(path)).status, path).toBe(404);
  expect((await wilner.get('/verification')).text).not.toContain(WORDS);
  expect((await newVisitor(desk.url).get(picture.at)).status).toBe(303);
});
