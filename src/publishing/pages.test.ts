import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPublicPages, PUBLIC_URL, type PublicPages, STAFF } from '../testing/public-pages.ts';

let pages: PublicPages;
beforeAll(async () => {
  pages = await openPublicPages();
});
afterAll(() => pages?.close());

describe('the page of a verdict', () => {
  test('says what is so before what was said, in the language that is asked for', async () => {
    await pages.publish({
      code: 'A4F7',
      sources: [{ title: 'Kominike KEP', url: 'https://cep.example.ht/kominike?a=1&b=2' }],
      at: new Date('2026-11-20T15:00:00Z'),
    });
    const ht = await pages.get('/verdicts/A4F7?lang=ht');
    expect(ht.status).toBe(200);
    const text = ht.text.replace(/<head>.*<\/head>/s, '').replace(/<[^>]+>/g, ' ');
    const order = ['Fo', 'Biwo vòt yo louvri jiska 4è', 'Biwo vòt yo fèmen a midi', 'KEP di biwo'];
    expect(order.map((each) => text.indexOf(each)).every((at, n, all) => at > (all[n - 1] ?? -1))).toBe(true);
    expect(text).toContain('20 novanm 2026');
    expect(ht.text).toContain('href="https://cep.example.ht/kominike?a=1&amp;b=2"');
    const fr = await pages.get('/verdicts/A4F7', { 'accept-language': 'de, fr;q=0.8' });
    expect(fr.text).toContain('<html lang="fr">');
    expect(fr.text).toContain('Les bureaux de vote ouvrent jusqu’à 16h.');
    expect(fr.headers.get('vary')).toBe('accept-language');
    // Nobody wrote it in Spanish: it is not shown as if somebody had.
    expect((await pages.get('/verdicts/A4F7?lang=es')).text).toContain('<html lang="ht">');
  });

  test('names its languages, its own address and its picture for who shares it', async () => {
    const { text } = await pages.get('/verdicts/A4F7?lang=fr');
    expect(text).toContain(`<link rel="canonical" href="${PUBLIC_URL}/verdicts/A4F7?lang=fr"/>`);
    for (const each of ['ht', 'fr'])
      expect(text).toContain(`hreflang="${each}" href="${PUBLIC_URL}/verdicts/A4F7?lang=${each}"`);
    expect(text).not.toContain('hreflang="en"');
    expect(text).toContain('<meta property="og:title" content="Faux : Les bureaux de vote ouvrent');
    expect(text).toContain(
      `property="og:image" content="${PUBLIC_URL}/verdicts/A4F7/card.fr.square.png?v=1"`,
    );
    expect(text).toContain('https://wa.me/?text=Faux%20%3A%20Les%20bureaux');
  });

  test('is small, needs no script and nothing from elsewhere', async () => {
    const long = { summary: 'É'.repeat(150), body: 'ò '.repeat(350), todo: 'è '.repeat(200) };
    await pages.publish({
      code: 'A5F7',
      texts: { ht: long, fr: long, en: long, es: long },
      sources: Array.from({ length: 12 }, (_, n) => ({
        title: `Sous ${n} `.repeat(10),
        url: `https://sous.example.ht/${'a'.repeat(100)}${n}`,
      })),
    });
    const { text, headers } = await pages.get('/verdicts/A5F7?lang=fr');
    expect(Buffer.byteLength(text)).toBeLessThan(30_000);
    expect(text).not.toMatch(/<script(?! type="application\/ld\+json">)|\son[a-z]+=|\sstyle=/);
    const loaded = [
      ...text.matchAll(/<(?:link rel="stylesheet"|img|audio|iframe)[^>]*(?:href|src)="([^"]+)"/g),
    ];
    expect(loaded.map((each) => each[1])).toEqual([expect.stringMatching(/^\/verdicts\/public\.css\?v=/)]);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|script-src|https?:/);
    const css = await pages.get(loaded[0]?.[1] ?? '');
    expect(css.headers.get('content-type')).toContain('text/css');
    expect(css.text.length).toBeLessThan(6_000);
  });

  test('names nobody who works here', async () => {
    const { claimId } = await pages.publish({ code: 'A6F7' });
    await pages.correct(claimId, { rating: 'misleading', changed: { ht: 'Lè a te mal ekri.' } });
    const paths = ['/verdicts/A6F7', '/verdicts', '/verdicts/corrections', '/verdicts/method'];
    const feeds = ['/feeds/verdicts.rss', '/feeds/verdicts.atom', '/feeds/verdicts.json'];
    for (const path of [...paths, ...feeds, '/sitemap.xml']) {
      const { status, text } = await pages.get(path);
      expect(status).toBe(200);
      for (const name of STAFF) expect(text).not.toContain(name);
    }
  });

  test('shows what others wrote as text, and links that could run nowhere', async () => {
    const xss = '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>\u2028';
    await pages.publish({
      code: 'A7F7',
      wording: { ht: xss },
      texts: { ht: { summary: xss, body: xss, todo: xss } },
      claimant: xss,
      firstSeen: 'javascript:alert(1)',
      sources: [
        { title: xss, url: 'javascript:alert(1)' },
        { title: 'b', url: ' JaVaScRiPt:alert(1)' },
        { title: 'c', url: 'data:text/html,<script>alert(1)</script>' },
        { title: 'd', url: 'https://d.example.ht/"><script>alert(1)</script>' },
        { title: 'e', url: '\u0001javascript:alert(1)' },
      ],
    });
    const all = ['/verdicts/A7F7', '/verdicts?q=alert', `/verdicts?q=${encodeURIComponent(xss)}`];
    for (const path of all) {
      const { text } = await pages.get(path);
      expect(text).not.toMatch(/<script>|<img|href="\s*(javascript|data):/i);
      expect(text.match(/<script/g)?.length ?? 0).toBe(text.includes('ld+json') ? 1 : 0);
      expect(text.match(/<\/script/g)?.length ?? 0).toBe(text.includes('ld+json') ? 1 : 0);
    }
    const page = (await pages.get('/verdicts/A7F7')).text;
    const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page) ?? [];
    expect(json).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(json).itemReviewed.name).toBe(xss);
    expect(JSON.parse(json).itemReviewed.firstAppearance).toBeUndefined();
    for (const kind of ['rss', 'atom'])
      expect((await pages.get(`/feeds/verdicts.${kind}`)).text).not.toMatch(/<script|<img|javascript:/i);
    const { items } = JSON.parse((await pages.get('/feeds/verdicts.json')).text);
    expect(items[0].content_html).not.toMatch(/<script|<img|javascript:/i);
  });

  test('is found by a code in small letters, and sends there', async () => {
    const { status, headers } = await pages.get('/verdicts/a4f7?lang=fr');
    expect([status, headers.get('location')]).toEqual([302, '/verdicts/A4F7?lang=fr']);
  });

  test('tells how many asked only where nobody can be counted out of it', async () => {
    const { claimId } = await pages.publish({ code: 'A8F7' });
    const asks = async (n: number) =>
      pages.store.pool.query(
        `with met as (insert into contact (id) select gen_random_uuid() from generate_series(1, $2) returning id)
         insert into tip (id, code, contact_id, account, medium, state, claim_id)
         select gen_random_uuid(), substr(md5(id::text), 1, 12), id, 'simulator-sms', 'sms', 'grouped', $1 from met`,
        [claimId, n],
      );
    await asks(9);
    expect((await pages.get('/verdicts/A8F7?lang=fr')).text).not.toContain('nous l’ont demandé');
    await asks(28);
    expect((await pages.get('/verdicts/A8F7?lang=fr')).text).toContain('Plus de 30 personnes');
  });
});

describe('what changes', () => {
  test('a correction is on the page and in the log, with what is different and what was said before', async () => {
    const { claimId } = await pages.publish({ code: 'B4F7', at: new Date('2026-11-01T15:00:00Z') });
    const before = await pages.get('/verdicts/B4F7?lang=ht');
    await pages.correct(claimId, {
      rating: 'half_true',
      at: new Date('2026-11-03T15:00:00Z'),
      texts: { ht: { summary: 'Nan de komin sèlman, biwo yo fèmen bonè.' } },
      changed: { ht: 'KEP fèmen de biwo apre nou te pibliye.' },
    });
    const after = await pages.get('/verdicts/B4F7?lang=ht', {
      'if-none-match': before.headers.get('etag') ?? '',
    });
    expect(after.status).toBe(200);
    expect(after.text).toContain('Nou korije repons sa a 3 novanm 2026');
    expect(after.text).toContain('KEP fèmen de biwo apre nou te pibliye.');
    expect(after.headers.get('last-modified')).toBe('Tue, 03 Nov 2026 15:00:00 GMT');
    const log = (await pages.get('/verdicts/corrections?lang=ht')).text;
    expect(log).toContain('KEP fèmen de biwo apre nou te pibliye.');
    expect(log).toContain('href="/verdicts/B4F7?lang=ht"');
  });

  test('one that was withdrawn keeps its address, says when, and says nothing of it any more', async () => {
    const { claimId } = await pages.publish({ code: 'B5F7', at: new Date('2026-11-01T15:00:00Z') });
    expect((await pages.get('/sitemap.xml')).text).toContain('/verdicts/B5F7');
    await pages.withdraw(claimId, new Date('2026-11-05T15:00:00Z'));
    const { status, text, headers } = await pages.get('/verdicts/B5F7?lang=fr');
    expect(status).toBe(410);
    expect(text).toContain('Nous l’avons retirée le 5 novembre 2026');
    expect(text).not.toMatch(/Faux|bureaux de vote|ClaimReview|og:/);
    expect(headers.get('x-robots-tag')).toBe('noindex');
    for (const path of ['/verdicts', '/feeds/verdicts.rss', '/feeds/verdicts.json', '/sitemap.xml'])
      expect((await pages.get(path)).text).not.toContain('B5F7');
    expect((await pages.get('/verdicts/corrections?lang=fr')).text).toContain('B5F7');
    expect((await pages.get('/verdicts/B5F7/audio.fr')).status).toBe(404);
  });

  test('what has not changed is not sent again, and nothing is kept for more than a minute', async () => {
    for (const path of [
      '/verdicts/A4F7?lang=ht',
      '/verdicts?lang=ht',
      '/feeds/verdicts.rss',
      '/sitemap.xml',
    ]) {
      const { headers } = await pages.get(path);
      const [, seconds] = /max-age=(\d+)/.exec(headers.get('cache-control') ?? '') ?? [];
      expect(Number(seconds)).toBeLessThanOrEqual(30);
      const etag = headers.get('etag') ?? '';
      const again = await pages.get(path, { 'if-none-match': `"other", W/${etag}` });
      expect([again.status, again.text]).toEqual([304, '']);
      const head = await fetch(pages.url + path, { method: 'HEAD' });
      expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
    }
  });
});

describe('the list', () => {
  test('finds words without accents, in every language, wherever they stand', async () => {
    await pages.publish({
      code: 'C4F7',
      wording: { ht: 'Yo di Ganthier pa gen biwo vòt.' },
      texts: {
        ht: { summary: 'Gen twa biwo vòt nan Gantye.' },
        fr: { summary: 'L’élection a lieu à Ganthier, cœur du pays.' },
      },
      category: 'electoral',
      rating: 'misleading',
    });
    const found = async (query: string) =>
      (await pages.get(`/verdicts?lang=ht&${query}`)).text.includes('C4F7');
    for (const words of [
      'ganthier',
      'GANTIER biwo',
      'élection',
      'election ganthier',
      'coeur',
      'cœur',
      'gant twa',
    ])
      expect([words, await found(`q=${encodeURIComponent(words)}`)]).toEqual([
        words,
        words !== 'GANTIER biwo',
      ]);
    expect(await found('q=ganthier+jakmel')).toBe(false);
    expect(await found('rating=misleading&category=electoral&in=fr&q=gantye')).toBe(true);
    expect(await found('rating=true')).toBe(false);
    expect(await found('in=es')).toBe(false);
    expect(await found('q=%27%22%3A*%26%7C!()%5C')).toBe(true);
  });

  test('what somebody searches for is kept nowhere: not by us, not on the way', async () => {
    const { headers } = await pages.get('/verdicts?q=sekre+pa+m');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(pages.logged.join('\n')).not.toContain('sekre');
  });

  test.each(['/verdicts/9ZZZ', '/verdicts/nothing', '/verdicts/a/b/c', '/verdicts/%00', '/verdicts/A4F7/x'])(
    'nothing at %s: 404 with a way on',
    async (path) => {
      const { status, text } = await pages.get(path, { 'accept-language': 'fr' });
      expect(status).toBe(404);
      expect(text).toContain('<input type="search"');
    },
  );

  test.each([
    'page=0',
    'page=-1',
    'page=1e9',
    'page=x',
    'rating=lie',
    'category=x',
    'in=xx',
    'lang=xx',
    'q=a&q=b',
  ])('what nobody can have meant (%s) still shows something', async (query) =>
    expect((await pages.get(`/verdicts?${query}`)).status).toBe(200),
  );

  test('robots find the public pages and nothing else', async () => {
    const { text } = await pages.get('/robots.txt');
    expect(text).toMatch(/Allow: \/verdicts\n/);
    expect(text).toMatch(/Disallow: \/\n/);
    expect(text).toContain(`Sitemap: ${PUBLIC_URL}/sitemap.xml`);
  });
});
