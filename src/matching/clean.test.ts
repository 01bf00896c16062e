import { expect, test } from 'vitest';
import { clean } from './clean.ts';
import { canonicalLink } from './links.ts';

test.each([
  ['https://www.example.org/a/?utm_source=x#top', 'example.org/a'],
  ['http://m.example.org/a?b=2&a=1', 'example.org/a?a=1&b=2'],
  ['www.EXAMPLE.org/A).', 'example.org/A'],
  ['https://example.org', 'example.org'],
  ['http://', ''],
  ['https://%', ''],
])('%s is the page %j', (link, page) => {
  expect(canonicalLink(link)).toBe(page);
});

test('a post that was copied with its author is what it says, its links, and who signed it', () => {
  expect(
    clean(
      'The wall is #SoHighNow @BigNewsHT pic.twitter.com/aBc1 https://t.co/x — Jan Jak (@janjak1) January 6, 2020',
    ),
  ).toEqual({
    said: expect.stringMatching(/^The wall is\s+So High Now\s+Big News HT$/),
    links: ['pic.twitter.com/aBc1', 't.co/x'],
    signed: 'Jan Jak',
    account: 'janjak 1',
    dated: 'January 6, 2020',
  });
});

test('a dash inside a sentence signs nothing', () => {
  expect(clean('Vote a — yo di — ranvwaye')).toMatchObject({
    said: 'Vote a — yo di — ranvwaye',
    links: [],
    signed: '',
  });
});

test('a text of a megabyte is read at once', () => {
  for (const unit of ['— ', '#a', 'https://', '@a(', 'aB'])
    expect(clean(unit.repeat(300_000)).signed.length).toBeLessThan(100);
});
