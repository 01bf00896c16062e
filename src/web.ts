import Fastify, { type FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import type { ConsoleDeps } from './console/deps.ts';
import { registerConsole } from './console/index.ts';
import { registerPhones } from './console/simulator/phones.ts';
import type { Channel } from './core/channel.ts';
import type { FileLinks } from './core/file-links.ts';
import type { Log } from './core/log.ts';
import type { Acceptance } from './inbound/accept.ts';
import { registerWebhooks } from './inbound/webhooks.ts';
import type { MatchingRole } from './matching-role.ts';
import type { Metrics } from './metrics.ts';
import { registerApi } from './publishing/api/register.ts';
import type { PublicDeps } from './publishing/deps.ts';
import { registerFiles } from './publishing/files.ts';
import { registerPublishing } from './publishing/register.tsx';
import type { Queues } from './queue/open.ts';
import type { AccountHealth } from './store/sender-health.ts';

/** How long an open request may hold up the end of the process. */
const CLOSE_MS = 10_000;
const CLOSE_IDLE_MS = 200;

/**
 * Who sends a byte now and then holds a connection no longer than this; a slow link may take its time: 16 MB, the largest
 * file that a colleague attaches, at three quarters of a megabit a second.
 */
const REQUEST_MS = 180_000;
const HEADERS_MS = 10_000;

const STANDINGS_MS = 1_000;

/** Everything that listens: webhooks, the console, the phones, and what machines ask about us. */
export async function openWeb(deps: {
  config: Config;
  channels: readonly Channel[];
  acceptance: Acceptance;
  /** How many files of the spool wait for an operator. */
  aside: () => Promise<number>;
  health: () => Promise<readonly AccountHealth[]>;
  queues: Queues;
  /** Undefined where this process does not match. */
  matching: MatchingRole | undefined;
  metrics: Metrics;
  console: ConsoleDeps;
  publishing: PublicDeps;
  links: FileLinks;
  log: Log;
}): Promise<FastifyInstance> {
  const { config, channels, acceptance, queues, metrics, log } = deps;
  // No logger of its own: it would write addresses of clients and urls with codes in them.
  const app = Fastify({
    logger: false,
    // One hop: what stands further left in X-Forwarded-For was written by the client itself.
    trustProxy: config.trustProxy && ((_address: string, hop: number) => hop < 1),
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: HEADERS_MS / 2 },
    forceCloseConnections: 'idle',
    // What still comes in on an open connection is kept: a provider takes a 503 for an answer and does not come again.
    return503OnClosing: false,
  });

  // The console has pages of its own for this. Nobody outside is told what failed: it may quote somebody.
  app.setErrorHandler((error, request, reply) => {
    const told = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    const status = told >= 400 && told < 500 ? told : 500;
    const path = request.routeOptions.url;
    if (status === 500) log.error('request failed', { ...(path !== undefined && { path }), error });
    return reply.code(status).send();
  });

  /** By channel and account how it stands. One that is down makes nobody less ready: what comes by others is taken. */
  const standings = async () => {
    // A database that is slow to count must not keep a monitor waiting.
    const late = new Promise<readonly AccountHealth[]>((resolve) => {
      setTimeout(resolve, STANDINGS_MS, []).unref();
    });
    const all = await Promise.race([deps.health().catch(() => []), late]);
    const of = new Map(all.map(({ account, standing }) => [account, standing]));
    return Object.fromEntries(
      channels.map(({ name, capabilities }) => [
        name,
        Object.fromEntries(
          Object.keys(capabilities).map((account) => [account, of.get(account) ?? 'unknown']),
        ),
      ]),
    );
  };

  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const [database, queue] = await Promise.all([deps.console.store.ready(), queues.ready()]);
    const ready = database && queue && acceptance.direct;
    // A proxy routes by /healthz: while the database is away we still take messages, onto the disk.
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ok' : 'degraded',
      database: database ? 'ok' : 'away',
      queue: queue ? 'ok' : 'away',
      spool: acceptance.direct ? 'empty' : 'holding messages',
      aside: await deps.aside().catch(() => null),
      // Tips wait in their rows meanwhile: nobody outside need be sent elsewhere.
      ...(deps.matching && { matching: deps.matching.state().ready ? 'ok' : 'reading what is known' }),
      channels: await standings(),
    });
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await metrics.render();
    return reply.type(contentType).send(body);
  });

  await registerWebhooks(app, { channels, acceptance, log, count: metrics.countInbound });
  if (channels.some(({ name }) => name === 'simulator')) {
    await registerPhones(app, {
      internalKey: deps.console.store.seal.internalKey,
      texts: deps.console.texts,
      log,
    });
  }
  await registerFiles(app, { store: deps.console.store, links: deps.links, now: deps.console.now });
  await registerPublishing(app, deps.publishing);
  // What a training newsroom decides is an exercise: no program may take it for a verdict.
  if (config.newsroom === 'real') {
    await registerApi(app, {
      desk: deps.console,
      publicUrl: config.publicUrl,
      matcher: deps.matching?.ask,
    });
  }
  await registerConsole(app, deps.console);
  app.addHook('preClose', async () => {
    // A connection that was answered a moment ago stays open for more: without this the end would wait for it.
    const idle = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_MS);
    const all = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
    app.server.once('close', () => {
      clearInterval(idle);
      clearTimeout(all);
    });
  });
  await app.listen({ port: config.port, host: config.host });
  return app;
}
