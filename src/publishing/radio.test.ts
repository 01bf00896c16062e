import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepBlob } from '../store/blobs.ts';
import { verdictText } from '../store/schema.ts';
import { openPublicPages, type PublicPages, STAFF } from '../testing/public-pages.ts';
import { opusOf } from '../testing/sounds.ts';

let pages: PublicPages;
beforeAll(async () => {
  pages = await openPublicPages({ now: () => new Date('2026-11-26T12:00:00Z') });
  const sources = [{ title: 'Kominike KEP https://cep.example.ht/a/b?c=1', url: 'https://cep.example.ht' }];
  await pages.publish({ code: 'A2F7', at: new Date('2026-11-25T12:00:00Z'), sources });
  await pages.publish({
    code: 'A3F7',
    rating: 'true',
    at: new Date('2026-11-24T12:00:00Z'),
    texts: { ht: { summary: 'Lekòl yo louvri lendi.' } },
  });
  await pages.publish({ code: 'A4F7', at: new Date('2026-10-01T12:00:00Z') });
});
afterAll(() => pages?.close());

test('a script is read as it stands: greeting, what is so, the rumor, the answer, why, what to do, sources', async () => {
  const { text, headers } = await pages.get('/verdicts/A2F7/radio.txt?lang=ht');
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(text.trim().split('\n\n')).toEqual([
    'Bonjou tout moun. Men Laverite Ayiti: vre oswa fo.',
    'Biwo vòt yo louvri jiska 4è. KEP konfime sa.',
    'Gen yon rimè ki t ap di: Biwo vòt yo fèmen a midi.',
    'Repons nou: Fo.',
    'Men sa nou jwenn. KEP di biwo vòt yo louvri depi 6è jiska 4è.',
    'Men kisa ou ka fè. Ale vote lè ou vle jiska 4è.',
    'Sous nou yo: Kominike KEP cep.example.ht.',
    'Si ou tande yon rimè, pa pataje l. Voye l ban nou, n ap verifye l. Mèsi.',
  ]);
  const page = await pages.get('/verdicts/A2F7/radio?lang=fr');
  expect(page.text).toContain('Environ 40 secondes');
  expect(page.text).toContain('Les bureaux de vote ouvrent jusqu’à 16h.');
  for (const name of STAFF) expect(page.text).not.toContain(name);
});

test('a bundle has what was published in the last days, in that language, and says where there is nothing', async () => {
  const { text } = await pages.get('/verdicts/radio.txt?lang=ht&days=7');
  expect(text).toContain('Lekòl yo louvri lendi.');
  expect(text.match(/Repons nou/g)).toHaveLength(2);
  expect((await pages.get('/verdicts/radio.txt?lang=fr')).text.match(/Notre réponse/g)).toHaveLength(1);
  expect((await pages.get('/verdicts/radio?lang=es')).text).toContain('No se publicó ninguna respuesta');
  expect((await pages.get('/verdicts/radio?days=99999')).status).toBe(200);
});

test('one that was withdrawn is read no more', async () => {
  const { claimId } = await pages.publish({ code: 'A5F7', at: new Date('2026-11-25T12:00:00Z') });
  expect((await pages.get('/verdicts/A5F7/radio')).status).toBe(200);
  await pages.withdraw(claimId);
  for (const path of ['radio', 'radio.txt'])
    expect((await pages.get(`/verdicts/A5F7/${path}`)).status).toBe(404);
});

test('the recording of what stands is offered beside the script and on the page, and none but that is public', async () => {
  const recorded = (mark: string) => {
    const file = { contentType: 'audio/ogg', kind: 'audio' as const, bytes: opusOf(mark), seconds: 5 };
    const hash = pages.store.seal.hashBytes(file.bytes);
    const of = { seal: pages.store.seal, hash, file: { ...file, perceptual: null, fingerprint: null } };
    return keepBlob(pages.store.db, of);
  };
  const written = (audioId: string) => ({
    ht: { summary: 'Biwo yo louvri.', audioId },
    fr: { summary: 'Les bureaux sont ouverts.' },
  });
  const at = new Date('2026-11-26T08:00:00Z');
  const first = { code: 'A7F7', at, texts: written(await recorded('premye')) };
  const { claimId, verdictId } = await pages.publish(first);
  const player = /<audio[^>]*src="([^"]+)"/;
  const heard = async (path: string) => {
    const address = player.exec((await pages.get(path)).text)?.[1];
    return address && (await pages.get(address)).text.slice(28);
  };
  const places = ['/verdicts/A7F7?lang=ht', '/verdicts/A7F7/radio?lang=ht', '/verdicts/radio?lang=ht'];
  for (const place of places) expect(await heard(place)).toBe('OpusHead premye');
  expect(player.test((await pages.get('/verdicts/A7F7/radio?lang=fr')).text)).toBe(false);

  // What is being written is heard by the desk alone.
  const draft = uuidv7();
  await pages.store.pool.query(
    `insert into verdict (id, claim_id, version, rating, state, author_id)
      select $2, claim_id, 2, rating, 'check', author_id from verdict where id = $1`,
    [verdictId, draft],
  );
  const row = {
    verdictId: draft,
    language: 'ht',
    summary: 'x',
    body: 'x',
    audioId: await recorded('bouyon'),
  };
  await pages.store.db.insert(verdictText).values(row);
  for (const place of places) expect(await heard(place)).toBe('OpusHead premye');
  expect((await pages.get('/verdicts/A7F7/audio.ht?v=2')).text).not.toContain('bouyon');
  await pages.store.pool.query('delete from verdict where id = $1', [draft]);
  await pages.correct(claimId, { at, texts: written(await recorded('koreksyon')) });
  for (const place of places) expect(await heard(place)).toBe('OpusHead koreksyon');
  await pages.withdraw(claimId);
  expect((await pages.get('/verdicts/A7F7/audio.ht')).status).toBe(404);
});
