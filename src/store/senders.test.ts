import { expect, test } from 'vitest';
import { refill, untilOneUnit } from './senders.ts';

const pace = { perSecond: 2, burst: 10 };

test('a bucket refills with the clock and never above its burst', () => {
  expect(refill({ units: 0, refilledAt: 0 }, 1_000, pace)).toEqual({ units: 2_000, refilledAt: 1_000 });
  expect(refill({ units: 9_000, refilledAt: 0 }, 60_000, pace)).toEqual({
    units: 10_000,
    refilledAt: 60_000,
  });
  expect(refill({ units: -5_000, refilledAt: 0 }, 1_000, pace).units).toBe(-3_000);
});

test('looking at it often does not slow a slow account down', () => {
  const slow = { perSecond: 0.01, burst: 1 };
  let bucket = { units: 0, refilledAt: 0 };
  for (let now = 0; now <= 100_000; now += 7) bucket = refill(bucket, now, slow);
  expect(bucket.units).toBeGreaterThanOrEqual(999);
});

test('a clock that was set back neither empties nor fills it', () => {
  const bucket = refill({ units: 500, refilledAt: 10_000 }, 4_000, pace);
  expect(bucket).toEqual({ units: 500, refilledAt: 4_000 });
});

test('the wait is until one whole unit is there', () => {
  expect(untilOneUnit({ units: 0, refilledAt: 0 }, pace)).toBe(500);
  expect(untilOneUnit({ units: -3_000, refilledAt: 0 }, pace)).toBe(2_000);
  expect(untilOneUnit({ units: 1_000, refilledAt: 0 }, pace)).toBe(0);
});
