import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Account } from './account.ts';
import { BUSINESS_ID, type Outcome, openDouble } from './double.ts';
import { type Refusal, refusal } from './refusal.ts';

type Double = ReturnType<typeof openDouble>;

export interface WhatsAppCloudDouble
  extends Omit<Double, 'send' | 'upload' | 'look' | 'download' | 'listTemplates'> {
  /** For `WHATSAPP_CLOUD_API_URL`. */
  readonly url: string;
}

const VERSION = 'v25.0';

/**
 * A stand-in for Meta's Graph API on this machine: takes messages and files, hands out files, sends what people write
 * and how far messages got as signed webhooks, and fails on demand. Webhooks go nowhere until `subscribe` was called.
 */
export async function startWhatsAppCloudDouble(account: Account): Promise<WhatsAppCloudDouble> {
  const double = openDouble(account);
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) refuse(response, refusal(1, 'the double broke', 500));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    const body = await buffer(request);
    if (request.headers.authorization !== `Bearer ${account.token}`)
      return refuse(response, refusal(190, 'the token is none', 401));
    if (pathname === '/whatsapp_business/attachments/')
      return hand(double.download(searchParams.get('mid') ?? ''), request, response);
    const [, version, id = '', edge] = pathname.split('/');
    if (version !== VERSION) return refuse(response, refusal(2635, 'no such version'));
    carryOut(await call(request, id, edge, body), response);
  }

  async function call(
    request: IncomingMessage,
    id: string,
    edge: string | undefined,
    body: Buffer,
  ): Promise<Outcome> {
    if (request.method === 'GET' && edge === undefined) return double.look(id, origin);
    if (
      request.method === 'GET' &&
      edge === 'message_templates' &&
      id === (account.businessId ?? BUSINESS_ID)
    ) {
      const { href, searchParams } = new URL(request.url ?? '/', origin);
      return double.listTemplates(searchParams, href);
    }
    const known = account.phones.some((phone) => phone.id === id);
    if (request.method === 'POST' && known && edge === 'messages')
      return double.send(id, JSON.parse(body.toString('utf8')));
    if (request.method === 'POST' && known && edge === 'media') {
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      const fields = await new Response(new Uint8Array(body), { headers }).formData();
      return double.upload(id, fields);
    }
    return { do: 'refuse', refusal: { ...refusal(100, 'unsupported request'), subcode: 33 } };
  }

  return {
    ...double,
    url: `${origin}/${VERSION}`,
    async close() {
      await double.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Who does not say a name gets a page instead of the file. */
function hand(
  file: ReturnType<Double['download']>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!file || !request.headers['user-agent']) {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html>');
    return;
  }
  const { stored, bytes, cut } = file;
  response.writeHead(200, { 'content-type': stored.type, 'content-length': bytes.length });
  if (!cut) response.end(bytes);
  else response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

function carryOut(outcome: Outcome, response: ServerResponse): void {
  switch (outcome.do) {
    case 'answer':
      sendJson(response, 200, outcome.with);
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
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      break;
    case 'hang':
      break;
  }
}

function refuse(response: ServerResponse, { status, code, subcode, details }: Refusal): void {
  sendJson(response, status, {
    error: {
      message: `(#${code}) ${details}`,
      type: 'OAuthException',
      code,
      ...(subcode !== undefined && { error_subcode: subcode }),
      error_data: { messaging_product: 'whatsapp', details },
      fbtrace_id: 'AnInventedTrace',
    },
  });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=UTF-8' })
    .end(JSON.stringify(value));
}
