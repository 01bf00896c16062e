import fastify from 'fastify';
import { expect, test } from 'vitest';
import { open } from '../channels/sms-gateway/index.ts';
import { openLog } from '../core/log.ts';
import { contextFor } from '../testing/channel-context.ts';
import { until } from '../testing/until.ts';
import { registerWebhooks } from './webhooks.ts';

const SECRET = 'an-invented-secret';

test('a reply is not handed to a request that its gateway has given up, but to the next one', async () => {
  const channel = open(contextFor({ settings: { SMS_GATEWAYS: `x=kannel ?secret=${SECRET}&wait=30` } }));
  let kept = 0;
  const app = fastify({ forceCloseConnections: true });
  await registerWebhooks(app, {
    channels: [channel],
    acceptance: {
      accept: async (events) => {
        kept += events.length;
      },
      direct: true,
      close: async () => {},
    },
    log: openLog(undefined, 'silent'),
    count: () => {},
  });
  try {
    const door = await app.listen({ port: 0, host: '127.0.0.1' });
    const ask = (signal?: AbortSignal) =>
      fetch(`${door}/hooks/sms/x?secret=${SECRET}&from=50937000001&text=Bonjou&id=1`, {
        ...(signal && { signal }),
      });
    const patience = new AbortController();
    const first = ask(patience.signal).then(
      () => 'answered',
      () => 'given up',
    );
    await until(() => kept === 1, { what: 'the first request waits' });
    patience.abort();
    expect(await first).toBe('given up');
    const second = ask();
    await until(() => kept === 2, { what: 'the second request waits' });
    await channel.send({
      partId: 'p1',
      account: 'sms-gateway-x',
      to: { scheme: 'tel', kind: 'phone', value: '+50937000001' },
      text: 'Byenveni',
    });
    expect(await (await second).text()).toBe('Byenveni');
  } finally {
    await channel.close();
    await app.close();
  }
});
