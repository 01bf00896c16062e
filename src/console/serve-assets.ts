import type { FastifyInstance } from 'fastify';
import type { LoadedAsset } from './assets.ts';

const A_YEAR = 'public, max-age=31536000, immutable';

/** Files under `/assets`, from memory. An address with the right fingerprint never changes. */
export function serveAssets(scope: FastifyInstance, assets: ReadonlyMap<string, LoadedAsset>): void {
  scope.get<{ Params: { name: string }; Querystring: { v?: string } }>('/assets/:name', (request, reply) => {
    const asset = assets.get(request.params.name);
    if (!asset) return reply.callNotFound();
    const etag = `"${asset.version}"`;
    reply
      .header('etag', etag)
      .header('cache-control', request.query.v === asset.version ? A_YEAR : 'no-cache')
      .header('content-type', asset.type);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.send(asset.body);
  });
}
