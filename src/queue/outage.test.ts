import { type ChildProcess, spawn } from 'node:child_process';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { type PrivatePostgres, startPrivatePostgres } from '../testing/private-postgres.ts';
import { hasRedisServer, type PrivateRedis, startPrivateRedis } from '../testing/redis.ts';
import { until } from '../testing/until.ts';
import { openQueues, type Queues } from './open.ts';

let opened: Queues[] = [];
let children: ChildProcess[] = [];
let lines: string[] = [];
let number = 0;

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(opened.map((queues) => queues.close(1_000)));
  opened = [];
  children = [];
  lines = [];
});

async function open(options: { redisUrl?: string; databaseUrl?: string }): Promise<Queues> {
  const queues = await openQueues({ ...options, log: openLog((line) => lines.push(line)) });
  opened.push(queues);
  return queues;
}

function freshQueue(): `outbound-${string}` {
  number += 1;
  return `outbound-outage-${number}`;
}

/** Serves the queue in a process of its own, whose handler never comes to an end. */
function stuckProcess(queue: string, options: object): { begun: () => string[]; kill: () => void } {
  const code = `
    const { openQueues } = await import(${JSON.stringify(new URL('./open.ts', import.meta.url).href)});
    const quiet = () => {};
    const log = { info: quiet, warn: quiet, error: quiet };
    const queues = await openQueues({ ...${JSON.stringify(options)}, log });
    const handler = (ids) => (process.stdout.write(ids.join('\\n') + '\\n'), new Promise(() => {}));
    await queues.serve(${JSON.stringify(queue)}, handler, { batch: 1, concurrency: 5 });
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  return { begun: () => said.split('\n').filter(Boolean), kill: () => child.kill('SIGKILL') };
}

/** Wakes an id that was never used before until somebody has handled it: it works again. */
async function worksAgain(
  waker: Queues,
  queue: `outbound-${string}`,
  seen: readonly string[],
  withinMs = 10_000,
) {
  let round = 0;
  await until(
    () => {
      round += 1;
      waker.wake(queue, [`again-${round}`]);
      return seen.some((id) => id.startsWith('again-'));
    },
    { withinMs, what: 'wake-ups arrive again' },
  );
}

/** What must be the same wherever wake-ups travel. */
function sharedOutages(options: () => { redisUrl?: string; databaseUrl?: string }) {
  test('a process killed in the middle loses no wake-up for longer than its lock and a check', async () => {
    const queue = freshQueue();
    const waker = await open(options());
    const child = stuckProcess(queue, options());
    waker.wake(queue, ['c-1']);
    await until(() => child.begun().includes('c-1'));
    const other = await open(options());
    const seen: string[] = [];
    await other.serve(queue, async (ids) => void seen.push(...ids), { batch: 1, concurrency: 1 });
    child.kill();
    const killed = performance.now();
    waker.wake(queue, ['c-1', 'c-2']);
    await until(() => seen.includes('c-2'), { withinMs: 4_000, what: 'others are not held up' });
    await until(() => seen.includes('c-1'), { withinMs: 14_000 });
    // The job that the dead process held, and after it the wake that came meanwhile.
    await until(() => seen.filter((id) => id === 'c-1').length === 2, { withinMs: 4_000 });
    expect(performance.now() - killed).toBeLessThan(14_000);
  });

  test('the sweeper of a process that serves the queue is not held up by a dead one', async () => {
    const queue = freshQueue();
    const child = stuckProcess(queue, options());
    const server = await open(options());
    server.wake(queue, ['c-1']);
    await until(() => child.begun().includes('c-1'));
    const seen: string[] = [];
    await server.serve(queue, async (ids) => void seen.push(...ids), { batch: 1, concurrency: 1 });
    child.kill();
    server.wake(queue, ['c-1']);
    // Well before the dead process's lock can have run out.
    await until(() => seen.includes('c-1'), { withinMs: 3_000 });
  });
}

describe.runIf(hasRedisServer())('Redis in trouble', () => {
  let redis: PrivateRedis;
  const options = () => ({ redisUrl: redis.url });

  beforeAll(async () => {
    redis = await startPrivateRedis();
  });
  afterAll(() => redis.remove());

  sharedOutages(options);

  test('flushed in the middle of the work, everything goes on', async () => {
    const queue = freshQueue();
    const server = await open(options());
    const waker = await open(options());
    const seen: string[] = [];
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let sweeps = 0;
    server.every('sweep', 50, async () => {
      sweeps += 1;
    });
    await server.serve(
      queue,
      async (ids) => {
        if (ids.includes('held')) await held;
        seen.push(...ids);
      },
      { batch: 1, concurrency: 3 },
    );
    waker.wake(queue, ['held', 'before']);
    await until(() => seen.includes('before'));
    await redis.flush();
    const sweepsThen = sweeps;
    waker.wake(queue, ['after']);
    await until(() => seen.includes('after'), { withinMs: 4_000 });
    letGo();
    await until(() => seen.includes('held'));
    // Its job is gone from Redis; the id must not have stayed locked.
    waker.wake(queue, ['held']);
    await until(() => seen.filter((id) => id === 'held').length === 2, { withinMs: 4_000 });
    expect(sweeps).toBeGreaterThan(sweepsThen);
    expect(waker.dropped()).toBe(0);
  });

  test('away, wake-ups are dropped and counted at once, one line is said, and the process serves itself', async () => {
    const queue = freshQueue();
    const server = await open(options());
    const waker = await open(options());
    const seen: string[] = [];
    await server.serve(queue, async (ids) => void seen.push(...ids), { batch: 10, concurrency: 1 });
    waker.wake(queue, ['before']);
    await until(() => seen.includes('before'));
    await redis.stop();
    await until(async () => !(await waker.ready()));
    for (let i = 0; i < 1_000; i += 1) waker.wake(queue, [`lost-${i}`]);
    await until(() => waker.dropped() === 1_000, { withinMs: 4_000 });
    server.wake(queue, ['own']);
    await until(() => seen.includes('own'), { withinMs: 4_000 });
    expect(await waker.depths()).toMatchObject({ [queue]: 0 });
    expect(lines.filter((line) => line.includes('wake-ups dropped'))).toHaveLength(1);
    await redis.start();
    await worksAgain(waker, queue, seen);
    expect(await waker.ready()).toBe(true);
    expect(seen.some((id) => id.startsWith('lost'))).toBe(false);
  });

  test('killed while handlers run, their end is not lost and nothing is thrown', async () => {
    const queue = freshQueue();
    const server = await open(options());
    const waker = await open(options());
    const seen: string[] = [];
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let begun = false;
    await server.serve(
      queue,
      async (ids) => {
        if (ids.includes('held')) {
          begun = true;
          await held;
        }
        seen.push(...ids);
      },
      { batch: 1, concurrency: 3 },
    );
    waker.wake(queue, ['held']);
    await until(() => begun);
    await redis.kill();
    letGo();
    await until(() => seen.includes('held'));
    await redis.start();
    await worksAgain(waker, queue, seen);
  });

  test('away at the start, the process opens all the same and finds it later', async () => {
    const queue = freshQueue();
    await redis.stop();
    const server = await open(options());
    const waker = await open(options());
    const seen: string[] = [];
    await server.serve(queue, async (ids) => void seen.push(...ids), { batch: 10, concurrency: 1 });
    expect(await server.ready()).toBe(false);
    server.wake(queue, ['own']);
    waker.wake(queue, ['lost']);
    await until(() => seen.includes('own'), { withinMs: 4_000 });
    await redis.start();
    await worksAgain(waker, queue, seen);
  });

  test('away at the end, closing does not wait for it', async () => {
    const queue = freshQueue();
    const server = await open(options());
    const waker = await open(options());
    await server.serve(queue, async () => {}, { batch: 10, concurrency: 1 });
    waker.wake(queue, ['c-1']);
    await redis.stop();
    const from = performance.now();
    await Promise.all([server.close(1_000), waker.close(1_000)]);
    expect(performance.now() - from).toBeLessThan(5_000);
    await redis.start();
  });

  test('a password and a database number in the address are honoured', async () => {
    const queue = freshQueue();
    const seen: string[] = [];
    const server = await open({ redisUrl: `${redis.url}/3` });
    await server.serve(queue, async (ids) => void seen.push(...ids), { batch: 10, concurrency: 1 });
    const elsewhere = await open({ redisUrl: `${redis.url}/4` });
    elsewhere.wake(queue, ['elsewhere']);
    await until(async () => (await elsewhere.depths())[queue] === 1);
    const beside = await open({ redisUrl: `${redis.url}/3` });
    beside.wake(queue, ['beside']);
    await until(() => seen.length > 0);
    expect(seen).toEqual(['beside']);
    const admin = new Redis(redis.url);
    await admin.config('SET', 'requirepass', 'p@ss/word');
    try {
      const barred = await open(options());
      expect(await barred.ready()).toBe(false);
      const entered = await open({ redisUrl: redis.url.replace('redis://', 'redis://:p%40ss%2Fword@') });
      expect(await entered.ready()).toBe(true);
    } finally {
      await admin.config('SET', 'requirepass', '');
      await admin.quit();
    }
  });
});

describe('PostgreSQL in trouble', () => {
  let postgres: PrivatePostgres;
  const options = () => ({ databaseUrl: postgres.url });

  beforeAll(async () => {
    postgres = await startPrivatePostgres();
  });
  afterAll(() => postgres.remove());

  sharedOutages(options);

  for (const end of ['stop', 'kill'] as const) {
    test(`after a ${end} and a start, workers and producers go on by themselves`, async () => {
      const queue = freshQueue();
      const server = await open(options());
      const waker = await open(options());
      const seen: string[] = [];
      await server.serve(queue, async (ids) => void seen.push(...ids), { batch: 10, concurrency: 1 });
      waker.wake(queue, ['before']);
      await until(() => seen.includes('before'));
      await postgres[end]();
      await until(async () => !(await waker.ready()));
      waker.wake(queue, ['lost']);
      server.wake(queue, ['own']);
      await until(() => seen.includes('own'), { withinMs: 4_000 });
      await postgres.start();
      await worksAgain(waker, queue, seen);
      expect(await waker.ready()).toBe(true);
      expect(lines.filter((line) => line.includes('in trouble')).length).toBeLessThan(5);
    });
  }

  test('away when a queue is used for the first time, the queue works once it is back', async () => {
    const queue = freshQueue();
    const server = await open(options());
    const waker = await open(options());
    const seen: string[] = [];
    await server.serve(queue, async (ids) => void seen.push(...ids), { batch: 10, concurrency: 1 });
    await postgres.stop();
    waker.wake(queue, ['lost']);
    await until(() => waker.dropped() === 1);
    await postgres.start();
    await worksAgain(waker, queue, seen);
  });
});
