import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { open } from '../channels/whatsapp-cloud/index.ts';
import { openMessageIds } from '../channels/whatsapp-cloud/message-id.ts';
import { settings } from '../channels/whatsapp-cloud/settings.ts';
import { type Channel, type Received, Refused } from '../core/channel.ts';
import type { Log } from '../core/log.ts';
import type { Choice, Inbound, Outbound, OutboundFile, Receipt } from '../core/message.ts';
import { SendError } from '../core/send-error.ts';
import type { Account, Person } from '../doubles/whatsapp-cloud/account.ts';
import { BUSINESS_ID } from '../doubles/whatsapp-cloud/double.ts';
import { startWhatsAppCloudDouble, type WhatsAppCloudDouble } from '../doubles/whatsapp-cloud/server.ts';
import { contextFor } from './channel-context.ts';

/** An invented deployment at Meta, with two numbers. */
export const TOKEN = 'EAAAnInventedSystemUserToken';
export const APP_SECRET = 'an-invented-app-secret';
export const VERIFY_TOKEN = 'an-invented-verify-token';
export const OURS = { id: '109876543210001', display: '50928110001' };
export const SECOND = { id: '109876543210002', display: '50928110002' };
export const PATH = '/hooks/whatsapp';

const defaults = Object.fromEntries(Object.entries(settings).map(([name, one]) => [name, one.default ?? '']));

/** How the channel keeps Meta's id of a message. */
export const idOf = openMessageIds(contextFor().internalKey);

/** @param own settings in place of the usual ones */
export function openWhatsAppCloud(own: Readonly<Record<string, string>> = {}, log?: Log): Channel {
  return open(
    contextFor({
      settings: {
        ...defaults,
        WHATSAPP_CLOUD_TOKEN: TOKEN,
        WHATSAPP_CLOUD_PHONE_ID: `${OURS.id},natcom=${SECOND.id}`,
        WHATSAPP_CLOUD_APP_SECRET: APP_SECRET,
        WHATSAPP_CLOUD_VERIFY_TOKEN: VERIFY_TOKEN,
        ...own,
      },
      ...(log && { log }),
    }),
  );
}

export const sign = (body: string | Buffer, secret = APP_SECRET) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Hands a webhook to the channel without any HTTP. */
export function post(
  channel: Channel,
  body: string | Buffer,
  signature: string | string[] | undefined = sign(body),
): Received {
  const webhook = channel.receive.webhooks.find(({ method }) => method === 'POST');
  if (!webhook) throw new Error('no webhook');
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  return webhook.read({ method: 'POST', url: PATH, headers, body: Buffer.from(body) });
}

/** The `value` of a change, and a webhook of one entry with such changes. */
export const value = (more: object, phoneId = OURS.id) => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: OURS.display, phone_number_id: phoneId },
  ...more,
});
export const hook = (...values: object[]) =>
  JSON.stringify({
    object: 'x',
    entry: [{ id: '1', changes: values.map((one) => ({ value: one, field: 'messages' })) }],
  });

export const phone = (digits: string) =>
  ({ scheme: 'whatsapp', kind: 'phone', value: `+${digits}` }) as const;
export const bsuid = (id: string) => ({ scheme: 'whatsapp', kind: 'bsuid', value: id }) as const;

/** @returns the status with which something was refused */
export function refused(run: () => unknown): number {
  try {
    run();
  } catch (error) {
    if (error instanceof Refused) return error.status;
    throw error;
  }
  throw new Error('was not refused');
}

/** The channel and the double of Meta with a bare door between them. */
export interface WhatsAppCloudWorld {
  readonly double: WhatsAppCloudDouble;
  readonly channel: Channel;
  /** Where the door stands. */
  readonly callback: string;
  /** What the door answers to the next webhooks, instead of reading them. */
  readonly shut: number[];
  readonly inbounds: () => Inbound[];
  readonly receipts: () => Receipt[];
  readonly statuses: () => Receipt['status'][];
  close(): Promise<void>;
}

/**
 * Both ends are real but Meta: our channel on one side, the double over HTTP on the other. The door hands each webhook
 * to the channel, as inbound/ does, and keeps what it yields.
 */
export async function openWhatsAppCloudWorld(own: Partial<Account> = {}): Promise<WhatsAppCloudWorld> {
  const events: (Inbound | Receipt)[] = [];
  const shut: number[] = [];
  const double = await startWhatsAppCloudDouble({
    token: TOKEN,
    appSecret: APP_SECRET,
    verifyToken: VERIFY_TOKEN,
    phones: [OURS, SECOND],
    templates: [
      { name: 'answer_ready', language: 'fr' },
      { name: 'bulletin', language: 'fr', body: 'Nouvèl: {{1}}', category: 'MARKETING' },
    ],
    ...own,
  });
  const channel = openWhatsAppCloud({
    WHATSAPP_CLOUD_API_URL: double.url,
    WHATSAPP_CLOUD_TEMPLATES: 'ht=answer_ready/fr',
    WHATSAPP_CLOUD_BULLETIN_TEMPLATES: 'ht=bulletin/fr',
    WHATSAPP_CLOUD_BUSINESS_ID: BUSINESS_ID,
  });
  const door = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method = '', url = '', headers } = request;
    const status = method === 'POST' ? shut.shift() : undefined;
    if (status !== undefined) return response.writeHead(status).end();
    const webhook = channel.receive.webhooks.find(
      (one) => one.method === method && one.path === url.split('?')[0],
    );
    try {
      if (!webhook) throw new Refused(404, 'no such door');
      const received = webhook.read({ method, url, headers, body });
      events.push(...received.events);
      return response.writeHead(received.answer.status).end(received.answer.body);
    } catch (error) {
      return response.writeHead(error instanceof Refused ? error.status : 500).end();
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const callback = `http://127.0.0.1:${(door.address() as AddressInfo).port}${PATH}`;
  await double.subscribe(callback);
  const receipts = () => events.filter((event) => event.kind === 'receipt');
  return {
    double,
    channel,
    callback,
    shut,
    receipts,
    inbounds: () => events.filter((event) => event.kind === 'inbound'),
    statuses: () => receipts().map(({ status }) => status),
    async close() {
      await double.close();
      await channel.close();
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}

/** Three people: who shows both, a number alone, an id alone. */
export const marie = { phone: '50937000001', userId: 'HT.4566546130240001' } satisfies Person;
export const jonas = { phone: '50937000002' } satisfies Person;
export const nameless = { userId: 'HT.4566546130240823' } satisfies Person;

/** A message of ours to Marie. */
export const toMarie = (own: Partial<Outbound> = {}): Outbound => ({
  partId: 'part-1',
  account: 'whatsapp-cloud',
  to: phone(marie.phone),
  text: 'Mèsi. Kòd ou: K7QX 🙏',
  ...own,
});

export const choices = (count: number, label = (n: number) => `Chwa ${n}`): Choice[] =>
  Array.from({ length: count }, (_, n) => ({ id: `c${n + 1}`, label: label(n + 1) }));

/** A file of ours that counts how often it was opened. */
export function fileOfOurs(own: Partial<OutboundFile> = {}): OutboundFile & { opened: number } {
  const bytes = randomBytes(2_000);
  const file = {
    blobId: 'blob-1',
    kind: 'image' as const,
    contentType: 'image/jpeg',
    size: bytes.length,
    link: 'https://teledjol.example/f/x',
    opened: 0,
    bytes: async () => {
      file.opened += 1;
      return bytes;
    },
    ...own,
  };
  return file;
}

/** @returns how a send failed; throws where it did not, or not by a SendError */
export async function failure(run: Promise<unknown>): Promise<SendError> {
  const error = await run.then(
    () => new Error('did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof SendError) return error;
  throw error;
}
