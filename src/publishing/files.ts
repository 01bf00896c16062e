import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { FileLinks } from '../core/file-links.ts';
import { neighbourhood } from '../core/neighbourhood.ts';
import { fileAnswer } from '../media/file-answer.ts';
import { openFile } from '../store/blobs.ts';
import type { Store } from '../store/connect.ts';

/** A provider that fetches for many phones asks from a few addresses. */
const PER_MINUTE = 300;

/**
 * Files of ours by a link that we gave: for providers that fetch what we send, and for phones whose channel carries
 * nothing but text. 404 for every other token: it must not be told whether one was ever good.
 */
export async function registerFiles(
  app: FastifyInstance,
  { store, links, now }: { store: Store; links: FileLinks; now: () => Date },
): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(rateLimit, {
      max: PER_MINUTE,
      timeWindow: 60_000,
      keyGenerator: ({ ip }) => neighbourhood(ip),
    });
    scope.get<{ Params: { token: string } }>('/m/:token', async (request, reply) => {
      const blobId = links.read(request.params.token, now());
      const file = blobId === undefined ? undefined : await openFile(store, blobId);
      if (blobId === undefined || !file) return reply.code(404).send();
      const { status, headers, body } = fileAnswer(
        { ...file, name: blobId.slice(-8) },
        request.headers.range,
      );
      return reply.code(status).headers(headers).send(body);
    });
  });
}
