import { expect, test } from 'vitest';
import { openLinks } from './file-links.ts';

const BLOB = '018f4a00-1111-7222-8333-444455556666';
const NOW = new Date('2026-11-25T10:20:00Z');
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const links = openLinks({ key: Buffer.alloc(32, 1), publicUrl: 'https://teledjol.example.ht' });
const tokenOf = (link: string) => link.slice(link.lastIndexOf('/') + 1);

test('a link opens its file for seven days, and is short enough for one SMS', () => {
  const link = links.linkTo(BLOB, NOW);
  expect(link).toMatch(/^https:\/\/teledjol\.example\.ht\/m\/[\w-]{48}$/);
  expect(links.linkTo(BLOB, later(0.2))).toBe(link);
  for (const hours of [0, 1, 7 * 24]) expect(links.read(tokenOf(link), later(hours))).toBe(BLOB);
  expect(links.read(tokenOf(link), later(7 * 24 + 1))).toBeUndefined();
});

test('no other token opens anything, whichever letter is changed', () => {
  const token = tokenOf(links.linkTo(BLOB, NOW));
  for (let at = 0; at < token.length; at += 1) {
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    expect(links.read(changed, NOW)).toBeUndefined();
  }
  for (const rubbish of ['', 'a', token.slice(1), `${token}A`, `${token.slice(0, -1)}=`, '.'.repeat(48)])
    expect(links.read(rubbish, NOW)).toBeUndefined();
  const elsewhere = openLinks({ key: Buffer.alloc(32, 2), publicUrl: '' });
  expect(elsewhere.read(token, NOW)).toBeUndefined();
});
