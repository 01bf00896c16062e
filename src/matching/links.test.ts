import { expect, test } from 'vitest';
import { clean } from './clean.ts';
import { canonicalLink } from './links.ts';

/** Each line: ways of writing one page. Names and numbers are invented. */
const PAGES: readonly (readonly string[])[] = [
  [
    'example.org/a',
    'http://example.org/a',
    'https://www.example.org/a/',
    'HTTPS://EXAMPLE.ORG/a#top',
    'm.example.org/a',
    'https://mobile.example.org/a',
    'https://example.org:443/a',
    'https://example.org./a',
    'https://example.org//a',
  ],
  [
    'example.org/a?id=7',
    'https://example.org/a?id=7&utm_source=wa&utm_medium=social',
    'https://example.org/a/?fbclid=IwAR0x&id=7',
    'https://example.org/a?gclid=1&id=7&igshid=2&mc_cid=3',
    'https://example.org/a?ref=home&id=7',
  ],
  ['example.org/a?b=2&c=3', 'https://example.org/a?c=3&b=2'],
  [
    'example.org',
    'https://example.org/',
    'https://www.example.org',
    'http://example.org/index.html',
    'https://example.org/index.php',
    'https://example.org/?utm_campaign=x',
  ],
  [
    'example.org/news/one',
    'https://example.org/news/one/amp',
    'https://example.org/news/one/amp/',
    'https://amp.example.org/news/one',
    'https://example.org/amp/news/one',
    'https://example.org/news/one?amp=1',
    'https://example.org/news/one?outputType=amp',
    'https://www.google.com/amp/s/example.org/news/one',
    'https://example-org.cdn.ampproject.org/c/s/example.org/news/one',
  ],
  ['example.org/one.html', 'https://example.org/one.amp.html'],
  [
    'example.org/élection',
    'https://example.org/%C3%A9lection',
    'https://example.org/e%CC%81lection',
    'https://example.org/%c3%a9lection',
  ],
  ['xn--lection-9xa.example/x', 'https://élection.example/x', 'https://xn--lection-9xa.example/x'],
  [
    'youtube.com/watch?v=aB3dE6gH9jK',
    'https://www.youtube.com/watch?v=aB3dE6gH9jK&t=42s',
    'https://youtu.be/aB3dE6gH9jK?si=XyZ',
    'https://m.youtube.com/watch?feature=share&v=aB3dE6gH9jK',
    'https://youtube.com/shorts/aB3dE6gH9jK?feature=share',
    'https://www.youtube.com/embed/aB3dE6gH9jK',
    'https://www.youtube.com/live/aB3dE6gH9jK',
    'https://music.youtube.com/watch?v=aB3dE6gH9jK',
    'https://www.youtube-nocookie.com/embed/aB3dE6gH9jK',
  ],
  [
    'x.com/i/status/1234567890123',
    'https://twitter.com/someone/status/1234567890123?s=20',
    'https://mobile.twitter.com/someone/status/1234567890123',
    'https://x.com/Someone/status/1234567890123/photo/1',
    'https://x.com/i/web/status/1234567890123',
    'https://fxtwitter.com/someone/status/1234567890123',
  ],
  ['x.com/someone', 'https://twitter.com/Someone', 'https://x.com/someone?lang=fr'],
  [
    'facebook.com/video/998877665544',
    'https://www.facebook.com/watch/?v=998877665544',
    'https://m.facebook.com/watch?v=998877665544&mibextid=abc',
    'https://www.facebook.com/apage/videos/998877665544/',
    'https://fr-fr.facebook.com/apage/videos/a-title/998877665544',
    'https://www.facebook.com/reel/998877665544',
  ],
  [
    'facebook.com/photo/5566778899',
    'https://www.facebook.com/photo.php?fbid=5566778899&set=a.1',
    'https://www.facebook.com/photo/?fbid=5566778899',
    'https://facebook.com/apage/photos/a.1/5566778899',
  ],
  [
    'facebook.com/post/pfbid02abcXYZ',
    'https://www.facebook.com/apage/posts/pfbid02abcXYZ?rdid=1',
    'https://m.facebook.com/story.php?story_fbid=pfbid02abcXYZ&id=100',
    'https://www.facebook.com/permalink.php?story_fbid=pfbid02abcXYZ&id=100',
    'https://mbasic.facebook.com/apage/posts/pfbid02abcXYZ',
  ],
  [
    'facebook.com/post/445566',
    'https://www.facebook.com/groups/agroup/permalink/445566/',
    'https://web.facebook.com/groups/agroup/posts/445566',
  ],
  [
    'example.org/b',
    'https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fb%3Ffbclid%3Dx&h=AT0',
    'https://www.google.com/url?q=https://example.org/b&sa=D',
    'https://web.archive.org/web/20260101000000/https://example.org/b',
  ],
  [
    'tiktok.com/video/7123456789012345678',
    'https://www.tiktok.com/@someone/video/7123456789012345678?is_from_webapp=1',
    'https://m.tiktok.com/v/7123456789012345678.html',
    'https://tiktok.com/@other/video/7123456789012345678',
  ],
  [
    'instagram.com/p/CabcDEF12',
    'https://www.instagram.com/p/CabcDEF12/?igsh=MTc4',
    'https://instagram.com/reel/CabcDEF12',
    'https://www.instagram.com/someone/p/CabcDEF12/',
    'https://www.instagram.com/reels/CabcDEF12/',
  ],
  [
    'wa.me/50900000000',
    'https://wa.me/50900000000?text=Bonjou',
    'https://api.whatsapp.com/send?phone=50900000000&text=x',
    'https://wa.me/+50900000000',
    'https://api.whatsapp.com/send/?phone=%2B50900000000',
  ],
  [
    'chat.whatsapp.com/AbCdEfGhIjKlMn',
    'https://chat.whatsapp.com/invite/AbCdEfGhIjKlMn',
    'https://chat.whatsapp.com/AbCdEfGhIjKlMn?mode=ac_t',
  ],
  ['t.me/achannel/123', 'https://t.me/s/achannel/123', 'https://telegram.me/AChannel/123'],
];

test.each(PAGES.flatMap(([page = '', ...ways]) => [page, ...ways].map((way) => [way, page] as const)))(
  '%s',
  (way, page) => {
    expect(canonicalLink(way)).toBe(page);
  },
);

test('pages that are not the same stay apart', () => {
  const all = [
    'https://example.org/a',
    'https://example.org/b',
    'https://example.com/a',
    'https://example.org/a?id=1',
    'https://example.org/a?id=2',
    'https://blog.example.org/a',
    'https://m.ht/a',
    'https://youtu.be/aaaaaaaaaaa',
    'https://youtu.be/bbbbbbbbbbb',
    'https://www.youtube.com/@someone',
    'https://fb.watch/abc123/',
    'https://vm.tiktok.com/ZM1/',
    'https://x.com/a/status/1',
    'https://x.com/a/status/2',
  ].map(canonicalLink);
  expect(new Set(all).size).toBe(all.length);
});

test.each(['', ' ', 'http://', '://', 'https://[', 'a b'])('%j is no link', (text) => {
  expect(canonicalLink(text)).toBe('');
});

test.each([
  ['Gade sa (https://example.org/a), se vre?', ['example.org/a']],
  ['gade example.org/a?utm_source=wa.', ['example.org/a']],
  ['www.example.org/a ak http://example.org/b!', ['example.org/a', 'example.org/b']],
  ['*https://example.org/a*', ['example.org/a']],
  ['two twice https://example.org/a http://www.example.org/a/', ['example.org/a']],
  ['Li ale.Li tounen. 3/4 moun ekri someone@example.org', []],
  ['yo vote 50/50 nan Kafou/Delma', []],
])('in %j there are %j', (text, links) => {
  expect(clean(text).links).toEqual(links);
});
