import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Account } from './account.ts';
import { openApi, sendJson } from './api.ts';
import { type Called, type Delivered, openDouble, type Writing } from './double.ts';
import { openMediaStore } from './media-store.ts';
import type { Order } from './orders.ts';
import type { Answered } from './webhooks.ts';

export interface TwilioDouble {
  /** For `TWILIO_API_URL`; the Content API is there, too. */
  readonly url: string;
  /** Every message that was taken, in order, and what Twilio said by itself. */
  readonly ledger: readonly Delivered[];
  /** Every receipt that was sent, with the gateway's answer. */
  readonly called: readonly Called[];
  /** How many contents were made and are there. */
  readonly contents: number;
  /** How often the host where files lie was shown the account's credentials. */
  readonly leaks: number;
  /** What is to go wrong next; see orders.ts. */
  tell(order: Order): void;
  inbound(
    from: string,
    body: string,
    fields?: Readonly<Record<string, string>>,
    writing?: Writing,
  ): Promise<Answered & { readonly messageSid: string }>;
  /** A person taps a button or a row. @param sid of the message that has it */
  tap(sid: string, id: string, writing?: Writing): Promise<Answered & { readonly messageSid: string }>;
  /** One more receipt of a message. @returns the gateway's HTTP status */
  receipt(sid: string, status: string, code?: number): Promise<number>;
  /** Somebody deletes a content in the console. */
  removeContent(sid: string): void;
  close(): Promise<void>;
}

const inboundAsked = z.strictObject({
  from: z.string(),
  body: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
  files: z.array(z.strictObject({ contentType: z.string(), base64: z.string() })).default([]),
  untold: z.boolean().default(false),
});
const tapAsked = z.strictObject({ sid: z.string(), id: z.string() });
const receiptAsked = z.strictObject({ sid: z.string(), status: z.string(), code: z.number().optional() });

/**
 * A stand-in for Twilio's API on this machine: takes messages, sends receipts and inbound messages as signed
 * webhooks, keeps files and contents, and fails on demand. Everything can also be asked over HTTP: `GET /__ledger`,
 * `POST /__inbound` `{from, body, fields?, files?: [{contentType, base64}], untold?}`, `POST /__tap` `{sid, id}`,
 * `POST /__fail` (an order), `POST /__receipt` `{sid, status, code?}`.
 */
export async function startTwilioDouble(
  options: Account & { readonly port?: number },
): Promise<TwilioDouble> {
  const media = await openMediaStore();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent)
        sendJson(response, 400, { error: error instanceof Error ? error.message : 'no' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const double = openDouble(
    options,
    media,
    (messageSid, sid) =>
      `${url}/2010-04-01/Accounts/${options.accountSid}/Messages/${messageSid}/Media/${sid}`,
  );
  const api = openApi(options, double, media);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method} ${(request.url ?? '/').split('?')[0]}`;
    const body = await text(request);
    const control = await asked(route, body);
    if (control) sendJson(response, 200, control);
    else await api(request, body, response);
  }

  /** What a demo or a drill asks, beside Twilio's own interface. */
  async function asked(route: string, body: string): Promise<object | undefined> {
    switch (route) {
      case 'GET /__ledger':
        return { delivered: double.ledger, receipts: double.called };
      case 'POST /__fail':
        double.order(JSON.parse(body));
        return {};
      case 'POST /__inbound': {
        const said = inboundAsked.parse(JSON.parse(body));
        const files = said.files.map(({ contentType, base64 }) => ({
          contentType,
          bytes: Buffer.from(base64, 'base64'),
        }));
        return double.inbound(said.from, said.body, said.fields, { files, untold: said.untold });
      }
      case 'POST /__tap': {
        const tapped = tapAsked.parse(JSON.parse(body));
        return double.tap(tapped.sid, tapped.id);
      }
      case 'POST /__receipt': {
        const said = receiptAsked.parse(JSON.parse(body));
        return { status: await double.receipt(said.sid, said.status, said.code) };
      }
      default:
        return undefined;
    }
  }

  return {
    url,
    ledger: double.ledger,
    called: double.called,
    get contents() {
      return double.contents.made.size;
    },
    get leaks() {
      return media.leaks;
    },
    tell: double.order,
    inbound: double.inbound,
    tap: double.tap,
    receipt: double.receipt,
    removeContent: (sid) => {
      double.contents.remove(sid);
    },
    async close() {
      await double.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await media.close();
    },
  };
}
