import { expect, test } from 'vitest';
import { SendError } from '../core/send-error.ts';
import { openHealth } from './account-health.ts';

const health = () => openHealth(() => 0.5);

test('an attempt waits twice as long as the one before it, and never more than ten minutes', () => {
  const waits = [0, 1, 2, 3, 7, 8, 100].map(
    (attempts) => health().failed(new SendError('unavailable', 'x'), attempts, 0).again.afterMs / 1000,
  );
  expect(waits).toEqual([5, 10, 20, 40, 600, 600, 600]);
});

test('jitter spreads those who failed together, and a longer time that the provider names is kept', () => {
  const at = (random: number) =>
    openHealth(() => random).failed(new SendError('unavailable', 'x'), 3, 0).again.afterMs;
  expect([at(0), at(1)]).toEqual([32_000, 48_000]);
  const named = new SendError('unreachable', 'x', { afterSeconds: 1_800 });
  expect(health().failed(named, 0, 0).again.afterMs).toBe(1_800_000);
});

test('being asked to slow down pauses at once, once for all that were under way, longer when it goes on', () => {
  const account = health();
  const throttled = new SendError('throttled', '429');
  expect(account.failed(throttled, 4, 0)).toEqual({ again: { afterMs: 0, counts: false }, pauseMs: 5_000 });
  expect(account.failed(throttled, 0, 10)).toEqual({ again: { afterMs: 0, counts: false } });
  expect(account.failed(throttled, 0, 5_000).pauseMs).toBe(10_000);
  expect(account.probing).toBe(true);
  account.sent();
  expect(account.probing).toBe(false);
  expect(account.failed(throttled, 0, 20_000).pauseMs).toBe(5_000);
});

test('a few failures are the phones’, many in a row the account’s', () => {
  const account = health();
  const advice = Array.from({ length: 5 }, () => account.failed(new SendError('unavailable', 'x'), 0, 0));
  expect(advice.map(({ again, pauseMs }) => [again.counts, pauseMs])).toEqual([
    ...Array.from({ length: 4 }, () => [true, undefined]),
    [false, 5_000],
  ]);
});

test('a refusal in between shows that the provider works', () => {
  const account = health();
  for (let i = 0; i < 20; i++) {
    expect(account.failed(new SendError('outcome_unknown', 'x'), 0, 0).pauseMs).toBeUndefined();
    account.failed(new SendError('invalid_address', 'x'), 0, 0);
  }
});

test('an outage is tried once a minute at most, not once an hour', () => {
  const account = health();
  let now = 0;
  for (let i = 0; i < 40; i++) {
    now = Math.max(now, account.pausedUntil);
    const { pauseMs = 0 } = account.failed(new SendError('unavailable', 'x'), 0, now);
    expect(pauseMs).toBeLessThanOrEqual(60_000);
  }
});

test('the operator is told once, and again only after it had worked', () => {
  const account = health();
  const wrong = new SendError('misconfigured', '20003');
  expect([1, 2, 3, 4].map(() => account.failed(wrong, 0, 0).tell)).toEqual([
    true,
    undefined,
    undefined,
    undefined,
  ]);
  account.sent();
  expect(account.failed(wrong, 0, 0).tell).toBe(true);
});
