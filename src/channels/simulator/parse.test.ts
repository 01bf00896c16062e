import { expect, test } from 'vitest';
import { Refused } from '../../core/channel.ts';
import { parseMessage, parseReceipt } from './parse.ts';

const said = { id: 'm-1', phone: 'sms', person: 'Roseline', text: 'Bonjou' };
const message = (own: object) => parseMessage(Buffer.from(JSON.stringify({ ...said, ...own })));
const receipt = (own: object) =>
  parseReceipt(Buffer.from(JSON.stringify({ externalId: 'out-1', status: 'sent', ...own })));

test('each phone has an account and addresses of its own', () => {
  for (const phone of ['sms', 'whatsapp', 'telegram'])
    expect(message({ phone })).toMatchObject({
      account: `simulator-${phone}`,
      from: [{ scheme: 'simulator', kind: 'simulated', value: `${phone}:Roseline` }],
    });
});

test('forwarded may be a tick or how often', () => {
  expect(message({ forwarded: true }).forwarded).toBe('once');
  expect(message({ forwarded: 'often' }).forwarded).toBe('often');
  expect(message({ forwarded: false })).not.toHaveProperty('forwarded');
});

test('half a surrogate pair becomes the sign for a lost letter', () => {
  expect(parseMessage(Buffer.from(JSON.stringify(said).replace('Bonjou', 'a\\ud83d'))).text).toBe('a\ufffd');
});

test('what does not fit is refused, and the reason does not repeat it', () => {
  for (const own of [
    { id: '' },
    { id: 7 },
    { id: 'a b' },
    { phone: 'fax' },
    { person: '' },
    { person: 'a'.repeat(65) },
    { person: '../secret' },
    { text: 7 },
    { text: 'a'.repeat(20_001) },
    { unknown: 'secret' },
    { media: [{ url: 'javascript:secret', contentType: 'a' }] },
    { media: [{ url: '/assets/../secret', contentType: 'a' }] },
    { media: [{ url: '//secret.example/a', contentType: 'a' }] },
    { location: { latitude: 91, longitude: 0 } },
    { choice: ['secret'] },
  ])
    try {
      message(own);
      throw new Error(`took ${JSON.stringify(own)}`);
    } catch (error) {
      expect(error).toBeInstanceOf(Refused);
      expect(error).toMatchObject({ status: 400, message: expect.not.stringContaining('secret') });
    }
});

test('a receipt says how far a message got, and why not further', () => {
  expect(receipt({ partId: 'p-1' })).toEqual({
    kind: 'receipt',
    channel: 'simulator',
    externalId: 'out-1',
    partId: 'p-1',
    status: 'sent',
  });
  expect(receipt({ status: 'failed', error: 'opted_out' }).error?.meaning).toBe('opted_out');
  expect(receipt({ status: 'failed' }).error?.meaning).toBe('rejected');
  for (const own of [
    { status: 'queued' },
    { status: 'failed', error: 'no_such' },
    { externalId: '' },
    { more: 1 },
  ])
    expect(() => receipt(own)).toThrow(Refused);
});
