import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type Channel, Refused } from '../core/channel.ts';
import type { Log } from '../core/log.ts';
import type { Acceptance } from './accept.ts';

/** The largest webhook any of our providers sends is Meta's, of at most 3 MB. */
const BODY_LIMIT_BYTES = 3 * 1024 * 1024;

/** What may be counted of the door: no text, no number. */
export type CountInbound = (channel: string, outcome: 'kept' | 'refused' | 'failed', events: number) => void;

/**
 * One route per webhook of every open channel. The body stays raw, because signatures are over bytes; 200 is said
 * only after `accept` has returned.
 */
export async function registerWebhooks(
  app: FastifyInstance,
  deps: { channels: readonly Channel[]; acceptance: Acceptance; log: Log; count: CountInbound },
): Promise<void> {
  const { acceptance, log, count } = deps;
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    );
    for (const channel of deps.channels) {
      for (const webhook of channel.receive.webhooks) {
        scope.route({
          method: webhook.method,
          url: webhook.path,
          bodyLimit: BODY_LIMIT_BYTES,
          handler: async (request, reply) => {
            let received: ReturnType<typeof webhook.read>;
            try {
              received = webhook.read({
                method: request.method,
                url: request.raw.url ?? webhook.path,
                headers: request.headers,
                body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
              });
            } catch (error) {
              if (!(error instanceof Refused)) throw error;
              log.warn('webhook refused', {
                channel: channel.name,
                status: error.status,
                reason: error.message,
              });
              count(channel.name, 'refused', 1);
              return reply.code(error.status).send();
            }
            try {
              await acceptance.accept(received.events);
            } catch (error) {
              // Neither the database nor the disk: only the provider can still keep it.
              log.error('message could not be kept: database and disk spool both failed', {
                channel: channel.name,
                error,
              });
              count(channel.name, 'failed', received.events.length);
              return reply.code(503).header('retry-after', '5').send();
            }
            count(channel.name, 'kept', received.events.length);
            const { later, answer } = received;
            const { status, contentType, headers, body } = (await later?.(hangUp(reply.raw))) ?? answer;
            reply.code(status).headers(headers ?? {});
            if (contentType !== undefined) reply.type(contentType);
            return reply.send(body ?? '');
          },
        });
      }
    }
  });
}

function hangUp(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  response.once('close', () => gone.abort());
  return gone.signal;
}
