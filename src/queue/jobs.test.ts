import { expect, test } from 'vitest';
import { accountId, isWakeId, outboundQueue } from './jobs.ts';

test('every account has a queue whose name BullMQ takes, and no two accounts share one', () => {
  const accounts = [
    '+50937000001',
    '50937000001',
    'whatsapp:+50937000001',
    'whatsapp.3a.',
    'teledjol_bot',
    'à',
    '.x',
  ];
  const names = accounts.map(outboundQueue);
  expect(new Set(names).size).toBe(accounts.length);
  for (const name of names) expect(name).toMatch(/^outbound-[A-Za-z0-9._-]+$/);
  for (const account of accounts) expect(isWakeId(accountId(account))).toBe(true);
});

test('a text, a number or anything else that is no id does not pass as an id', () => {
  for (const id of ['0192f0c1-7e4b-7cc0-8a0e-2d1f5c3b9a77', 'sweep', 'teledjol_bot'])
    expect(isWakeId(id)).toBe(true);
  for (const not of [
    '',
    '+50937000001',
    '50937000001',
    '509-3700-0001',
    'a:b',
    'Yo di biwo a fèmen',
    'a b',
    'x'.repeat(81),
  ])
    expect(isWakeId(not)).toBe(false);
});
