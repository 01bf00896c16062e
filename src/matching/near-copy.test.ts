import { expect, test } from 'vitest';
import { isNearCopy, printOf, saysOtherwise } from './near-copy.ts';

const same = (a: string, b: string) => isNearCopy(printOf(a), printOf(b));

const SAID = 'Yo di biwo vòt Kafou yo ap fèmen a midi dimanch 14 akòz lapli a';

test.each([
  ['in another spelling', 'yo di biwo vot kafou yo ap femen a midi dimanch 14 akoz lapli a!!'],
  ['in capitals', SAID.toUpperCase()],
  ['cut off', SAID.slice(0, 48)],
  ['with a greeting before it', `Bonjou frè m, gade sa yo voye ban mwen: ${SAID}. Èske se vre?`],
  ['with a slip', 'Yo di biwo vòt Kafou yo ap fèmn a midi dimach 14 akòz lapli'],
])('the same rumor %s is a near-copy', (_how, other) => {
  expect(same(SAID, other)).toBe(true);
  expect(same(other, SAID)).toBe(true);
});

test.each([
  ['another day', 'Yo di biwo vòt Kafou yo ap fèmen a midi dimanch 21 akòz lapli a'],
  ['the contrary', 'Yo di biwo vòt Kafou yo pa ap fèmen a midi dimanch 14 akòz lapli a'],
  ['something else', 'Machin KEP a pran dife sou wout Gonayiv la ak tout bilten yo'],
  ['a few of its words', 'biwo vòt'],
  ['nothing', ''],
  ['a link', 'https://example.org/a'],
])('%s is none', (_what, other) => {
  expect(same(SAID, other)).toBe(false);
  expect(same(other, SAID)).toBe(false);
});

test.each([
  ['another town', 'Yo di biwo vòt Jakmèl yo ap fèmen a midi dimanch 14 akòz lapli a', true],
  ['another number', 'Yo di biwo vòt Kafou yo ap fèmen a midi dimanch 21 akòz lapli a', true],
  ['the contrary', 'Yo di biwo vòt Kafou yo pa ap fèmen a midi dimanch 14 akòz lapli a', true],
  ['the same, cut off', 'Yo di biwo vòt Kafou yo ap fèmen a midi', false],
  ['another number in another language', 'Les bureaux de Carrefour ferment dimanche 21', true],
  ['the same in another language', 'Les bureaux de Carrefour ferment dimanche 14', false],
])('a tip that says %s of a known rumor', (_what, tip, otherwise) => {
  expect(saysOtherwise(printOf(tip), printOf(SAID))).toBe(otherwise);
});

test('links alone are the same where they lead to the same page', () => {
  expect(same('https://www.example.org/a?utm_source=wa', 'http://example.org/a/')).toBe(true);
  expect(same('https://example.org/a', 'https://example.org/b')).toBe(false);
  expect(same('', '')).toBe(false);
});
