import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { open } from '../channels/twilio/index.ts';
import { type Channel, Refused, type Sink } from '../core/channel.ts';
import { openLog } from '../core/log.ts';
import type { Inbound, Outbound, Receipt } from '../core/message.ts';
import type { Account } from '../doubles/twilio/account.ts';
import { startTwilioDouble, type TwilioDouble } from '../doubles/twilio/server.ts';
import { contextFor, memoryKeep } from './channel-context.ts';

export interface TwilioStage {
  readonly double: TwilioDouble;
  readonly channel: Channel;
  /** What the channel has read, in order; what it catches up with comes here, too. */
  readonly events: (Inbound | Receipt)[];
  readonly sink: Sink;
  /** Where the door stands. */
  readonly gatewayUrl: string;
  /** Lines of the log. */
  readonly said: string[];
  inbounds(): Inbound[];
  receipts(): Receipt[];
  /** The same channel with other settings, behind another address, or in another process. */
  reopen(settings?: Readonly<Record<string, string>>, publicUrl?: string): Promise<Channel>;
  /** The door is not there any more. */
  shut(): Promise<void>;
  close(): Promise<void>;
}

export const twilioAccount = {
  accountSid: `AC${'1'.repeat(32)}`,
  authToken: 'an-invented-token',
  smsFrom: '+50928110000',
  whatsappFrom: '+50928110001',
};

/**
 * Both ends are real: our channel with the official SDK on one side, the double over HTTP on the other. In between
 * stands a bare door that hands each webhook to the channel, as inbound/ does.
 */
export async function openTwilioStage(
  options: { account?: Partial<Account>; settings?: Readonly<Record<string, string>> } = {},
): Promise<TwilioStage> {
  const events: (Inbound | Receipt)[] = [];
  const said: string[] = [];
  const door = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method = '', url = '', headers } = request;
    const webhook = channel.receive.webhooks.find(({ path }) => path === url.split('?')[0]);
    try {
      if (!webhook) throw new Refused(404, 'no such door');
      const received = webhook.read({ method, url, headers, body });
      events.push(...received.events);
      response.writeHead(received.answer.status).end(received.answer.body);
    } catch (error) {
      response.writeHead(error instanceof Refused ? error.status : 500).end();
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const gatewayUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const double = await startTwilioDouble({ ...twilioAccount, gatewayUrl, ...options.account });

  const keep = memoryKeep();
  const openWith = (settings: Readonly<Record<string, string>> = {}, publicUrl = gatewayUrl) =>
    open(
      contextFor({
        settings: {
          TWILIO_ACCOUNT_SID: twilioAccount.accountSid,
          TWILIO_AUTH_TOKEN: twilioAccount.authToken,
          TWILIO_SMS_FROM: twilioAccount.smsFrom,
          TWILIO_WHATSAPP_FROM: twilioAccount.whatsappFrom,
          TWILIO_API_URL: double.url,
          ...options.settings,
          ...settings,
        },
        publicUrl,
        keep,
        log: openLog((line) => said.push(line)),
      }),
    );
  let channel = openWith();
  const shut = async () => {
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
  };

  return {
    double,
    get channel() {
      return channel;
    },
    events,
    said,
    sink: {
      deliver: async (told) => {
        events.push(...told);
      },
      stands: () => {},
    },
    gatewayUrl,
    inbounds: () => events.filter((event): event is Inbound => event.kind === 'inbound'),
    receipts: () => events.filter((event): event is Receipt => event.kind === 'receipt'),
    async reopen(settings, publicUrl) {
      await channel.close();
      channel = openWith(settings, publicUrl);
      return channel;
    },
    shut,
    async close() {
      await double.close();
      await channel.close();
      await shut();
    },
  };
}

let parts = 0;

/** One call: to somebody's WhatsApp, unless told otherwise. */
export function outbound(own: Partial<Outbound> = {}): Outbound {
  parts += 1;
  const sms = own.account?.startsWith('twilio-sms') ?? false;
  return {
    partId: `part-${parts}`,
    account: 'twilio-whatsapp',
    to: sms
      ? { scheme: 'tel', kind: 'phone', value: '+50937000001' }
      : { scheme: 'whatsapp', kind: 'phone', value: '+50937000002' },
    text: 'Mesi. Kod ou: K7QX',
    ...own,
  };
}
