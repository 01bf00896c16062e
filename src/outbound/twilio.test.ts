import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asc, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { open as openTwilio } from '../channels/twilio/index.ts';
import { expiryOf } from '../core/expiry.ts';
import { openLog } from '../core/log.ts';
import { REPLY_CLASS, type Receipt } from '../core/message.ts';
import { startTwilioDouble } from '../doubles/twilio/server.ts';
import { applyReceipts } from '../store/parts.ts';
import { addReplies } from '../store/replies.ts';
import { contact, part, reply, waiting } from '../store/schema.ts';
import { contextFor } from '../testing/channel-context.ts';
import { freshDatabase } from '../testing/database.ts';
import { addPeople, openTestStore } from '../testing/people.ts';
import { until } from '../testing/until.ts';
import { openOutbound } from './deliver.ts';

test('through Twilio: folded, in order, each once, whatever becomes of the calls and the receipts', async () => {
  const database = await freshDatabase();
  const store = openTestStore(database.url);
  const door = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const status = channel.receive.webhooks.find(({ path }) => path === url.split('?')[0]);
    const read = status?.read({ method, url, headers, body: Buffer.concat(chunks) });
    const receipts = (read?.events ?? []).filter((event): event is Receipt => event.kind === 'receipt');
    await applyReceipts(store.db, receipts, () => Object.keys(channel.capabilities));
    response.writeHead(read?.answer.status ?? 404).end();
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const gatewayUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const account = {
    accountSid: `AC${'1'.repeat(32)}`,
    authToken: 'an-invented-token',
    smsFrom: '+15005550006',
  };
  const double = await startTwilioDouble({ ...account, gatewayUrl, whatsappFrom: '' });
  const channel = openTwilio(
    contextFor({
      settings: {
        TWILIO_ACCOUNT_SID: account.accountSid,
        TWILIO_AUTH_TOKEN: account.authToken,
        TWILIO_SMS_FROM: account.smsFrom,
        TWILIO_API_URL: double.url,
        TWILIO_SMS_PER_SECOND: '1000',
      },
      publicUrl: gatewayUrl,
    }),
  );
  const outbound = openOutbound({
    store,
    channels: new Map([['twilio-sms', channel]]),
    log: openLog(() => {}, 'silent'),
  });

  const people = await addPeople(store, 6);
  await addReplies(
    store.db,
    people.flatMap(({ contactId, addressId }) =>
      ['Èske ou la ?', '« Wi »'].map((text) => ({
        contactId,
        addressId,
        account: 'twilio-sms',
        class: REPLY_CLASS.reply,
        content: { text },
        cause: 'test.text',
        expiresAt: expiryOf('reply', new Date()),
      })),
    ),
  );
  const [lost, stopped, throttled, early] = people.map(({ phone }) => phone);
  if (!lost || !stopped || !throttled || !early) throw new Error('nobody');
  double.tell({ call: 'drop', to: lost });
  double.tell({ receipts: 'none', to: lost });
  double.tell({ call: 'refused', code: 21610, to: stopped });
  double.tell({ call: 'throttled', to: throttled });
  double.tell({ receipts: 'early', to: early });
  await until(async () => {
    await store.db.execute(sql`update reply set due_at = now() where state = 'queued'`);
    await store.db.execute(sql`update sender set paused_until = null`);
    await outbound.drain('twilio-sms');
    const open = await store.db.select().from(reply).where(sql`state in ('queued', 'sending')`);
    return open.length === 0;
  });

  for (const { phone } of people) {
    const bodies = double.ledger.filter(({ to }) => to === phone).map(({ body }) => body);
    expect(bodies).toEqual(phone === stopped ? [] : ['Eske ou la ?', '" Wi "']);
  }
  expect((await store.db.select().from(contact)).filter((row) => row.stoppedAt).length).toBe(1);
  expect((await store.db.select().from(waiting)).map((row) => row.reason)).toEqual(['send_unknown']);
  await until(async () => {
    const states = (await store.db.select().from(part).orderBy(asc(part.id))).map((row) => row.state);
    return states.filter((state) => state === 'delivered').length === 9;
  });

  await outbound.stop();
  await channel.close();
  await double.close();
  door.closeAllConnections();
  door.close();
  await store.close();
  await database.drop();
});
