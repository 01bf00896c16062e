import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { accountRoom } from './account/room.ts';
import { assetUrl, CONSOLE_ASSETS, loadAssets } from './assets.ts';
import { bulletinTestRoom } from './bulletin-test/room.ts';
import { bulletinsRoom } from './bulletins/room.ts';
import { campaignsRoom } from './campaigns/room.ts';
import { channelsRoom } from './channels/room.ts';
import { costsRoom } from './costs/room.ts';
import type { ConsoleDeps } from './deps.ts';
import { exerciseRoom } from './exercise/room.ts';
import { figuresRoom } from './figures/room.ts';
import { homeRoom } from './home.ts';
import { listeningRoom } from './listening/room.ts';
import { mediaRoom } from './media/room.ts';
import { partnersRoom } from './partners/room.ts';
import { protectionRoom } from './protection/room.ts';
import { radioPackRoom } from './radio-pack/room.ts';
import { reportsRoom } from './reports/room.ts';
import type { Room } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { serveNothing, serveRoutes } from './serve.tsx';
import { serveAssets } from './serve-assets.ts';
import { serveErrors } from './serve-errors.ts';
import { sessionRoom } from './session/room.ts';
import { silenceRoom } from './silence/room.ts';
import { staffRoom } from './staff/room.ts';
import { trainingRoom } from './training/room.ts';
import { verificationRoom } from './verification/room.ts';
import { waitingRoom } from './waiting/room.ts';
import { watchRoom } from './watch/room.ts';
import { watchMapRoom } from './watch-map/room.ts';
import { linkedDeviceRoom } from './whatsapp-web/room.ts';

/** The route table of the whole console, room by room. */
export function openRooms(deps: Pick<ConsoleDeps, 'now'>): readonly Room[] {
  return [
    homeRoom,
    sessionRoom(deps.now),
    waitingRoom(),
    reportsRoom,
    watchRoom,
    silenceRoom,
    watchMapRoom,
    exerciseRoom,
    verificationRoom,
    bulletinsRoom(),
    campaignsRoom,
    radioPackRoom(),
    bulletinTestRoom,
    figuresRoom,
    listeningRoom,
    trainingRoom,
    protectionRoom,
    mediaRoom(),
    accountRoom(deps.now),
    staffRoom,
    channelsRoom,
    costsRoom,
    partnersRoom,
    linkedDeviceRoom,
  ];
}

/**
 * Opens the console. Its parsers, headers and error pages live in a scope of their own: webhooks on the same
 * server keep their raw bodies.
 * @throws where an asset is missing
 */
export async function registerConsole(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  const rooms = openRooms(deps);
  const assets = loadAssets([...CONSOLE_ASSETS, ...rooms.flatMap((room) => room.assets ?? [])]);
  await app.register(async (scope) => {
    await scope.register(cookie);
    await scope.register(formbody, { bodyLimit: 64 * 1024 });
    // Reads nothing by itself: see upload.ts.
    await scope.register(multipart);
    await scope.register(helmet, securityHeaders(deps.publicUrl));
    // Its memory holds the last few thousand addresses; only routes with `perMinute` use it.
    await scope.register(rateLimit, { global: false });
    serveErrors(scope, deps);
    serveAssets(scope, assets);
    for (const room of rooms) serveRoutes(scope, deps, assets, room.routes);
    scope.get('/favicon.ico', (_request, reply) => reply.redirect(assetUrl(assets, 'icon.svg'), 302));
    scope.setNotFoundHandler((request, reply) => serveNothing(deps, assets, request, reply));
  });
}
