import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Refused } from '../../core/channel.ts';
import { contextFor } from '../../testing/channel-context.ts';
import { open } from './index.ts';

test('a form far longer than any of the provider is refused before it is read', async () => {
  const { settings, publicUrl } = JSON.parse(
    readFileSync(new URL('fixtures/settings.json', import.meta.url), 'utf8'),
  );
  const channel = open(contextFor({ settings, publicUrl }));
  const read = channel.receive.webhooks[0]?.read;
  const names = Array.from({ length: 600_000 }, (_, n) => n.toString(36)).join('&');
  const request = {
    method: 'POST',
    url: '/hooks/twilio/message',
    headers: { 'x-twilio-signature': 'x', 'content-type': 'application/x-www-form-urlencoded' },
  };
  expect(() => read?.({ ...request, body: Buffer.from(names) })).toThrow(new Refused(413, 'form too long'));
  // All that WhatsApp lets somebody write is far from it.
  const longest = `Body=${encodeURIComponent('\u20ac'.repeat(4_096))}`;
  expect(() => read?.({ ...request, body: Buffer.from(longest) })).toThrow(
    new Refused(403, 'signature does not hold'),
  );
  await channel.close();
});
