import type { FastifyInstance } from 'fastify';
import { type Asset, assetUrl, loadAssets } from '../assets.ts';

const FILES: readonly Asset[] = [
  {
    name: 'simulator.js',
    file: new URL('./assets/simulator.js', import.meta.url),
    type: 'text/javascript',
  },
  // A drawing, made for this page: nothing in it was ever seen or said.
  { name: 'notice.jpg', file: new URL('./assets/notice.jpg', import.meta.url), type: 'image/jpeg' },
  { name: 'simulator.css', file: new URL('./assets/simulator.css', import.meta.url), type: 'text/css' },
];

/**
 * Serves what the phone page is made of.
 * @returns gives the address of a file, with its fingerprint
 */
export function serveAssets(app: FastifyInstance): (name: string) => string {
  const assets = loadAssets(FILES);
  for (const [name, { body, type }] of assets) {
    app.get(`/assets/${name}`, async (_request, reply) =>
      reply
        .headers({
          'content-type': type,
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
        })
        .send(body),
    );
  }
  return (name) => assetUrl(assets, name);
}
