import { beforeEach, describe, expect, test } from 'vitest';
import { FusedMatcher } from './fused-matcher.ts';
import { GATE } from './gate-set.ts';

const STORM = {
  claimId: 'storm',
  textId: 'storm',
  text: 'Siklòn nan ap frape Okay madi maten, di pwoteksyon sivil',
};
const GOATS = { claimId: 'goats', textId: 'goats', text: 'Kabrit pral konte bilten vòt yo nan meri Jolivil' };
const STORM_FR = { claimId: 'storm', textId: 'storm-fr', text: 'Un ouragan arrive mardi dans le Sud' };
/** Tips by what they mean: the first direction is the storm, the second the goats. */
const [STORMY, GOATISH] = [
  [1, 0.1, 0],
  [0, 1, 0.1],
];

let matcher: FusedMatcher;
beforeEach(() => {
  matcher = new FusedMatcher(0.8);
  for (const text of [STORM, GOATS, STORM_FR]) matcher.put(text);
  for (const [text, vector] of [
    [STORM, [1, 0, 0]],
    [STORM_FR, [0.9, 0, 0.1]],
    [GOATS, [0, 1, 0]],
  ] as const)
    matcher.understand(text, vector);
});

describe('by meaning', () => {
  const OTHER_WORDS = { text: 'gwo van ak lapli pral kraze zòn sid la' };

  test('a claim in quite other words is suggested, once, with its nearest wording', () => {
    expect(matcher.find(OTHER_WORDS).filter(({ band }) => band !== 'new')).toEqual([]);
    const [first, ...rest] = matcher.find(OTHER_WORDS, {}, STORMY);
    expect(first).toMatchObject({ claimId: 'storm', text: STORM, band: 'suggest', sure: GATE.suggest });
    expect(first?.alike).toBeCloseTo(1, 1);
    expect(rest.map(({ claimId }) => claimId)).not.toContain('storm');
  });

  test('nothing is answered for it, however near, and nothing that is not near enough is suggested', () => {
    for (const vector of [[1, 0, 0], STORMY])
      for (const { band } of matcher.find(OTHER_WORDS, {}, vector)) expect(band).not.toBe('answer');
    const far = matcher.find(OTHER_WORDS, {}, [0.5, 0.5, 1]);
    expect(far.filter(({ band }) => band !== 'new')).toEqual([]);
  });

  test('what the words answer stays first and stays an answer, whatever the meaning says', () => {
    const tip = { text: `Tande sa: ${STORM.text}` };
    expect(matcher.find(tip)[0]).toMatchObject({ claimId: 'storm', band: 'answer' });
    const found = matcher.find(tip, {}, GOATISH);
    expect(found[0]).toMatchObject({ claimId: 'storm', band: 'answer' });
    expect(found[1]).toMatchObject({ claimId: 'goats', band: 'suggest' });
  });

  test('claims that do not count are not found by it', () => {
    const found = matcher.find(OTHER_WORDS, { only: (id) => id !== 'storm' }, STORMY);
    expect(found.map(({ claimId }) => claimId)).not.toContain('storm');
  });
});

test('a wording that was changed or dropped is known by its old meaning no more', () => {
  matcher.put({ ...GOATS, text: 'Meri Jolivil fèmen' });
  expect(matcher.lacking(9).map(({ textId }) => textId)).toEqual(['goats']);
  // The service was asked before it was changed.
  matcher.understand(GOATS, [0, 1, 0]);
  expect(matcher.find({ text: 'bèt kòn' }, {}, GOATISH)).toEqual([]);
  matcher.drop('storm');
  matcher.drop('storm-fr');
  expect(matcher.find({ text: 'gwo van' }, {}, STORMY)).toEqual([]);
});

test('another model: vectors of both are never compared, and all are made anew', () => {
  expect(matcher.find({ text: 'gwo van' }, {}, [1, 0])).toEqual([]);
  expect(matcher.understand(STORM, [1, 0])).toBe(false);
  expect(matcher.lacking(9).map(({ textId }) => textId)).toEqual(['goats', 'storm-fr']);
  expect(matcher.find({ text: 'gwo van' }, {}, [1, 0])[0]?.claimId).toBe('storm');
});

test('without a least likeness nothing waits for a vector', () => {
  const plain = new FusedMatcher();
  plain.put(STORM);
  expect(plain.lacking(9)).toEqual([]);
  expect(plain.find({ text: STORM.text })[0]?.claimId).toBe('storm');
});
