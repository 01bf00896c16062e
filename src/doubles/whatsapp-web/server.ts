import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { openConnection } from './connection.ts';
import type { WhatsAppWebDouble } from './double.ts';
import { openMedia } from './media.ts';
import { inventIdentity } from './noise.ts';
import { openOrders } from './orders.ts';
import { openService } from './service.ts';
import { trust } from './trust.js';
import { acceptLine } from './websocket.ts';

export type * from './double.ts';

/**
 * Key and certificate of localhost. They protect nothing and are no secret: only who is told to by NODE_EXTRA_CA_CERTS
 * trusts them, and that is tests. They are the same for everybody because a process reads that variable only once.
 */
const CERTIFICATE = new URL('./localhost.cert.pem', import.meta.url);
const KEY = new URL('./localhost.key.pem', import.meta.url);

export interface DoubleOptions {
  readonly port?: number;
  /** The number of our own phone. */
  readonly number?: string;
  /** Its LID, digits. */
  readonly lid?: string;
}

/** A stand-in for WhatsApp's multi-device servers, their media servers and everybody's phones. */
export async function startWhatsAppWebDouble({
  port: wanted = 0,
  number = '50937990000',
  lid = '190000000000001',
}: DoubleOptions = {}): Promise<WhatsAppWebDouble> {
  const identity = inventIdentity();
  const orders = openOrders();
  const media = openMedia(orders);
  const lines = new Set<Socket>();

  const server = createServer({ key: readFileSync(KEY), cert: readFileSync(CERTIFICATE) }, media.answer);
  server.on('secureConnection', (socket) => {
    lines.add(socket);
    socket.once('close', () => lines.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const service = openService({ number, lid: `${lid}@lid`, mediaHost: `localhost:${port}`, orders, media });

  server.on('upgrade', (request, socket, head) => {
    const order = orders.takeConnect();
    if (order === 'hang') return;
    if (order === 'drop') return void socket.destroy();
    if (order !== undefined || !request.url?.startsWith('/ws/chat'))
      return void socket.end(`HTTP/1.1 ${order ?? 404} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    const line = acceptLine(request, socket, head, {
      message: (bytes) => opened.take(bytes),
      closed: () => {
        if (opened.connection) service.gone(opened.connection);
      },
    });
    const opened = openConnection(line, identity, { greeted: service.greeted, node: service.node });
  });

  const root = identity.root;
  return {
    ...service.seen,
    url: `wss://localhost:${port}/ws/chat`,
    environment: {
      NODE_EXTRA_CA_CERTS: fileURLToPath(CERTIFICATE),
      NODE_OPTIONS: `--import=${new URL(`./trust.js?port=${port}&root=${root.toString('hex')}`, import.meta.url)}`,
    },
    trust: () => trust({ port, root }),
    orders: orders.given,
    get connected() {
      return service.connected();
    },
    get logins() {
      return service.logins();
    },
    async close(): Promise<void> {
      service.close();
      for (const line of lines) line.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
