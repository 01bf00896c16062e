import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type Backend, SHORT_EVENTS, type Wake, WORKER } from './backend.ts';

/** How long opening waits for Redis before it goes on without. */
const FIRST_CONTACT_MS = 2_000;
/** A server that went away without a word is noticed in seconds, not in the kernel's hours. */
const CONNECTION = { connectTimeout: 5_000, keepAlive: 10_000 };

/**
 * Opens even while Redis is away: the gateway answers phones without it.
 *
 * @param url `redis://`, `rediss://` (with password and database number) or the path of a unix socket
 * @param onError called for every trouble of a connection
 */
export async function openRedis(
  url: string,
  prefix: string,
  onError: (error: unknown) => void,
): Promise<Backend> {
  // Producers fail at once: a wake-up that cannot be sent now is better dropped than queued in memory.
  const producer = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 5_000,
    ...CONNECTION,
  });
  // Workers wait for ever: BullMQ refuses anything else, because a blocked fetch must survive a restart.
  const worker = new Redis(url, { maxRetriesPerRequest: null, ...CONNECTION });
  // Every queue and worker of the process listens on these two.
  for (const client of [producer, worker]) client.setMaxListeners(0).on('error', onError);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, FIRST_CONTACT_MS);
    producer.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return {
    reachable: () => producer.status === 'ready',
    async ping() {
      await producer.ping();
    },
    produce: (queue) => new Queue<Wake>(queue, { connection: producer, prefix, streams: SHORT_EVENTS }),
    async consume(queue, concurrency, process) {
      return new Worker<Wake>(queue, process, { ...WORKER, connection: worker, prefix, concurrency });
    },
    async close(force) {
      for (const client of [producer, worker]) {
        if (force || client.status !== 'ready') client.disconnect();
        else await client.quit().catch(() => client.disconnect());
      }
    },
  };
}
