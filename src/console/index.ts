import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { assetUrl, CONSOLE_ASSETS, loadAssets } from './assets.ts';
import type { ConsoleDeps } from './deps.ts';
import { homeRoom } from './home.ts';
import { securityHeaders } from './security-headers.ts';
import { serveNothing, serveRoutes } from './serve.tsx';
import { serveAssets } from './serve-assets.ts';
import { serveErrors } from './serve-errors.ts';

/** The route table of the whole console, room by room. */
const ROOMS = [homeRoom];

/**
 * Opens the console. Its parsers, headers and error pages live in a scope of their own: webhooks on the same
 * server keep their raw bodies.
 * @throws where an asset is missing
 */
export async function registerConsole(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  const assets = loadAssets([...CONSOLE_ASSETS, ...ROOMS.flatMap((room) => room.assets ?? [])]);
  await app.register(async (scope) => {
    await scope.register(cookie);
    await scope.register(formbody, { bodyLimit: 64 * 1024 });
    await scope.register(helmet, securityHeaders(deps.publicUrl));
    serveErrors(scope, deps);
    serveAssets(scope, assets);
    for (const room of ROOMS) serveRoutes(scope, deps, assets, room.routes);
    scope.get('/favicon.ico', (_request, reply) => reply.redirect(assetUrl(assets, 'icon.svg'), 302));
    scope.setNotFoundHandler((request, reply) => serveNothing(deps, assets, request, reply));
  });
}
