import type { FastifyInstance } from 'fastify';
import { chooseLanguage } from '../language/accepted.ts';
import type { ConsoleDeps } from './deps.ts';
import { failurePage } from './failure-page.tsx';

/**
 * A page in words for what went wrong, without details and without asking the database, which may be what failed.
 * The log gets the route's pattern, never the address: it may hold an invite's token.
 */
export function serveErrors(scope: FastifyInstance, deps: ConsoleDeps): void {
  scope.setErrorHandler((error, request, reply) => {
    const told = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    const status = told >= 400 && told < 500 ? told : 500;
    if (status === 500) {
      const path = request.routeOptions.url;
      deps.log.error('page failed', { ...(path !== undefined && { path }), error });
    }
    const language = chooseLanguage(deps.texts.languages, undefined, request.headers['accept-language']);
    const kind = status === 500 ? 'failed' : status === 429 ? 'too_fast' : 'unreadable';
    return reply
      .code(status)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(failurePage(deps.texts, language, kind));
  });
}
