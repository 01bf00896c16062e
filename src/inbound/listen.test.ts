import { spawn } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Channel, Sink } from '../core/channel.ts';
import { openLog } from '../core/log.ts';
import { MediaError } from '../core/media-error.ts';
import { openStore, type Store } from '../store/connect.ts';
import { openSeal } from '../store/seal.ts';
import { freshDatabase } from '../testing/database.ts';
import { until } from '../testing/until.ts';
import { type Ears, openEars } from './listen.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
const lines: string[] = [];
const log = openLog((line) => lines.push(line));
const seal = openSeal(Buffer.alloc(32, 7));
const opened: Ears[] = [];

/** A provider that counts who is connected: two at once is what must never happen. */
const open = new Set<Socket>();
let most = 0;
let connections = 0;
const provider = createServer((socket) => {
  open.add(socket);
  connections += 1;
  most = Math.max(most, open.size);
  socket.on('error', () => {});
  socket.on('close', () => open.delete(socket));
});
const portOf = (server: typeof provider) => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
};

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  database = await freshDatabase();
  store = openStore({ url: database.url, seal, log });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((ears) => ears.close()));
  await store.pool.query('delete from lease');
  await until(() => open.size === 0, { what: 'everybody has hung up' });
  most = 0;
  connections = 0;
  lines.splice(0);
});
afterAll(async () => {
  await store.close();
  await database.drop();
  provider.close();
});

const nowhere: Sink = { deliver: async () => {}, stands: () => {} };

/** A channel that holds one connection to the provider above. */
function wired(name = 'wired'): Channel {
  return {
    name,
    capabilities: {},
    receive: {
      webhooks: [],
      listen: () => {
        const socket = connect(portOf(provider), '127.0.0.1');
        socket.on('error', () => {});
        return {
          close: () =>
            new Promise((resolve) => {
              socket.on('close', () => resolve());
              socket.destroy();
            }),
        };
      },
    },
    send: async () => ({ externalId: 'none' }),
    fetch: async () => {
      throw new MediaError('gone', 'none');
    },
    discard: async () => {},
    close: async () => {},
  };
}

const QUICK = { renewMs: 200, leaseSeconds: 1.2 };
function ears(more: Partial<Parameters<typeof openEars>[0]> = {}): Ears {
  const mine = openEars({ store, channels: [wired()], sink: nowhere, log, ...QUICK, ...more });
  opened.push(mine);
  return mine;
}
const leaseRuns = async () =>
  (await store.pool.query(`select 1 from lease where name = 'channel wired' and until > now()`)).rows.length;

test('of many only one holds the connection, and it keeps it', async () => {
  const five = Array.from({ length: 5 }, () => ears());
  await until(() => open.size === 1, { what: 'one is connected' });
  const holder = five.find((one) => one.holds('wired'));
  const begun = performance.now();
  await until(
    () => {
      expect(five.filter((one) => one.holds('wired'))).toEqual([holder]);
      return performance.now() - begun > QUICK.leaseSeconds * 2_000;
    },
    { what: 'two leases have passed' },
  );
  expect({ most, connections }).toEqual({ most: 1, connections: 1 });
  expect(holder?.holds('another')).toBe(false);
});

test('who stops cleanly frees it at once', async () => {
  const slow = { renewMs: 100, leaseSeconds: 600 };
  const first = ears(slow);
  await until(() => first.holds('wired'), { what: 'the first holds it' });
  const second = ears(slow);
  await first.close();
  // Left to run out, it would have kept the second waiting for ten minutes.
  await until(() => second.holds('wired'), { withinMs: 3_000, what: 'the second has followed' });
  expect(most).toBe(1);
});

test('who is told to stop while asking leaves no lease behind', async () => {
  const short = ears({ leaseSeconds: 600 });
  await short.close();
  expect(short.holds('wired')).toBe(false);
  expect(await leaseRuns()).toBe(0);
});

test('a holder that is killed is followed when its lease ends, and not before', async () => {
  const code = `
    const { connect } = await import('node:net');
    const { openEars } = await import(${JSON.stringify(new URL('./listen.ts', import.meta.url).href)});
    const { openStore } = await import(${JSON.stringify(new URL('../store/connect.ts', import.meta.url).href)});
    const quiet = () => {};
    const log = { info: quiet, warn: quiet, error: quiet };
    const store = openStore({ url: ${JSON.stringify(database.url)}, seal: undefined, log });
    const listen = () => (connect(${portOf(provider)}, '127.0.0.1'), { close: async () => {} });
    openEars({
      store, log, channels: [{ name: 'wired', receive: { webhooks: [], listen } }],
      sink: { deliver: async () => {}, stands: quiet }, renewMs: 200, leaseSeconds: 1.5,
    });
    setInterval(quiet, 1_000);
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await until(() => open.size === 1, { what: 'the other process is connected' });
    const heir = ears();
    child.kill('SIGKILL');
    await until(() => open.size === 0, { what: 'it is dead' });
    expect(heir.holds('wired')).toBe(false);
    await until(() => heir.holds('wired'), { what: 'it was followed' });
    expect(most).toBe(1);
  } finally {
    child.kill('SIGKILL');
  }
});

/** A way to the database that can be cut, or fall silent as behind a dead switch. */
async function openWire(): Promise<{
  url: string;
  freeze(): void;
  thaw(): void;
  cut(): void;
  close(): void;
}> {
  const target = new URL(database.url);
  const pairs = new Set<readonly [Socket, Socket]>();
  let frozen = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
      one.pipe(other);
      if (frozen) one.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(database.url);
  url.hostname = '127.0.0.1';
  url.port = String(portOf(server));
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
  };
  return {
    url: url.href,
    freeze: () => {
      frozen = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    thaw: () => {
      frozen = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    cut,
    close: () => {
      cut();
      server.close();
    },
  };
}

test.each(['frozen', 'closed'] as const)(
  'a holder whose database is %s lets go before its lease ends, and comes back later',
  async (how) => {
    const wire = await openWire();
    const apart = openStore({ url: wire.url, seal, log });
    try {
      // A second between letting go and the end: on a busy machine it takes a while to look.
      const lease = { renewMs: 1_000, leaseSeconds: 2.5 };
      const first = ears({ store: apart, ...lease });
      await until(() => first.holds('wired'), { what: 'the first holds it' });
      const second = ears(lease);
      if (how === 'frozen') wire.freeze();
      else wire.close();
      await until(() => !first.holds('wired'), { what: 'the first lets go' });
      expect(await leaseRuns()).toBe(1);
      expect(second.holds('wired')).toBe(false);
      await until(() => second.holds('wired'), { what: 'the second follows' });
      expect(most).toBe(1);
      expect(lines.join('\n')).toContain('could not be renewed');

      if (how === 'frozen') {
        // What was asked before the silence is answered now: it must not bring the first one back beside the second.
        wire.thaw();
        const begun = performance.now();
        await until(
          () => {
            expect(first.holds('wired')).toBe(false);
            return performance.now() - begun > lease.leaseSeconds * 1_000;
          },
          { what: 'a lease has passed' },
        );
        await second.close();
        await until(() => first.holds('wired'), { what: 'the first holds it again' });
        expect(most).toBe(1);
      }
    } finally {
      wire.close();
      await Promise.all(opened.splice(0).map((one) => one.close()));
      await apart.close();
    }
  },
);

test('a connection that is slow to close is not opened a second time meanwhile', async () => {
  let closed: () => void = () => {};
  let begun = 0;
  const slow = wired();
  const channel: Channel = {
    ...slow,
    receive: {
      webhooks: [],
      listen: () => {
        begun += 1;
        return { close: () => new Promise((resolve) => (closed = resolve)) };
      },
    },
  };
  const mine = ears({ channels: [channel] });
  await until(() => mine.holds('wired'), { what: 'it is held' });
  await store.pool.query(`update lease set holder = gen_random_uuid(), until = now() + interval '1 minute'`);
  await until(() => !mine.holds('wired'), { what: 'it was let go' });
  await store.pool.query('delete from lease');
  const looked = performance.now();
  await until(() => performance.now() - looked > QUICK.renewMs * 3, { what: 'it had time to look again' });
  // Whoever is free may have it.
  expect(await leaseRuns()).toBe(0);
  expect(begun).toBe(1);
  closed();
  await until(() => mine.holds('wired'), { what: 'it is held again' });
  expect(begun).toBe(2);
  const ending = mine.close();
  closed();
  await ending;
});

test('a channel without a connection asks for no lease', async () => {
  const plain: Channel = { ...wired('plain'), receive: { webhooks: [] } };
  const mine = ears({ channels: [plain, wired()] });
  await until(() => mine.holds('wired'), { what: 'the other holds its own' });
  expect(mine.holds('plain')).toBe(false);
  const { rows } = await store.pool.query('select name from lease');
  expect(rows).toEqual([{ name: 'channel wired' }]);
});
