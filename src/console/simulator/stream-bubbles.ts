import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { PHONES } from '../../channels/simulator/capabilities.ts';
import type { Log } from '../../core/log.ts';
import type { Texts } from '../../i18n.ts';
import { bubbleHtml } from './bubble.tsx';
import type { Bubble, Ledger } from './ledger.ts';
import { isPerson } from './phone-address.ts';
import { languageOf } from './show-phones.tsx';

/** Each open page holds a socket of ours; beyond this, pages are told to ask again later. */
const MOST_STREAMS = 500;
const MOST_OF_ONE_PERSON = 8;
/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 20_000;
/** A page that reads so slowly is better off asking anew. */
const MOST_UNREAD_BYTES = 1_000_000;

interface Stream {
  readonly person: string;
  readonly out: ServerResponse;
}

/**
 * What a person's three phones receive, as server-sent events: one stream for all three, because a browser opens
 * no more than six connections to one host. `?after=` or `Last-Event-ID` say what the page already shows.
 */
export function streamBubbles(
  app: FastifyInstance,
  ledger: Ledger,
  { texts, log }: { texts: Texts; log: Log },
): void {
  const open = new Set<Stream>();
  const heartbeat = setInterval(() => {
    for (const { out } of open) say(out, ': still here\n\n');
  }, HEARTBEAT_MS).unref();
  // Before close: a server waits for its open answers, and these never end by themselves.
  app.addHook('preClose', async () => {
    clearInterval(heartbeat);
    for (const { out } of open) out.end();
  });

  app.get('/simulator/people/:person/stream', (request, reply) => {
    const { person } = request.params as { person: string };
    if (!isPerson(person)) return reply.code(404).send();
    const ofPerson = [...open].filter((stream) => stream.person === person).length;
    if (open.size >= MOST_STREAMS || ofPerson >= MOST_OF_ONE_PERSON) {
      log.warn('phone page refused a stream', { count: open.size });
      return reply.code(503).header('retry-after', '10').send();
    }
    const query = request.query as { after?: string; lang?: string };
    const after = Number(request.headers['last-event-id'] ?? query.after ?? 0) || 0;
    const language = languageOf(texts, query.lang);

    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const tell = (bubble: Bubble) => {
      const { seq, phone, received } = bubble;
      if (!received || seq <= after) return;
      const html = bubbleHtml(bubble, { person, language, texts });
      say(out, `id: ${seq}\ndata: ${JSON.stringify({ seq, phone, ...received, html })}\n\n`);
    };
    // The first bytes tell the browser that the line is open, even while nothing is said.
    say(out, 'retry: 2000\n\n');
    const missed = PHONES.flatMap((phone) => ledger.bubblesOf(phone, person));
    for (const bubble of missed.sort((one, other) => one.seq - other.seq)) tell(bubble);
    const stream: Stream = { person, out };
    open.add(stream);
    const unfollow = ledger.follow(person, tell);
    out.on('close', () => {
      unfollow();
      open.delete(stream);
    });
  });
}

function say(out: ServerResponse, lines: string): void {
  if (out.writableLength > MOST_UNREAD_BYTES) out.destroy();
  else out.write(lines);
}
