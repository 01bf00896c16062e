import { afterEach, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { until } from '../testing/until.ts';
import { type Executor, openExecutor } from './local.ts';

const RETRY = { firstMs: 20, maxMs: 80, attempts: 4 };
let opened: Executor[] = [];
let lines: string[] = [];

function open(
  handler: (ids: readonly string[]) => Promise<void>,
  size: { batch?: number; concurrency?: number } = {},
): Executor {
  const log = openLog((line) => lines.push(line));
  const executor = openExecutor({
    queue: 'conversation',
    handler,
    batch: size.batch ?? 10,
    concurrency: size.concurrency ?? 1,
    retry: RETRY,
    log,
  });
  opened.push(executor);
  return executor;
}

/** A door that a handler waits at until the test opens it. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
}

afterEach(async () => {
  await Promise.all(opened.map((executor) => executor.stop()));
  opened = [];
  lines = [];
});

test('what arrives while a batch runs is the next batch, in the order of arrival', async () => {
  const batches: (readonly string[])[] = [];
  const door = gate();
  const executor = open(async (ids) => {
    batches.push(ids);
    await door.passed;
  });
  executor.wake(['a']);
  await until(() => batches.length === 1);
  for (const id of ['b', 'c', 'b', 'd']) executor.wake([id]);
  door.open();
  await until(() => executor.depth() === 0);
  expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
});

test('wakes of one tick go together, and a batch is never larger than asked', async () => {
  const batches: (readonly string[])[] = [];
  const executor = open(async (ids) => void batches.push(ids), { batch: 3 });
  for (const id of ['a', 'b', 'c', 'd']) executor.wake([id]);
  await until(() => executor.depth() === 0);
  expect(batches).toEqual([['a', 'b', 'c'], ['d']]);
});

test('an id is never run twice at once, and is run once more when it was woken meanwhile', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const door = gate();
  const executor = open(
    async () => {
      runs += 1;
      running += 1;
      most = Math.max(most, running);
      await door.passed;
      running -= 1;
    },
    { concurrency: 5, batch: 1 },
  );
  executor.wake(['a']);
  await until(() => runs === 1);
  for (let i = 0; i < 10; i += 1) executor.wake(['a']);
  door.open();
  await until(() => executor.depth() === 0);
  expect({ runs, most }).toEqual({ runs: 2, most: 1 });
});

test('one id that fails does not keep its batch from being done', async () => {
  const done = new Set<string>();
  let mended = false;
  const executor = open(async (ids) => {
    if (ids.includes('bad') && !mended) throw new Error('no');
    for (const id of ids) done.add(id);
  });
  executor.wake(['a', 'bad', 'b']);
  await until(() => done.size === 2);
  expect([...done]).toEqual(['a', 'b']);
  mended = true;
  await until(() => done.has('bad'));
});

test('an id that keeps failing lets others through at once, pauses between its runs and is given up', async () => {
  const failedAt: number[] = [];
  const executor = open(async (ids) => {
    if (ids.includes('bad')) {
      failedAt.push(performance.now());
      throw new Error('no');
    }
  });
  executor.wake(['bad']);
  await until(() => failedAt.length === 1);
  await executor.run('good');
  expect(failedAt).toHaveLength(1);
  for (let i = 0; i < 50; i += 1) executor.wake(['bad']);
  await until(() => executor.depth() === 0);
  expect(failedAt).toHaveLength(RETRY.attempts);
  const gaps = failedAt.slice(1).map((at, i) => at - (failedAt[i] ?? 0));
  expect(gaps.every((gap, i) => gap >= RETRY.firstMs * 2 ** i - 2)).toBe(true);
  expect(lines.at(-1)).toContain('left to the sweeper');
});

test('when everything fails the queue rests instead of trying every id, and recovers whole', async () => {
  let away = true;
  let calls = 0;
  const done = new Set<string>();
  const executor = open(
    async (ids) => {
      calls += 1;
      if (away) throw new Error('database away');
      for (const id of ids) done.add(id);
    },
    { batch: 50 },
  );
  const ids = Array.from({ length: 500 }, (_, i) => `c-${i}`);
  executor.wake(ids);
  await until(() => lines.filter((line) => line.includes('one by one')).length >= 3);
  expect(calls).toBeLessThan(30);
  away = false;
  await until(() => done.size === 500);
});

test('many poisoned ids at the front do not hold up the healthy ones behind them', async () => {
  const done = new Set<string>();
  const executor = open(async (ids) => {
    if (ids.some((id) => id.startsWith('bad'))) throw new Error('no');
    for (const id of ids) done.add(id);
  });
  executor.wake(Array.from({ length: 9 }, (_, i) => `bad-${i}`));
  executor.wake(['good-1', 'good-2']);
  await until(() => done.size === 2, { withinMs: 5_000 });
});

test('whoever waits for an id is told when a run that began after the call has ended', async () => {
  const door = gate();
  let runs = 0;
  const executor = open(async () => {
    runs += 1;
    if (runs === 1) await door.passed;
  });
  executor.wake(['a']);
  await until(() => runs === 1);
  const waited = executor.run('a').then(() => runs);
  door.open();
  expect(await waited).toBe(2);
});

test('stopping waits for what runs and gives back what was still to be run', async () => {
  const door = gate();
  const done: string[] = [];
  const executor = open(async (ids) => {
    await door.passed;
    done.push(...ids);
  });
  executor.wake(['a']);
  await until(() => executor.depth() === 1);
  await Promise.resolve();
  executor.wake(['b', 'a']);
  const waiter = executor.run('c');
  let left: readonly string[] | undefined;
  const stopping = executor.stop().then((ids) => {
    left = ids;
  });
  await waiter;
  expect(left).toBeUndefined();
  door.open();
  await stopping;
  expect(done).toEqual(['a']);
  expect([...(left ?? [])].sort()).toEqual(['a', 'b', 'c']);
  expect(executor.wake(['d'])).toBe(1);
});
