import { randomBytes } from 'node:crypto';
import Parser from 'rss-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepBlob } from '../store/blobs.ts';
import { openPublicPages, PUBLIC_URL, type PublicPages } from '../testing/public-pages.ts';

let pages: PublicPages;
let corrected: { claimId: string };
const SOUND = randomBytes(2_000);

beforeAll(async () => {
  pages = await openPublicPages();
  const audioId = await keepBlob(pages.store.db, {
    seal: pages.store.seal,
    hash: randomBytes(32),
    file: {
      contentType: 'audio/ogg',
      kind: 'audio',
      bytes: SOUND,
      perceptual: null,
      fingerprint: null,
      seconds: 30,
    },
  });
  corrected = await pages.publish({ code: 'A2F7', at: new Date('2026-11-01T15:00:00Z') });
  await pages.publish({
    code: 'A3F7',
    at: new Date('2026-11-02T15:00:00Z'),
    category: 'electoral',
    rating: 'true',
    texts: {
      ht: { summary: 'Kat la ]]> & <b>«bon»</b> \u0007 nèt.', body: 'Premye liy.\nDezyèm.', audioId },
    },
    sources: [{ title: 'A & B', url: 'https://a.example.ht/?x=1&y=2' }],
  });
  await pages.publish({
    code: 'A5F7',
    at: new Date('2026-11-03T15:00:00Z'),
    texts: { fr: { summary: 'Rien.' } },
  });
});
afterAll(() => pages?.close());

const feed = async (path: string) => {
  const { text, status, headers } = await pages.get(path);
  expect(status).toBe(200);
  return {
    text,
    headers,
    parsed: path.includes('.json') ? JSON.parse(text) : await new Parser().parseString(text),
  };
};

test('RSS 2.0: what the specification and the W3C validator ask of a channel and its items', async () => {
  const { text, headers, parsed } = await feed('/feeds/verdicts.rss?lang=ht');
  expect(headers.get('content-type')).toBe('application/rss+xml; charset=utf-8');
  expect(parsed.title).toBe('Laverite Ayiti: vre oswa fo?');
  expect(parsed.link).toBe(`${PUBLIC_URL}/verdicts?lang=ht`);
  expect(text).toContain(
    `<atom:link href="${PUBLIC_URL}/feeds/verdicts.rss?lang=ht" rel="self" type="application/rss+xml"/>`,
  );
  expect(text).toContain('<language>ht</language>');
  expect(parsed.items.map((each: { link: string }) => each.link)).toEqual(
    ['A3F7', 'A2F7'].map((code) => `${PUBLIC_URL}/verdicts/${code}?lang=ht`),
  );
  const [first] = parsed.items;
  // Readers take titles and descriptions for HTML.
  expect(first.title).toBe('Vre: Kat la ]]&gt; &amp; &lt;b&gt;«bon»&lt;/b&gt;  nèt.');
  expect(first.isoDate).toBe('2026-11-02T15:00:00.000Z');
  expect(first.categories[0]).toEqual('Eleksyon');
  expect(first['content:encoded']).toContain('<p>Premye liy.<br/>Dezyèm.</p>');
  expect(first['content:encoded']).toContain('<a href="https://a.example.ht/?x=1&amp;y=2">A &amp; B</a>');
  expect(first.enclosure).toEqual({
    url: `${PUBLIC_URL}/verdicts/A3F7/audio.ht.ogg?v=1`,
    type: 'audio/ogg',
    length: '2000',
  });
  expect(text).toMatch(/<pubDate>Mon, 02 Nov 2026 15:00:00 GMT<\/pubDate>/);
  expect(text).toContain('<guid isPermaLink="false">tag:verite.example.ht,2026:verdict/A3F7/ht/1</guid>');
});

test('Atom: ids that stay, one author, its own address', async () => {
  const { text, headers, parsed } = await feed('/feeds/verdicts.atom?lang=ht');
  expect(headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
  expect(text).toMatch(/<feed [^>]*xmlns="http:\/\/www.w3.org\/2005\/Atom"/);
  expect(text).toContain('<updated>2026-11-02T15:00:00.000Z</updated>');
  expect(text).toContain(`rel="self" href="${PUBLIC_URL}/feeds/verdicts.atom?lang=ht"`);
  expect(text.match(/<id>[^<]+<\/id>/g)).toEqual([
    '<id>tag:verite.example.ht,2026:feed/ht</id>',
    '<id>tag:verite.example.ht,2026:verdict/A3F7/ht</id>',
    '<id>tag:verite.example.ht,2026:verdict/A2F7/ht</id>',
  ]);
  expect(text.match(/<author>/g)).toHaveLength(3);
  expect(parsed.items).toHaveLength(2);
  expect(text).toMatch(/<link rel="enclosure" [^>]*type="audio\/ogg"/);
});

test('JSON Feed 1.1', async () => {
  const { headers, parsed } = await feed('/feeds/verdicts.json?lang=ht');
  expect(headers.get('content-type')).toBe('application/feed+json; charset=utf-8');
  expect(parsed).toMatchObject({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Laverite Ayiti: vre oswa fo?',
    home_page_url: `${PUBLIC_URL}/verdicts?lang=ht`,
    feed_url: `${PUBLIC_URL}/feeds/verdicts.json?lang=ht`,
    language: 'ht',
    authors: [{ name: 'Laverite Ayiti' }],
  });
  expect(parsed.items[0]).toMatchObject({
    id: 'tag:verite.example.ht,2026:verdict/A3F7/ht',
    url: `${PUBLIC_URL}/verdicts/A3F7?lang=ht`,
    date_published: '2026-11-02T15:00:00.000Z',
    tags: ['Eleksyon'],
    attachments: [{ mime_type: 'audio/ogg', size_in_bytes: 2_000 }],
    _teledjol: { code: 'A3F7', rating: 'true', version: 1 },
  });
});

test('by language and by category, and a slip in the category is no feed of everything', async () => {
  const codes = async (query: string) =>
    (await feed(`/feeds/verdicts.json?${query}`)).parsed.items.map(
      (each: { _teledjol: { code: string } }) => each._teledjol.code,
    );
  expect(await codes('lang=fr')).toEqual(['A5F7', 'A2F7']);
  expect(await codes('category=electoral')).toEqual(['A3F7']);
  expect(await codes('lang=es')).toEqual([]);
  expect((await pages.get('/feeds/verdicts.rss?category=elektoral')).status).toBe(404);
  for (const kind of ['rss', 'atom'])
    expect((await feed(`/feeds/verdicts.${kind}?lang=es`)).parsed.items).toEqual([]);
});

test('what a player asks for in pieces comes in pieces', async () => {
  const answer = await fetch(`${pages.url}/verdicts/A3F7/audio.ht?v=1`, { headers: { range: 'bytes=0-99' } });
  expect(answer.status).toBe(206);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(SOUND.subarray(0, 100));
  expect((await pages.get('/verdicts/A3F7/audio.fr')).status).toBe(404);
});

test('a correction comes again: as a new item by RSS, as a newer one of the same id elsewhere', async () => {
  const etag = (await feed('/feeds/verdicts.atom?lang=ht')).headers.get('etag') ?? '';
  await pages.correct(corrected.claimId, {
    rating: 'unproven',
    at: new Date('2026-11-10T15:00:00Z'),
    changed: { ht: 'Nou pa jwenn prèv la ankò.' },
  });
  expect((await pages.get('/feeds/verdicts.atom?lang=ht', { 'if-none-match': etag })).status).toBe(200);
  const [rss] = (await feed('/feeds/verdicts.rss?lang=ht')).parsed.items;
  expect(rss.title).toMatch(/^Korije\. Pa gen prèv: /);
  expect(rss.guid).toBe('tag:verite.example.ht,2026:verdict/A2F7/ht/2');
  expect(rss['content:encoded']).toContain('Nou pa jwenn prèv la ankò.');
  const [json] = (await feed('/feeds/verdicts.json?lang=ht')).parsed.items;
  expect(json).toMatchObject({
    id: 'tag:verite.example.ht,2026:verdict/A2F7/ht',
    date_published: '2026-11-01T15:00:00.000Z',
    date_modified: '2026-11-10T15:00:00.000Z',
  });
});
