import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Curve, initAuthCreds, WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { plainBaileys } from '../../testing/plain-baileys.ts';
import { until } from '../../testing/until.ts';
import { isSignedBy } from './xeddsa.ts';

const world = plainBaileys();

describe('who is taken for WhatsApp', () => {
  it('is, for Baileys as it is, whoever has TLS and a chain of the right form', async () => {
    const anotherRoot = 'WA_CERT_DETAILS.PUBLIC_KEY.set(Buffer.from(initAuthCreds().noiseKey.public));';
    expect(await alone(anotherRoot, {})).toContain('shows a code');
  });

  it('is nobody whose chain does not end in the root, once signatures are looked at', async () => {
    const asItIs = Curve.verify;
    Curve.verify = isSignedBy;
    try {
      const trusting = world.connect();
      await until(() => trusting.qr);
      WA_CERT_DETAILS.PUBLIC_KEY.set(Buffer.from(initAuthCreds().noiseKey.public));
      const client = world.connect();
      await until(() => client.ended !== undefined);
      expect(client.ended).toBe(400);
      expect(client.qr).toBeUndefined();
    } finally {
      Curve.verify = asItIs;
    }
  });

  it('is nobody without TLS', async () => {
    const client = world.connect({ waWebSocketUrl: world.double.url.replace('wss:', 'ws:') });
    await until(() => client.ended !== undefined);
    expect(client.qr).toBeUndefined();
  });

  it('is the double for a process that is started with its environment', async () => {
    expect(await alone('', world.double.environment)).toContain('shows a code');
  });
});

/** What a process says that has nothing of ours: our channel makes Baileys look closer, for all who share it. */
async function alone(first: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const script = `
    import { initAuthCreds, makeWASocket, WA_CERT_DETAILS } from '@whiskeysockets/baileys';
    ${first}
    const silent = { level: 'silent', child: () => silent };
    for (const how of ['trace', 'debug', 'info', 'warn', 'error']) silent[how] = () => {};
    const keys = { get: async () => ({}), set: async () => {} };
    const auth = { creds: initAuthCreds(), keys };
    const socket = makeWASocket({ auth, logger: silent, waWebSocketUrl: process.argv[1] });
    socket.ev.on('connection.update', ({ qr, connection }) => {
      if (qr) console.log('shows a code');
      if (qr || connection === 'close') process.exit();
    });`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script, world.double.url],
    { env: { ...process.env, ...environment } },
  );
  return stdout;
}
