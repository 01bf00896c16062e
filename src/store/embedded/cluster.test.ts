import { expect, test } from 'vitest';
import { complaintIn } from './cluster.ts';

test('of all that PostgreSQL prints, the last fatal line is the reason', () => {
  const printed = [
    'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use',
    'HINT:  Is another postmaster already running on port 5432?',
    '2026-11-22 12:00:00.000 UTC [7] FATAL:  could not create any TCP/IP sockets',
    'LOG:  database system is shut down',
  ].join('\n');
  expect(complaintIn(printed)).toBe('could not create any TCP/IP sockets');
});

test('a full disk is the reason, whatever else broke after it', () => {
  const printed = [
    'FATAL:  could not extend file "base/1/1247": No space left on device',
    'PANIC:  cannot abort transaction 1, it was already committed',
  ].join('\n');
  expect(complaintIn(printed)).toBe('could not extend file "base/1/1247": No space left on device');
});

test('a program that says nothing has no reason', () => {
  expect(complaintIn('')).toBe(null);
});
