import jsonld from 'jsonld';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RATINGS, type Rating } from '../store/verdicts.ts';
import { openPublicPages, PUBLIC_URL, type PublicPages } from '../testing/public-pages.ts';

let pages: PublicPages;
beforeAll(async () => {
  pages = await openPublicPages();
});
afterAll(() => pages?.close());

async function reviewOf(code: string, language = 'ht') {
  const { text } = await pages.get(`/verdicts/${code}?lang=${language}`);
  const found = [...text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
  expect(found).toHaveLength(1);
  return JSON.parse(found[0]?.[1] ?? '');
}

test('has all that Full Fact and Google require or recommend of a ClaimReview', async () => {
  await pages.publish({
    code: 'A4F7',
    at: new Date('2026-11-20T15:00:00Z'),
    claimant: 'Yon paj Facebook',
    firstSeen: 'https://rezo.example.ht/p/1',
    firstSeenAt: new Date('2026-11-18T00:00:00Z'),
  });
  expect(await reviewOf('A4F7')).toEqual({
    '@context': 'https://schema.org',
    '@type': 'ClaimReview',
    url: `${PUBLIC_URL}/verdicts/A4F7?lang=ht`,
    datePublished: '2026-11-20T15:00:00.000Z',
    dateModified: '2026-11-20T15:00:00.000Z',
    inLanguage: 'ht',
    author: { '@type': 'Organization', name: 'Laverite Ayiti', url: `${PUBLIC_URL}/verdicts` },
    claimReviewed: 'Biwo vòt yo fèmen a midi.',
    reviewBody: 'Biwo vòt yo louvri jiska 4è. KEP konfime sa.',
    itemReviewed: {
      '@type': 'Claim',
      name: 'Biwo vòt yo fèmen a midi.',
      author: { '@type': 'Person', name: 'Yon paj Facebook' },
      datePublished: '2026-11-18T00:00:00.000Z',
      firstAppearance: { '@type': 'CreativeWork', url: 'https://rezo.example.ht/p/1' },
    },
    reviewRating: { '@type': 'Rating', alternateName: 'Fo', ratingValue: 1, bestRating: 5, worstRating: 1 },
  });
});

test('reads as linked data, every word of it', async () => {
  // schema.org's own context makes every term a word of its vocabulary; that each belongs there is checked by the types.
  const alone = async (url: string) => {
    expect(url).toBe('https://schema.org');
    return {
      contextUrl: undefined,
      documentUrl: url,
      document: { '@context': { '@vocab': 'https://schema.org/' } },
    };
  };
  const options = { documentLoader: alone, safe: true };
  const [read] = await jsonld.expand(await reviewOf('A4F7'), options);
  expect(read?.['@type']).toEqual(['https://schema.org/ClaimReview']);
  expect(read).toHaveProperty(['https://schema.org/claimReviewed', 0, '@value'], 'Biwo vòt yo fèmen a midi.');
});

test.each<[Rating, number | undefined]>([
  ['false', 1],
  ['misleading', 2],
  ['half_true', 3],
  ['true', 5],
  ['unproven', undefined],
  ['harmful', undefined],
])('%s is the number %s: where a number would lie there is none', async (rating, value) => {
  const code = `B${2 + RATINGS.indexOf(rating)}F7`;
  await pages.publish({ code, rating });
  const { reviewRating } = await reviewOf(code, 'fr');
  expect(reviewRating.ratingValue).toBe(value);
  expect('bestRating' in reviewRating).toBe(value !== undefined);
  expect(reviewRating.alternateName).toBe(pages.deps.texts.text('fr', `verdict.rating.${rating}`));
});

test('a long claim is cut at a word, and stands whole beside it', async () => {
  const long =
    'Yo di KEP deside fèmen tout biwo vòt nan tout peyi a depi midi akòz yon gwo siklòn k ap vini sou nou.';
  await pages.publish({ code: 'C4F7', wording: { ht: long } });
  const { claimReviewed, itemReviewed } = await reviewOf('C4F7');
  expect(claimReviewed.length).toBeLessThanOrEqual(76);
  expect(long.startsWith(claimReviewed.slice(0, -1))).toBe(true);
  expect(long.charAt(claimReviewed.length - 1)).toBe(' ');
  expect(itemReviewed.name).toBe(long);
});

test('after a correction it says when both were', async () => {
  const { claimId } = await pages.publish({ code: 'D4F7', at: new Date('2026-11-01T15:00:00Z') });
  await pages.correct(claimId, { rating: 'true', at: new Date('2026-11-03T15:00:00Z') });
  expect(await reviewOf('D4F7')).toMatchObject({
    datePublished: '2026-11-01T15:00:00.000Z',
    dateModified: '2026-11-03T15:00:00.000Z',
    reviewRating: { ratingValue: 5 },
  });
});
