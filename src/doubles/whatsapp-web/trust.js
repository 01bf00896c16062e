// For `node --import`, which is before TypeScript can be read; see server.ts for how its address is made up.
import { WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import { Agent, buildConnector, setGlobalDispatcher } from 'undici';

/**
 * Makes this process take the double for WhatsApp. What the product does itself stays as strict as it is: it asks for
 * `wss`, checks certificates and the chain inside, and fetches files where WhatsApp keeps them. Here the world around
 * it is changed: whose root is WhatsApp's, and where its media servers stand. That TLS trusts localhost is
 * for NODE_EXTRA_CA_CERTS, which a process reads once, when it starts.
 */
export function trust({ port, root }) {
  // A constant of Baileys, but a buffer: its bytes can be written over.
  root.copy(WA_CERT_DETAILS.PUBLIC_KEY);
  const connect = buildConnector({});
  setGlobalDispatcher(
    new Agent({
      connect(options, callback) {
        const { hostname } = options;
        if (!hostname.endsWith('.whatsapp.net')) return connect(options, callback);
        const here = { hostname: 'localhost', host: `localhost:${port}`, port: String(port) };
        return connect({ ...options, ...here, servername: hostname }, callback);
      },
    }),
  );
}

const asked = new URL(import.meta.url).searchParams;
if (asked.has('root'))
  trust({ port: Number(asked.get('port')), root: Buffer.from(asked.get('root') ?? '', 'hex') });
