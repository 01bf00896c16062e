import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { available } from '../testing/available.ts';
import { freshDatabase } from '../testing/database.ts';
import { testRedis } from '../testing/redis.ts';
import { until } from '../testing/until.ts';
import { openQueues } from './open.ts';

const redisUrl = testRedis()?.url ?? '';
const prefix = `queue-kept-${process.pid}-${Date.now()}`;
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database.drop();
  if (!available.redis) return;
  const redis = new Redis(redisUrl);
  await redis.del(...(await redis.keys(`${prefix}:*`)), prefix);
  await redis.quit();
});

const backends = [
  {
    backend: 'PostgreSQL',
    here: true,
    options: () => ({ databaseUrl: database.url }),
    look: lookIntoPostgres,
  },
  { backend: 'Redis', here: available.redis, options: () => ({ redisUrl, prefix }), look: lookIntoRedis },
];

for (const { backend, here, options, look } of backends) {
  test.runIf(here)(
    `${backend} keeps each id once, no text and no number, and nothing when it is done`,
    async () => {
      const log = openLog(() => {}, 'silent');
      const queue = 'outbound-kept';
      const waker = await openQueues({ ...options(), log });
      const server = await openQueues({ ...options(), log });
      const waiting = async () => (await waker.depths())[queue];
      const ids = Array.from({ length: 5 }, (_, i) => `contact-${i}`);
      waker.wake(queue, [...ids, 'Yo di biwo vòt la fèmen', '+50937000001']);
      await until(async () => (await waiting()) === 5);
      waker.wake(queue, ids);
      waker.wake(queue, ['contact-5']);
      ids.push('contact-5');
      await until(async () => (await waiting()) === 6);

      const full = await look(queue);
      expect(full.jobs.map((data) => JSON.parse(data)).sort(byId)).toEqual(ids.map((id) => ({ id })));
      expect(full.everything).not.toMatch(/biwo|50937000001/);

      const seen: string[] = [];
      await server.serve(queue, async (some) => void seen.push(...some), { batch: 5, concurrency: 1 });
      await until(async () => (await look(queue)).jobs.length === 0);
      expect(seen.sort()).toEqual(ids);
      await Promise.all([waker.close(), server.close()]);
    },
  );
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id.localeCompare(b.id);
}

interface Kept {
  /** The data of every job. */
  jobs: string[];
  /** All that is kept, as one text. */
  everything: string;
}

async function lookIntoRedis(queue: string): Promise<Kept> {
  const redis = new Redis(redisUrl);
  try {
    const jobs: string[] = [];
    const all: string[] = [];
    for (const key of await redis.keys(`${prefix}:${queue}:*`)) {
      all.push(key);
      const type = await redis.type(key);
      if (type === 'hash') {
        const hash = await redis.hgetall(key);
        if (hash.data) jobs.push(hash.data);
        all.push(JSON.stringify(hash));
      } else if (type === 'stream') all.push(JSON.stringify(await redis.xrange(key, '-', '+')));
      else if (type === 'list') all.push(...(await redis.lrange(key, 0, -1)));
      else if (type === 'zset') all.push(...(await redis.zrange(key, '0', '-1')));
      else if (type === 'set') all.push(...(await redis.smembers(key)));
      else all.push((await redis.get(key)) ?? '');
    }
    return { jobs, everything: all.join('\n') };
  } finally {
    await redis.quit();
  }
}

async function lookIntoPostgres(queue: string): Promise<Kept> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    const jobs = await client.query<{ data: unknown }>('select data from bullmq.job where queue = $1', [
      queue,
    ]);
    const tables = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'bullmq'`,
    );
    const all: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await client.query<{ row: string }>(
        `select to_jsonb(t)::text as row from bullmq.${name} t`,
      );
      all.push(...rows.rows.map(({ row }) => row));
    }
    return { jobs: jobs.rows.map(({ data }) => JSON.stringify(data)), everything: all.join('\n') };
  } finally {
    await client.end();
  }
}
