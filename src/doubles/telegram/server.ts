import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Bot, type Outcome, openDouble, refuse } from './double.ts';
import { METHODS, type Parameters, type Upload } from './methods.ts';
import { partsOf } from './multipart.ts';

export type TelegramDouble = Awaited<ReturnType<typeof startTelegramDouble>>;

/**
 * A stand-in for the Bot API on this machine: takes messages, hands out what people did or brings it to the webhook,
 * serves files, and fails on demand.
 */
export async function startTelegramDouble(options: Bot & { readonly port?: number }) {
  const double = openDouble(options);
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent)
        carryOut(refuse(400, error instanceof Error ? error.message : 'no'), response);
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const [, isFile, token, rest = ''] = /^(\/file)?\/bot([^/]+)\/([^?]+)/.exec(request.url ?? '') ?? [];
    if (!token?.includes(':')) return carryOut(refuse(404, 'Not Found'), response);
    if (token !== options.token) return carryOut(refuse(401, 'Unauthorized'), response);
    if (isFile) {
      const file = double.fileAt(rest);
      if (file) response.writeHead(200, { 'content-type': file.type }).end(file.bytes);
      else carryOut(refuse(404, 'Not Found'), response);
      return;
    }
    const { parameters, uploads } = readCall(rest, request.headers['content-type'] ?? '', body);
    carryOut(await double.call(rest, parameters, uploads), response);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...double,
    /** For `TELEGRAM_API_ROOT`. */
    url: `http://127.0.0.1:${port}`,
    /** What is to go wrong next; see orders.ts. */
    tell: double.order,
    async close(): Promise<void> {
      await double.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Call {
  readonly parameters: Parameters;
  readonly uploads: ReadonlyMap<string, Upload>;
}

function readCall(method: string, contentType: string, body: Buffer): Call {
  if (!contentType.startsWith('multipart/form-data'))
    return { parameters: body.length === 0 ? {} : JSON.parse(body.toString('utf8')), uploads: new Map() };
  const parameters: Record<string, unknown> = {};
  const uploads = new Map<string, Upload>();
  for (const { name, fileName, type, bytes } of partsOf(contentType, body)) {
    if (fileName !== undefined) uploads.set(name, { name: fileName, type, bytes });
    else parameters[name] = typed(METHODS[method]?.[name] ?? 'String', bytes.toString('utf8'));
  }
  return { parameters, uploads };
}

/** In a form everything is text: what it stands for the table says. */
function typed(described: string, value: string): unknown {
  return /^!?(InputFile\|)?String$/.test(described) ? value : JSON.parse(value);
}

function carryOut(outcome: Outcome, response: ServerResponse): void {
  switch (outcome.do) {
    case 'answer':
      response.writeHead(outcome.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(outcome.body));
      break;
    case 'bad_gateway':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html>502 Bad Gateway</html>');
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
