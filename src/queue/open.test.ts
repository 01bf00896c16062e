import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { available } from '../testing/available.ts';
import { freshDatabase } from '../testing/database.ts';
import { testRedis } from '../testing/redis.ts';
import { until } from '../testing/until.ts';
import { openQueues, type Queues } from './open.ts';

const redisUrl = testRedis()?.url ?? '';
const log = openLog(() => {}, 'silent');
const prefix = `queue-test-${process.pid}-${Date.now()}`;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let opened: Queues[] = [];

beforeAll(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await Promise.all(opened.map((queues) => queues.close(2_000)));
  opened = [];
});
afterAll(async () => {
  await database.drop();
  if (!redisUrl) return;
  const redis = new Redis(redisUrl);
  const left = await redis.keys(`${prefix}*`);
  if (left.length > 0) await redis.del(left);
  await redis.quit();
});

async function open(options: { redisUrl?: string; databaseUrl?: string }): Promise<Queues> {
  const queues = await openQueues({ ...options, log });
  opened.push(queues);
  return queues;
}

/** A door that a handler waits at until the test opens it. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
}

let files = 0;
const backends = [
  { backend: 'this process alone', here: true, shared: false, options: () => ({}) },
  { backend: 'PostgreSQL', here: true, shared: true, options: () => ({ databaseUrl: database.url }) },
  {
    backend: 'Redis',
    here: available.redis,
    shared: true,
    options: () => ({ redisUrl, prefix: `${prefix}-${files}` }),
  },
];

for (const { backend, here, shared, options } of backends)
  describe.runIf(here)(`on ${backend}`, () => {
    let server: Queues;
    /** Who wakes: another process where processes share a backend. */
    let waker: Queues;
    /** A queue of its own for every test: what one leaves behind must not reach the next. */
    let queue: `outbound-${string}`;

    async function start() {
      files += 1;
      queue = `outbound-test-${files}`;
      const where = options();
      server = await open(where);
      waker = shared ? await open(where) : server;
    }

    test('what is woken is handled, by id', async () => {
      await start();
      const seen: string[] = [];
      await server.serve(queue, async (ids) => void seen.push(...ids), { batch: 10, concurrency: 2 });
      waker.wake(queue, ['c-1', 'c-2']);
      await until(() => seen.length === 2);
      expect(seen.sort()).toEqual(['c-1', 'c-2']);
    });

    test('a thousand wakes of one id are few runs, and the last wake is followed by a run', async () => {
      await start();
      let written = 0;
      let read = 0;
      let runs = 0;
      await server.serve(
        queue,
        async () => {
          runs += 1;
          const now = written;
          await new Promise((resolve) => setImmediate(resolve));
          read = now;
        },
        { batch: 10, concurrency: 2 },
      );
      for (let i = 0; i < 1_000; i += 1) {
        written += 1;
        waker.wake(queue, ['c-1']);
        if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await until(() => read === 1_000);
      expect(runs).toBeLessThan(60);
    });

    test('an id woken while it runs is run once more, never twice at once', async () => {
      await start();
      let running = 0;
      let most = 0;
      let runs = 0;
      const door = gate();
      await server.serve(
        queue,
        async () => {
          runs += 1;
          running += 1;
          most = Math.max(most, running);
          await door.passed;
          running -= 1;
        },
        { batch: 1, concurrency: 4 },
      );
      waker.wake(queue, ['c-1']);
      await until(() => runs === 1);
      waker.wake(queue, ['c-1', 'c-2']);
      await until(() => running === 2, { what: 'another id runs beside it' });
      waker.wake(queue, ['c-1']);
      await until(async () => shared === false || (await idle(waker)));
      door.open();
      await until(() => runs >= 3 && running === 0);
      // The last wake may reach the backend only when the second run is over: then it is a run of its own.
      expect(runs).toBeLessThanOrEqual(4);
      expect(most).toBe(2);
    });

    test('batches stay within the limits that were asked for', async () => {
      await start();
      let running = 0;
      let most = 0;
      let largest = 0;
      let repeated = false;
      const seen = new Set<string>();
      await server.serve(
        queue,
        async (ids) => {
          running += 1;
          most = Math.max(most, running);
          largest = Math.max(largest, ids.length);
          repeated ||= new Set(ids).size < ids.length;
          await new Promise((resolve) => setTimeout(resolve, 5));
          for (const id of ids) seen.add(id);
          running -= 1;
        },
        { batch: 8, concurrency: 2 },
      );
      waker.wake(
        queue,
        Array.from({ length: 200 }, (_, i) => `c-${i}`),
      );
      await until(() => seen.size === 200);
      expect(most).toBeLessThanOrEqual(2);
      expect(largest).toBeLessThanOrEqual(8);
      expect(largest).toBeGreaterThan(1);
      expect(repeated).toBe(false);
    });

    test('an id whose handler throws is run again and holds up nobody', async () => {
      await start();
      const seen = new Set<string>();
      let bad = 0;
      await server.serve(
        queue,
        async (ids) => {
          if (ids.includes('bad') && bad < 3) {
            bad += 1;
            throw new Error('no');
          }
          for (const id of ids) seen.add(id);
        },
        { batch: 10, concurrency: 1 },
      );
      waker.wake(queue, ['a', 'bad', 'b']);
      await until(() => seen.has('a') && seen.has('b'));
      await until(() => seen.has('bad'));
      expect(bad).toBe(3);
    });

    test('what is no id is refused: no text and no number reaches the backend', async () => {
      await start();
      const seen: string[] = [];
      waker.wake(queue, ['Yo di biwo vòt la fèmen', '+50937000001', '50937000001', 'c-1']);
      await server.serve(queue, async (ids) => void seen.push(...ids), { batch: 10, concurrency: 1 });
      // Alone, nobody served when it was woken: the sweeper's case.
      if (!shared) waker.wake(queue, ['c-1']);
      await until(() => seen.length > 0);
      expect(seen).toEqual(['c-1']);
    });

    test('closing waits for the handler that runs', async () => {
      await start();
      let begun = false;
      let done = false;
      await server.serve(
        queue,
        async () => {
          begun = true;
          await new Promise((resolve) => setTimeout(resolve, 300));
          done = true;
        },
        { batch: 1, concurrency: 1 },
      );
      waker.wake(queue, ['c-1']);
      await until(() => begun);
      await server.close();
      expect(done).toBe(true);
    });

    test('closing gives up waiting after its grace', async () => {
      await start();
      let begun = false;
      await server.serve(
        queue,
        () => {
          begun = true;
          return new Promise(() => {});
        },
        { batch: 1, concurrency: 1 },
      );
      waker.wake(queue, ['c-1']);
      await until(() => begun);
      const from = performance.now();
      await server.close(200);
      expect(performance.now() - from).toBeLessThan(3_000);
    });

    test('a duty runs at once and again, never over itself, and goes on after it threw', async () => {
      await start();
      let runs = 0;
      let running = 0;
      let most = 0;
      server.every('sweep', 20, async () => {
        running += 1;
        most = Math.max(most, running);
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, 30));
        running -= 1;
        if (runs === 2) throw new Error('database away');
      });
      await until(() => runs === 1, { withinMs: 1_000 });
      await until(() => runs >= 5);
      expect(most).toBe(1);
    });

    test('says whether it is ready and how much waits', async () => {
      await start();
      expect(await waker.ready()).toBe(true);
      const door = gate();
      let begun = false;
      await server.serve(
        queue,
        async () => {
          begun = true;
          await door.passed;
        },
        { batch: 1, concurrency: 1 },
      );
      waker.wake(queue, ['c-1']);
      await until(() => begun);
      waker.wake(queue, ['c-2', 'c-3']);
      await until(async () => (await waker.depths())[queue] === (shared ? 2 : 3));
      door.open();
      await until(async () => (await waker.depths())[queue] === 0 && (await server.depths())[queue] === 0);
    });

    async function idle(queues: Queues): Promise<boolean> {
      return (await queues.depths())[queue] === 0;
    }

    if (!shared) return;

    test('two processes share the work, and one that leaves hands over what it had not begun', async () => {
      await start();
      const other = await open(options());
      const seen = new Set<string>();
      let first = 0;
      let second = 0;
      const door = gate();
      await server.serve(
        queue,
        async (ids) => {
          first += ids.length;
          await door.passed;
          for (const id of ids) seen.add(id);
        },
        { batch: 5, concurrency: 1 },
      );
      waker.wake(
        queue,
        Array.from({ length: 20 }, (_, i) => `c-${i}`),
      );
      await until(() => first > 0);
      // Woken in the process itself: known to nobody else until it leaves.
      server.wake(queue, ['only-here']);
      await other.serve(
        queue,
        async (ids) => {
          second += ids.length;
          for (const id of ids) seen.add(id);
        },
        { batch: 5, concurrency: 1 },
      );
      await until(() => second >= 10);
      const leaving = server.close();
      door.open();
      await leaving;
      await until(() => seen.size === 21);
      expect(seen.has('only-here')).toBe(true);
    });
  });

test('two processes that start at the same moment on a new database do not hinder each other', async () => {
  const fresh = await freshDatabase();
  const both = await Promise.all(Array.from({ length: 4 }, () => open({ databaseUrl: fresh.url })));
  expect(await Promise.all(both.map((queues) => queues.ready()))).toEqual([true, true, true, true]);
  await Promise.all(both.map((queues) => queues.close()));
  await fresh.drop();
});

test('a database that cannot be reached is an error at the start', async () => {
  await expect(open({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toThrow();
});
