import { expect, test } from 'vitest';
import { neighbourhood } from '../../core/neighbourhood.ts';
import { countAttempts } from './attempts.ts';
import { hashPassword, isPassword, passwordFault } from './passwords.ts';

test('tries are let through again when the time is over', () => {
  let now = 0;
  const attempts = countAttempts({ limit: 2, withinMs: 1_000, now: () => new Date(now) });
  const tries = () => [1, 2, 3].map(() => attempts.allow('marie'));
  expect(tries()).toEqual([true, true, false]);
  now = 999;
  expect(attempts.allow('marie')).toBe(false);
  now = 1_000;
  expect(tries()).toEqual([true, true, false]);
});

test('inventing names does not fill the memory, and does not free a name that is being guessed at', () => {
  const attempts = countAttempts({ limit: 3, withinMs: 60_000, most: 100, now: () => new Date(0) });
  for (let n = 0; n < 1_000; n++) {
    attempts.allow(`moun ${n}`);
    // Between the inventions: as long as somebody guesses, the name stays among the newest.
    if (n % 50 === 0) attempts.allow('marie');
  }
  expect(attempts.allow('marie')).toBe(false);
  expect(attempts.allow('moun 0')).toBe(true);
});

test('a place is an IPv4 address, or the /64 of an IPv6 address however it is written', () => {
  expect(neighbourhood('203.0.113.7')).toBe('203.0.113.7');
  expect(neighbourhood('::ffff:203.0.113.7')).toBe('203.0.113.7');
  const same = ['2001:db8::1', '2001:0db8:0:0:ffff::', '2001:db8:0:0:1:2:3:4', '2001:DB8::%eth0'];
  expect(new Set(same.map(neighbourhood))).toEqual(new Set(['2001:db8:0:0']));
  expect(neighbourhood('2001:db8:0:1::1')).not.toBe(neighbourhood('2001:db8::1'));
  expect(neighbourhood('::1')).toBe('0:0:0:0');
});

test('a password may be typed on any keyboard, and an unknown name costs the same work', async () => {
  const hash = await hashPassword('kafe ak lèt chak maten');
  expect(await isPassword(hash, 'kafe ak le\u0300t chak maten')).toBe(true);
  expect(await isPassword(hash, 'kafe ak let chak maten')).toBe(false);
  // The hash that nobody has: even its own password opens nothing.
  expect(await isPassword(undefined, 'the hash that nobody has')).toBe(false);
  const cost = async (of: string | undefined) => {
    // Work, not time: what else the machine does must not decide.
    const before = process.cpuUsage();
    for (let n = 0; n < 10; n++) await isPassword(of, 'move modpas la');
    return process.cpuUsage(before).user;
  };
  const [known, unknown] = [await cost(hash), await cost(undefined)];
  expect(unknown).toBeGreaterThan(known / 3);
});

test('a password is refused for being short, a name, or one key held down', () => {
  const fault = (password: string) => passwordFault('Marie-Ange', password);
  expect(fault('onz siy sèl')).toBe('short');
  expect(fault('marie-ange-2026')).toBe('name');
  expect(fault('aaaaaaaaaaaaaaab')).toBe('same');
  expect(fault('a1!'.repeat(100))).toBe('long');
  expect(fault('kat chat sou do kay')).toBeNull();
});
