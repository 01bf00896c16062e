import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import Fastify from 'fastify';
import { CONSOLE_ASSETS, loadAssets } from '../console/assets.ts';
import type { ConsoleDeps } from '../console/deps.ts';
import type { Room } from '../console/route.ts';
import { securityHeaders } from '../console/security-headers.ts';
import { serveRoutes } from '../console/serve.tsx';
import { serveAssets } from '../console/serve-assets.ts';

/** One room on a server of its own, beside a console: who signed in there is known here, as cookies know no port. */
export async function openRoomAlone(
  deps: ConsoleDeps,
  room: Room,
): Promise<{ url: string; close(): Promise<void> }> {
  const app = Fastify();
  const assets = loadAssets([...CONSOLE_ASSETS, ...(room.assets ?? [])]);
  await app.register(cookie);
  await app.register(formbody);
  await app.register(helmet, securityHeaders(deps.publicUrl));
  serveAssets(app, assets);
  serveRoutes(app, deps, assets, room.routes);
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
}
