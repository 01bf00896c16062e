import { createServer as createHttp, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { SendError } from '../core/send-error.ts';
import { type FarSide, openFarSide } from './http-call.ts';

const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function http(listener: RequestListener): Promise<string> {
  const server = createHttp(listener);
  toClose.push(
    async () => server.closeAllConnections(),
    async () => server.close(),
  );
  return listen(server);
}

async function tcp(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcp((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  toClose.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listen(server);
}

function far(
  base: string,
  limits: { timeoutMs?: number; connections?: number; maxAnswer?: number } = {},
): FarSide {
  const side = openFarSide(base, limits);
  toClose.push(() => side.close());
  return side;
}

const post = (side: FarSide, path = '/messages') =>
  side.call({ method: 'POST', path, headers: { 'content-type': 'text/plain' }, body: 'Bonjou' });

async function failure(run: Promise<unknown>): Promise<SendError> {
  const error = await run.then(
    () => new Error('did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof SendError) return error;
  throw error;
}

test('what the far side answers comes back, whatever its status, from under the base path', async () => {
  const base = await http((request, response) => {
    response.writeHead(418, { 'retry-after': '7' });
    request.on('data', (chunk) => response.end(`${request.method} ${request.url} ${chunk}`));
  });
  const answer = await post(far(`${base}/below/`), '/messages?x=1');
  expect(answer).toMatchObject({ status: 418, body: 'POST /below/messages?x=1 Bonjou' });
  expect(answer.headers['retry-after']).toBe('7');
});

test('calls share connections', async () => {
  const ports = new Set<number | undefined>();
  const base = await http((request, response) => {
    ports.add(request.socket.remotePort);
    request.resume();
    response.end('ok');
  });
  const side = far(base);
  for (let count = 0; count < 10; count += 1) await post(side);
  // A second one may open in the moment in which the first is not yet free again.
  expect(ports.size).toBeLessThanOrEqual(2);
});

describe('surely not sent, so it may be tried again', () => {
  test('nobody listens', async () => {
    const base = await listen(
      createTcp().on('listening', function (this: Server) {
        toClose.push(async () => this.close());
      }),
    );
    for (const close of toClose.splice(0)) await close();
    expect(await failure(post(far(base)))).toMatchObject({ kind: 'unavailable', code: 'ECONNREFUSED' });
  });

  test('the name does not exist', async () => {
    expect((await failure(post(far('http://nobody.invalid')))).kind).toBe('unavailable');
  });

  test('the far side speaks no TLS', async () => {
    const base = await tcp((socket) => socket.end('no\r\n'));
    expect((await failure(post(far(base.replace('http', 'https'))))).kind).toBe('unavailable');
  });

  test('waited in line behind others until the time was up, and then never leaves', async () => {
    const seen = new Set<string | undefined>();
    const base = await http((request, response) => {
      seen.add(request.url);
      request.resume();
      setTimeout(() => response.end('slow'), 300);
    });
    const side = far(base, { timeoutMs: 1_000, connections: 1 });
    const paths = Array.from({ length: 20 }, (_, at) => `/${at}`);
    const ends = await Promise.allSettled(paths.map((path) => post(side, path)));
    const unsent = paths.filter((_, at) => {
      const end = ends[at];
      return end?.status === 'rejected' && end.reason.kind === 'unavailable';
    });
    expect(unsent.length).toBeGreaterThan(10);
    expect((await post(side, '/last')).body).toBe('slow');
    for (const path of unsent) expect(seen).not.toContain(path);
  });

  test('the channel was closed', async () => {
    const side = openFarSide('http://127.0.0.1:1');
    await side.close();
    expect((await failure(post(side))).kind).toBe('unavailable');
  });
});

describe('perhaps sent, so it must not be tried again', () => {
  test('no answer in time', async () => {
    const base = await http(() => undefined);
    expect(await failure(post(far(base, { timeoutMs: 600 })))).toMatchObject({
      kind: 'outcome_unknown',
      code: 'timeout',
    });
  });

  test('an answer that begins and never ends', async () => {
    const base = await http((_request, response) => {
      response.writeHead(201);
      response.write('{');
    });
    expect((await failure(post(far(base, { timeoutMs: 600 })))).kind).toBe('outcome_unknown');
  });

  test('the connection is cut after the request', async () => {
    const base = await http((request) => request.socket.destroy());
    expect((await failure(post(far(base)))).kind).toBe('outcome_unknown');
  });

  test('the connection is reset after the request', async () => {
    const base = await tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect((await failure(post(far(base)))).kind).toBe('outcome_unknown');
  });

  test('the answer is cut off', async () => {
    const base = await tcp((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{"sid"')),
    );
    expect((await failure(post(far(base)))).kind).toBe('outcome_unknown');
  });

  test('the answer is no HTTP', async () => {
    const base = await tcp((socket) => socket.once('data', () => socket.end('hello\r\n\r\n')));
    expect((await failure(post(far(base)))).kind).toBe('outcome_unknown');
  });

  test('the answer never stops growing', async () => {
    const base = await http((_request, response) => {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', pour);
      };
      pour();
    });
    expect(await failure(post(far(base)))).toMatchObject({
      kind: 'outcome_unknown',
      code: 'answer_too_long',
    });
  });
});

test('a call that is no longer wanted is given up: before it leaves, nobody has it', async () => {
  let calls = 0;
  let arrived = () => {};
  const waiting = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const side = far(
    await http(() => {
      calls += 1;
      arrived();
    }),
  );
  const ask = (signal: AbortSignal) => side.call({ method: 'GET', path: '/', headers: {}, signal });
  expect(await failure(ask(AbortSignal.abort()))).toMatchObject({ kind: 'unavailable', code: 'aborted' });
  expect(calls).toBe(0);
  const wanted = new AbortController();
  const asking = failure(ask(wanted.signal));
  await waiting;
  wanted.abort();
  expect(await asking).toMatchObject({ kind: 'outcome_unknown', code: 'aborted' });
});

test('how long an answer may be is up to the caller', async () => {
  const base = await http((_request, response) => response.end('a'.repeat(2_000)));
  expect((await failure(post(far(base, { maxAnswer: 1_999 })))).code).toBe('answer_too_long');
  expect((await post(far(base, { maxAnswer: 2_000 }))).body).toHaveLength(2_000);
});
