import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { open as openSimulator } from '../channels/simulator/index.ts';
import { registerPhones } from '../console/simulator/phones.ts';
import type { Fetched } from '../core/channel.ts';
import { openLog } from '../core/log.ts';
import type { Content, Inbound, MediaRef, Receipt } from '../core/message.ts';
import { loadTexts } from '../i18n.ts';
import { contextFor } from './channel-context.ts';

/** The phones, and behind them a gateway at its smallest: the simulator channel's own two ends. */
export interface PhonesAlone {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly inbound: readonly Inbound[];
  readonly receipts: readonly Receipt[];
  /** Every request that knocked, also those that were turned away. */
  readonly knocks: readonly { readonly path: string; readonly body: string }[];
  /** What is said at once to each message; nothing unless set. */
  answer: (message: Inbound) => Content | null;
  /** The webhook answers this instead of taking anything. */
  doorStatus: number | null;
  /** @param address e.g. `sms:wideline` */
  say(address: string, content: Content, partId?: string): Promise<{ readonly externalId: string }>;
  /** What the channel gets of a file that came along. */
  fetch(file: MediaRef | undefined): Promise<Fetched | undefined>;
  close(): Promise<void>;
}

export async function openPhonesAlone(internalKey: Buffer): Promise<PhonesAlone> {
  const app = Fastify();
  await registerPhones(app, { internalKey, texts: loadTexts(), log: openLog(undefined, 'silent') });
  const inbound: Inbound[] = [];
  const receipts: Receipt[] = [];
  const knocks: { path: string; body: string }[] = [];
  const paths = ['/hooks/simulator/message', '/hooks/simulator/status'];
  await app.register(async (hooks) => {
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const path of paths) {
      hooks.post(path, async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        knocks.push({ path, body: body.toString() });
        if (alone.doorStatus !== null) return reply.code(alone.doorStatus).send();
        const webhook = channel.receive.webhooks.find((each) => each.path === path);
        const received = webhook?.read({ method: 'POST', url: path, headers: {}, body });
        for (const event of received?.events ?? []) {
          if (event.kind === 'receipt') receipts.push(event);
          else await take(event);
        }
        return reply.code(received?.answer.status ?? 500).send();
      });
    }
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const channel = openSimulator(contextFor({ publicUrl: url, localUrl: url, internalKey }));

  const take = async (message: Inbound) => {
    inbound.push(message);
    const content = alone.answer(message);
    if (content) await alone.say(message.from[0].value, content);
  };
  const alone: PhonesAlone = {
    app,
    url,
    inbound,
    receipts,
    knocks,
    answer: () => null,
    doorStatus: null,
    say: (address, { text, choices }, partId = `part-${inbound.length}`) =>
      channel.send({
        partId,
        account: `simulator-${address.split(':')[0]}`,
        to: { scheme: 'simulator', kind: 'simulated', value: address },
        text,
        ...(choices && { choices }),
      }),
    fetch: async (file) => (file ? channel.fetch?.(file, 1_000_000) : undefined),
    async close() {
      await channel.close();
      await app.close();
    },
  };
  return alone;
}
