import type { Log } from '../core/log.ts';
import type { Backend, Consumer, Producer } from './backend.ts';
import { wakeOptions } from './backend.ts';
import { isWakeId, type QueueName, retryOf } from './jobs.ts';
import { type Executor, openExecutor } from './local.ts';
import { openPostgres } from './postgres.ts';
import { openRedis } from './redis.ts';

/** So many distinct ids wait for one add at most; what comes beyond is the sweeper's. */
const MOST_UNSENT = 10_000;
const ADD_AT_ONCE = 500;
const COMPLAIN_EVERY_MS = 60_000;

export interface Queues {
  /**
   * Says that something is to be done for these ids. Where this process serves the queue it wakes itself,
   * otherwise the id travels to one that does. Never throws and never waits for the network: a wake-up that is
   * lost is made good by the sweeper. Call it after the commit, never before.
   */
  wake(queue: QueueName, ids: readonly string[]): void;
  /**
   * Registers this process as a consumer. The handler gets up to `batch` distinct ids, on up to `concurrency`
   * calls at a time. An id is never handled twice at once in this process (other processes may: the row's lock
   * decides), and an id woken while it runs is run once more. What throws is run again, see `Retry`.
   *
   * @throws Error where the process serves the queue already
   */
  serve(
    queue: Exclude<QueueName, 'clock'>,
    handler: (ids: readonly string[]) => Promise<void>,
    options: { batch: number; concurrency: number },
  ): Promise<void>;
  /**
   * Runs a duty now and every `ms` from then on, never twice at once in this process.
   *
   * It is a plain interval in every process and no BullMQ scheduler on purpose: the most important duty is the
   * sweeper, which makes good what the queue lost, so it must run where Redis is flushed or away. A duty is
   * therefore idempotent, and where one process at a time is enough it asks the database for an advisory lock.
   */
  every(duty: string, ms: number, run: () => Promise<void>): void;
  /** For /readyz: whether the backend answers within a second. True where there is none. */
  ready(): Promise<boolean>;
  /** Per queue how many ids wait or run, here and (where it answers) at the backend. */
  depths(): Promise<Record<string, number>>;
  /** How many wake-ups were dropped since the start because the backend was away or too much waited. */
  dropped(): number;
  /** Stops taking, waits for what runs (at most `graceMs`), hands the rest to other processes, disconnects. */
  close(graceMs?: number): Promise<void>;
}

/**
 * @param redisUrl where wake-ups travel between processes; wins over `databaseUrl`
 * @param databaseUrl the same on BullMQ's PostgreSQL backend, in the schema `bullmq`. Neither: this process is alone
 * @param prefix of all keys in Redis, where several gateways share one
 * @throws whatever the driver throws where PostgreSQL cannot be reached; a Redis that is away is waited for in
 *   the background
 */
export async function openQueues(options: {
  redisUrl?: string;
  databaseUrl?: string;
  prefix?: string;
  log: Log;
}): Promise<Queues> {
  const { redisUrl, databaseUrl, prefix = 'teledjol', log } = options;
  const trouble = complain(log, 'queue backend in trouble');
  const lost = complain(log, 'wake-ups dropped, left to the sweeper');
  const backend: Backend | undefined = redisUrl
    ? await openRedis(redisUrl, prefix, trouble.say)
    : databaseUrl
      ? await openPostgres(databaseUrl, trouble.say)
      : undefined;

  const executors = new Map<QueueName, Executor>();
  const consumers: Consumer[] = [];
  const producers = new Map<QueueName, Producer>();
  const unsent = new Map<QueueName, Set<string>>();
  const sending = new Map<QueueName, Promise<void>>();
  const duties = new Map<string, { run: () => Promise<void>; timer: NodeJS.Timeout }>();
  let dropped = 0;
  let closing: Promise<void> | undefined;

  const drop = (queue: QueueName, count: number, error?: unknown) => {
    dropped += count;
    lost.say(error, count, queue);
  };

  const producerOf = (queue: QueueName, on: Backend): Producer => {
    const known = producers.get(queue);
    if (known) return known;
    const producer = on.produce(queue);
    producer.on('error', trouble.say);
    producers.set(queue, producer);
    return producer;
  };

  /** What is woken while an add is under way goes with the next add: one at a time per queue, no timer. */
  const send = async (queue: QueueName, on: Backend, ids: Set<string>): Promise<void> => {
    // What one tick wakes in several calls goes together.
    await null;
    while (ids.size > 0) {
      const some = [...ids].slice(0, ADD_AT_ONCE);
      for (const id of some) ids.delete(id);
      if (!on.reachable()) {
        drop(queue, some.length);
        continue;
      }
      try {
        const jobs = some.map((id) => ({ name: 'wake', data: { id }, opts: wakeOptions(id) }));
        await producerOf(queue, on).addBulk(jobs);
      } catch (error) {
        drop(queue, some.length, error);
        // A queue that could not be prepared never becomes usable (BullMQ remembers the failure): make a new one.
        const broken = producers.get(queue);
        producers.delete(queue);
        broken?.close().catch(trouble.say);
      }
    }
    sending.delete(queue);
  };

  const sendAway = (queue: QueueName, ids: readonly string[]) => {
    if (!backend) return drop(queue, ids.length);
    const waiting = unsent.get(queue) ?? new Set();
    unsent.set(queue, waiting);
    let refused = 0;
    for (const id of ids) {
      if (waiting.size < MOST_UNSENT) waiting.add(id);
      else if (!waiting.has(id)) refused += 1;
    }
    if (refused > 0) drop(queue, refused);
    if (!sending.has(queue)) sending.set(queue, send(queue, backend, waiting));
  };

  const execute = (
    queue: QueueName,
    handler: (ids: readonly string[]) => Promise<void>,
    size: { batch: number; concurrency: number },
  ): Executor => {
    const executor = openExecutor({ queue, handler, ...size, retry: retryOf(queue), log });
    executors.set(queue, executor);
    return executor;
  };

  return {
    wake(queue, ids) {
      const good = ids.filter(isWakeId);
      if (good.length < ids.length)
        log.error('wake-up refused: not an id', { queue, count: ids.length - good.length });
      const executor = executors.get(queue);
      if (closing || good.length === 0) return;
      if (executor) {
        const refused = executor.wake(good);
        if (refused > 0) drop(queue, refused);
      } else if (queue !== 'clock') sendAway(queue, good);
    },

    async serve(queue, handler, size) {
      if (executors.has(queue)) throw new Error(`this process serves the queue ${queue} already`);
      const executor = execute(queue, handler, size);
      // As many jobs as fit into the batches: a job is finished when its id has been run.
      const jobs = size.batch * size.concurrency;
      const consumer = await backend?.consume(queue, jobs, ({ data }) => executor.run(data.id));
      if (!consumer) return;
      consumer.on('error', trouble.say);
      consumers.push(consumer);
    },

    every(duty, ms, run) {
      const clock =
        executors.get('clock') ??
        execute(
          'clock',
          async (ids) => {
            for (const id of ids) await duties.get(id)?.run();
          },
          { batch: 1, concurrency: 8 },
        );
      duties.set(duty, { run, timer: setInterval(() => clock.wake([duty]), ms) });
      clock.wake([duty]);
    },

    async ready() {
      if (!backend) return true;
      if (!backend.reachable()) return false;
      return within(
        1_000,
        backend.ping().then(() => true),
        false,
      );
    },

    async depths() {
      const names = new Set<QueueName>(['conversation', ...executors.keys(), ...producers.keys()]);
      const counts = [...names].map(async (name): Promise<[string, number]> => {
        const here = executors.get(name)?.depth() ?? 0;
        if (!backend?.reachable() || name === 'clock') return [name, here];
        const there = producerOf(name, backend).getJobCountByTypes('wait');
        return [name, here + (await within(1_000, there, 0))];
      });
      return Object.fromEntries(await Promise.all(counts));
    },

    dropped: () => dropped,

    close(graceMs = 10_000) {
      closing ??= (async () => {
        for (const { timer } of duties.values()) clearInterval(timer);
        const ending = [...executors].map(async ([queue, executor]) => {
          const left = await executor.stop();
          if (backend && queue !== 'clock' && left.length > 0) sendAway(queue, left);
        });
        const gone = consumers.map((consumer) => consumer.close());
        const calm = await within(
          graceMs,
          Promise.all([...ending, ...gone]).then(async () => {
            await Promise.all(sending.values());
            return true;
          }),
          false,
        );
        if (!calm) log.warn('queues closed before everything had ended', { ms: graceMs });
        if (!calm) for (const consumer of consumers) consumer.close(true).catch(trouble.say);
        await within(
          1_000,
          Promise.all([...producers.values()].map((producer) => producer.close())),
          undefined,
        );
        await within(1_000, backend?.close(!calm) ?? Promise.resolve(), undefined);
        trouble.end();
        lost.end();
      })();
      return closing;
    },
  };
}

/** @returns what the promise brings, or `otherwise` where it fails or takes longer than `ms` */
async function within<T>(ms: number, promise: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, ms, otherwise);
  });
  return Promise.race([promise.catch(() => otherwise), late]).finally(() => clearTimeout(timer));
}

/** One line a minute however often it happens: a server that is away must not flood the log as well. */
function complain(log: Log, what: string) {
  let count = 0;
  let last: unknown;
  let queue: QueueName | undefined;
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    if (count > 0)
      log.warn(what, { count, ...(queue && { queue }), ...(last !== undefined && { error: last }) });
    count = 0;
  };
  return {
    say(error?: unknown, more = 1, where?: QueueName) {
      count += more;
      last = error;
      queue = where;
      if (timer) return;
      tell();
      timer = setTimeout(() => {
        timer = undefined;
        tell();
      }, COMPLAIN_EVERY_MS);
      timer.unref();
    },
    end() {
      clearTimeout(timer);
      tell();
    },
  };
}
