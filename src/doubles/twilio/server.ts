import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Account } from './account.ts';
import type { Refusal } from './create-message.ts';
import { type Called, type Delivered, type Outcome, openDouble } from './double.ts';
import type { Order } from './orders.ts';
import type { Answered } from './webhooks.ts';

export interface TwilioDouble {
  /** For `TWILIO_API_URL`. */
  readonly url: string;
  /** Every message that was taken, in order. */
  readonly ledger: readonly Delivered[];
  /** Every receipt that was sent, with the gateway's answer. */
  readonly called: readonly Called[];
  /** What is to go wrong next; see orders.ts. */
  tell(order: Order): void;
  inbound(
    from: string,
    body: string,
    fields?: Readonly<Record<string, string>>,
  ): Promise<Answered & { readonly messageSid: string }>;
  /** One more receipt of a message. @returns the gateway's HTTP status */
  receipt(sid: string, status: string, code?: number): Promise<number>;
  close(): Promise<void>;
}

const inboundAsked = z.strictObject({
  from: z.string(),
  body: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
});
const receiptAsked = z.strictObject({ sid: z.string(), status: z.string(), code: z.number().optional() });

/**
 * A stand-in for Twilio's API on this machine: takes messages, sends receipts and inbound messages as signed
 * webhooks, and fails on demand. Everything can also be asked over HTTP: `GET /__ledger`, `POST /__inbound`
 * `{from, body, fields?}`, `POST /__fail` (an order), `POST /__receipt` `{sid, status, code?}`.
 */
export async function startTwilioDouble(
  options: Account & { readonly port?: number },
): Promise<TwilioDouble> {
  const double = openDouble(options);
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent)
        sendJson(response, 400, { error: error instanceof Error ? error.message : 'no' });
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0];
    const route = `${request.method} ${path}`;
    const body = await bodyOf(request);
    const control = await asked(route, body);
    if (control) {
      sendJson(response, 200, control);
      return;
    }
    const refusal = refuseStranger(request, options);
    if (refusal) refuse(response, refusal);
    else if (route === `POST /2010-04-01/Accounts/${options.accountSid}/Messages.json`)
      carryOut(await double.create(new URLSearchParams(body)), response, options);
    else refuse(response, { status: 404, code: 20404, message: 'nothing here' });
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
        return double.inbound(said.from, said.body, said.fields);
      }
      case 'POST /__receipt': {
        const said = receiptAsked.parse(JSON.parse(body));
        return { status: await double.receipt(said.sid, said.status, said.code) };
      }
      default:
        return undefined;
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    ledger: double.ledger,
    called: double.called,
    tell: double.order,
    inbound: double.inbound,
    receipt: double.receipt,
    async close() {
      await double.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuseStranger(request: IncomingMessage, { accountSid, authToken }: Account): Refusal | undefined {
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  if (request.headers.authorization === expected) return undefined;
  return { status: 401, code: 20003, message: 'Authenticate' };
}

function carryOut(outcome: Outcome, response: ServerResponse, account: Account): void {
  switch (outcome.do) {
    case 'answer':
      sendJson(response, 201, asResource(outcome.message, account));
      break;
    case 'refuse':
      if (outcome.retryAfter !== undefined) response.setHeader('retry-after', String(outcome.retryAfter));
      refuse(response, outcome.refusal);
      break;
    case 'bare':
      response.writeHead(outcome.status).end();
      break;
    case 'drop':
      response.destroy();
      break;
    case 'rubbish':
      response.writeHead(201, { 'content-type': 'text/html' }).end('<html>');
      break;
    case 'hang':
      break;
  }
}

/** The shape of Twilio's Message resource: every value but the codes is a string or null. */
function asResource(message: Delivered, { accountSid }: Account): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  const at = new Date(message.at).toUTCString().replace('GMT', '+0000');
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: at,
    date_sent: null,
    date_updated: at,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: message.from,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: String(message.segments),
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status: 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  sendJson(response, status, {
    code,
    message,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
