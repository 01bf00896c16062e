import type { FastifyInstance } from 'fastify';
import { listAddresses } from '../store/published-verdicts.ts';
import { CORRECTIONS, inTongue, LIST, METHOD, verdictPath } from './addresses.ts';
import { answer } from './answer.ts';
import type { PublicDeps } from './deps.ts';

/** One file may hold 50,000 addresses (sitemaps.org); each verdict has one for each of four languages at most. */
const VERDICTS = 12_000;

/** `/sitemap.xml` and `/robots.txt`: the public pages may be found, and nothing else of ours. */
export function serveSitemap(scope: FastifyInstance, deps: PublicDeps): void {
  const { publicUrl, training } = deps;
  const allowed = [LIST, '/feeds/', '/sitemap.xml'].map((path) => `Allow: ${path}\n`).join('');
  const robots = training
    ? 'User-agent: *\nDisallow: /\n'
    : `User-agent: *\n${allowed}Disallow: /verdicts?*q=\nDisallow: /\n\nSitemap: ${publicUrl}/sitemap.xml\n`;
  scope.get('/robots.txt', async (request, reply) =>
    answer(request, reply, { body: robots, type: 'text/plain; charset=utf-8' }),
  );
  scope.get('/sitemap.xml', async (request, reply) => {
    const verdicts = training ? [] : await listAddresses(deps.store.db, VERDICTS);
    const entry = (path: string, languages: readonly string[], changedAt?: Date) => {
      const alternates = languages
        .map(
          (each) =>
            `<xhtml:link rel="alternate" hreflang="${each}" href="${publicUrl}${inTongue(path, each)}"/>`,
        )
        .join('');
      const changed = changedAt ? `<lastmod>${changedAt.toISOString()}</lastmod>` : '';
      return languages
        .map((each) => `<url><loc>${publicUrl}${inTongue(path, each)}</loc>${changed}${alternates}</url>`)
        .join('\n');
    };
    const pages = [LIST, METHOD, CORRECTIONS].map((path) => entry(path, deps.texts.languages));
    const body = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
      ...pages,
      ...verdicts.map(({ code, languages, changedAt }) => entry(verdictPath(code), languages, changedAt)),
      '</urlset>',
    ].join('\n');
    return answer(request, reply, { body, type: 'application/xml; charset=utf-8' });
  });
}
