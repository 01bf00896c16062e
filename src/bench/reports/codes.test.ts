import { expect, test } from 'vitest';
import { countryNames, countryOf } from '../../country/index.ts';
import { readMade, WAYS, type Way } from '../codes.ts';

const REPORTS = 20_000;
/** Who may leave out everything but a code leaves nothing by which a missing piece could be seen. */
const WRONG: Readonly<Record<Way, number>> = { nothing: 0.001, lists: 0.001, phones: 0.003 };

const ROUNDS = countryNames().flatMap((name) => [
  ...WAYS.map((way) => [name, way, false] as const),
  // Only who writes from another phone needs one.
  [name, 'lists', true] as const,
]);

test.each(ROUNDS)(
  'the card of %s, where of who writes is known: %s; with a one-time code: %s',
  (name, way, coded) => {
    const { observerCard } = countryOf(name);
    const { undamaged, damaged, ...more } = readMade(observerCard, way, {
      seed: 20_260_830,
      reports: REPORTS,
      coded,
    });
    const told = JSON.stringify({ undamaged, damaged, ...more }, null, 1);
    expect(undamaged.wrong, told).toBe(0);
    expect(undamaged.right / REPORTS, told).toBeGreaterThanOrEqual(0.97);
    expect(damaged.wrong / REPORTS, told).toBeLessThanOrEqual(WRONG[way]);
    expect((damaged.right + damaged.asked) / REPORTS, told).toBeGreaterThanOrEqual(0.99);
    // Not by asking about everything: what looks other and says the same is read.
    expect(damaged.right / REPORTS, told).toBeGreaterThanOrEqual(0.5);
  },
);
