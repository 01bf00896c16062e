import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { neighbourhood } from '../../core/neighbourhood.ts';
import { answer } from '../answer.ts';
import { type Access, admit, readAccess } from './access.ts';
import { openApiDocument } from './openapi.ts';
import { apiPage } from './page.ts';
import { Problem, problemOf } from './problem.ts';
import type { ApiDeps, ApiRoute } from './route.ts';
import { API_ROUTES } from './routes.ts';

/** Of one address without a key: enough to look around, and for a site that asks every few seconds. */
const PER_MINUTE = 30;
/** Until a process that matches may have read what is known. */
const AGAIN_SECONDS = 60;
const BODY_MAX = 64 * 1_024;

declare module 'fastify' {
  interface FastifyRequest {
    apiAccess: Access;
  }
}

/** Opens /api: its page, its OpenAPI file and version 1. */
export async function registerApi(app: FastifyInstance, deps: ApiDeps): Promise<void> {
  const { desk, publicUrl } = deps;
  const document = openApiDocument(publicUrl);
  const file = JSON.stringify(document);
  const page = apiPage(document);
  await app.register(
    async (scope) => {
      scope.decorateRequest('apiAccess', null as never);
      scope.addHook('onRequest', async (request) => {
        request.apiAccess = await readAccess(desk.store.db, request.headers.authorization, desk.now());
      });
      await scope.register(rateLimit, {
        enableDraftSpec: true,
        timeWindow: 60_000,
        keyGenerator: ({ apiAccess, ip }) =>
          apiAccess.kind === 'key' ? `key ${apiAccess.keyId}` : neighbourhood(ip),
        max: ({ apiAccess }: FastifyRequest) => (apiAccess.kind === 'key' ? apiAccess.perMinute : PER_MINUTE),
      });
      const refuse = (reply: FastifyReply, problem: Problem) => {
        const body = problem.body(publicUrl);
        if (body.status === 401) reply.header('www-authenticate', 'Bearer');
        if (body.status === 503) reply.header('retry-after', AGAIN_SECONDS);
        reply.header('cache-control', 'no-store').header('access-control-allow-origin', '*');
        return reply.code(body.status).type('application/problem+json').send(body);
      };
      scope.setErrorHandler((error, request, reply) => {
        const problem = problemOf(error);
        // The pattern of the address, never the address: it may hold what somebody searched for.
        const path = request.routeOptions.url;
        if (problem.kind === 'failed') {
          desk.log.error('request to the API failed', { ...(path !== undefined && { path }), error });
        }
        return refuse(reply, problem);
      });
      scope.setNotFoundHandler((_request, reply) =>
        refuse(reply, new Problem('not_found', `See ${publicUrl}/api for what there is.`)),
      );
      scope.get('', (request, reply) =>
        answer(request, reply, { body: page, type: 'text/html; charset=utf-8' }),
      );
      scope.get('/openapi.json', (request, reply) => {
        reply.header('access-control-allow-origin', '*');
        return answer(request, reply, { body: file, type: 'application/json; charset=utf-8' });
      });
      for (const route of API_ROUTES) serveRoute(scope, deps, route);
    },
    { prefix: '/api' },
  );
}

function serveRoute(scope: FastifyInstance, deps: ApiDeps, route: ApiRoute): void {
  const url = `/v1${route.path.replace(/\{(\w+)\}/g, ':$1')}`;
  const words = { texts: deps.desk.texts, publicUrl: deps.publicUrl };
  scope.route({
    method: route.method,
    url,
    bodyLimit: BODY_MAX,
    handler: async (request, reply) => {
      const keyId = admit(request.apiAccess, route.scope);
      const { params, query, headers, body, apiAccess } = request;
      const scopes = apiAccess.kind === 'key' ? apiAccess.scopes : [];
      const given = await route.serve({ deps, words, keyId, scopes, params, query, headers, body });
      const open = route.scope === null;
      const searched = typeof query === 'object' && query !== null && 'q' in query;
      const wider = route.wider !== undefined && scopes.includes(route.wider);
      if (route.wider !== undefined) reply.header('vary', 'authorization');
      // What anybody may read, any page in a browser may read.
      if (open) reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', '*');
      return answer(request, reply, {
        body: JSON.stringify(given.body),
        type: 'application/json; charset=utf-8',
        status: given.status,
        // What is for one key alone, and what somebody searched for.
        ...((!open || wider || searched) && { kept: false as const }),
      });
    },
  });
  if (route.scope !== null) return;
  // A browser asks first where a key or an If-None-Match goes along.
  scope.options(url, (_request, reply) =>
    reply
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': 'authorization, if-none-match',
        'access-control-max-age': '86400',
      })
      .code(204)
      .send(),
  );
}
