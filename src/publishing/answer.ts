import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Half a minute in a browser and as long again in a proxy before it: a verdict that was corrected or taken back is
 * nowhere shown for more than a minute. After that each asks again, and gets 304 while nothing has changed.
 */
const SHORT = 'public, max-age=30, s-maxage=30, must-revalidate';

/** How a public text or picture goes out: with what it needs to be asked for again cheaply. */
export function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  what: {
    readonly body: string | Buffer;
    readonly type: string;
    readonly changedAt?: Date;
    readonly status?: number;
    /** Nobody on the way may keep it, e.g. what somebody searched for. */
    readonly kept?: false;
  },
): FastifyReply {
  const { body, status = 200 } = what;
  reply
    .code(status)
    .type(what.type)
    .header('cache-control', what.kept === false ? 'private, no-store' : SHORT);
  if (what.changedAt) reply.header('last-modified', what.changedAt.toUTCString());
  if (what.kept !== false) {
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    reply.header('etag', etag);
    if (status === 200 && sameAs(request.headers['if-none-match'], etag)) return reply.code(304).send();
  }
  return reply.send(body);
}

/** RFC 9110, 13.1.2: weak comparison, since a proxy that compresses makes our tag a weak one. */
function sameAs(asked: string | undefined, etag: string): boolean {
  if (asked === undefined) return false;
  return asked.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag);
}
