import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly id: string;
  readonly body: string;
}

/** What the far side does: a status, or a silence, or a closed door. */
export type Reaction =
  | { readonly status: number; readonly headers?: Record<string, string> }
  | 'hang'
  | 'hang up'
  | 'endless';

export interface WebhookReceiver {
  readonly url: string;
  readonly received: Received[];
  /** From now on; 204 unless told. */
  react(reaction: Reaction | ((request: Received) => Reaction)): void;
  close(): Promise<void>;
}

/** A partner's program, over real HTTP. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let react: (request: Received) => Reaction = () => ({ status: 204 });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const one: Received = {
      path: request.url ?? '',
      headers: request.headers,
      id: String(request.headers['webhook-id']),
      body: Buffer.concat(chunks).toString(),
    };
    received.push(one);
    const reaction = react(one);
    if (reaction === 'hang') return;
    if (reaction === 'hang up') return void request.socket.destroy();
    if (reaction === 'endless') {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(1_000)), 5);
      response.on('close', () => clearInterval(more));
      return;
    }
    response.writeHead(reaction.status, reaction.headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    react: (reaction) => {
      react = typeof reaction === 'function' ? reaction : () => reaction;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
