import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { render } from 'preact-render-to-string';
import { neighbourhood } from '../core/neighbourhood.ts';
import { readCode } from '../desks/code.ts';
import { chooseLanguage } from '../language/accepted.ts';
import {
  countAskers,
  countStanding,
  findRecord,
  listCorrections,
  listStanding,
} from '../store/published-verdicts.ts';
import { RATINGS } from '../store/verdicts.ts';
import { CORRECTIONS, LIST, METHOD } from './addresses.ts';
import { answer } from './answer.ts';
import { serveCards } from './card/serve.ts';
import type { PublicDeps } from './deps.ts';
import { serveFeeds } from './feeds.ts';
import { Layout, type Page } from './layout.tsx';
import { type Asked, listPage, PAGE_SIZE } from './list-page.tsx';
import { correctionsPage, methodPage, missingPage } from './other-pages.tsx';
import { serveRadio } from './radio.tsx';
import { languagesOf, type Reader, readerIn, roundedAskers } from './reader.ts';
import { searchWords } from './search-words.ts';
import { serveSitemap } from './sitemap.ts';
import { serveSounds } from './sounds.ts';
import { verdictPage, withdrawnPage } from './verdict-page.tsx';

/** A page with its pictures is a handful; many phones may come through one address of an operator. */
const PER_MINUTE = 600;

/** Nobody reads so far back; each page further is slower to find. */
const PAGES_MAX = 1_000;
const CORRECTIONS_SHOWN = 200;

interface Query {
  readonly lang?: unknown;
  readonly q?: unknown;
  readonly rating?: unknown;
  readonly category?: unknown;
  readonly in?: unknown;
  readonly page?: unknown;
}

type PublicRequest = Pick<FastifyRequest, 'query' | 'headers'>;

/** Opens what the public reads without a phone: pages, feeds, pictures. */
export async function registerPublishing(app: FastifyInstance, deps: PublicDeps): Promise<void> {
  const css = readFileSync(new URL('./assets/public.css', import.meta.url));
  const cssPath = `${LIST}/public.css?v=${createHash('sha256').update(css).digest('base64url').slice(0, 12)}`;
  const { db } = deps.store;

  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    reader: Reader,
    page: Page,
    more: { status?: number; changedAt?: Date; kept?: false } = {},
  ) => {
    const html = render(<Layout deps={deps} reader={reader} page={page} css={cssPath} />);
    reply.header('vary', 'accept-language').header('content-language', reader.language);
    if (page.path === undefined || deps.training) reply.header('x-robots-tag', 'noindex');
    return answer(request, reply, {
      body: `<!doctype html>${html}`,
      type: 'text/html; charset=utf-8',
      ...more,
    });
  };
  const missing = (request: FastifyRequest, reply: FastifyReply) => {
    const reader = readerOf(deps, request);
    return show(request, reply, reader, missingPage(deps, reader), { status: 404, kept: false });
  };

  await app.register(async (scope) => {
    await scope.register(helmet, publicHeaders(deps.publicUrl));
    await scope.register(rateLimit, {
      max: PER_MINUTE,
      timeWindow: 60_000,
      keyGenerator: ({ ip }) => neighbourhood(ip),
    });
    scope.setErrorHandler((error, request, reply) => {
      const told = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
      const status = told >= 400 && told < 500 ? told : 500;
      const path = request.routeOptions.url;
      // The pattern of the address, never the address: it may hold what somebody searched for.
      if (status === 500)
        deps.log.error('public page failed', { ...(path !== undefined && { path }), error });
      const { t } = readerOf(deps, request);
      const text =
        status === 429 ? t('public.too_many') : `${t('public.broken.title')}. ${t('public.broken.text')}`;
      return reply
        .code(status)
        .header('cache-control', 'no-store')
        .type('text/plain; charset=utf-8')
        .send(text);
    });

    scope.get<{ Querystring: Query }>(LIST, async (request, reply) => {
      const reader = readerOf(deps, request);
      const asked = readAsked(deps, request.query);
      const filter = {
        words: searchWords(asked.words),
        ...(asked.rating && { rating: asked.rating }),
        ...(asked.category !== undefined && { category: asked.category }),
        ...(asked.written !== undefined && { language: asked.written }),
      };
      const [verdicts, total] = await Promise.all([
        listStanding(db, filter, { limit: PAGE_SIZE, offset: (asked.page - 1) * PAGE_SIZE }),
        countStanding(db, filter),
      ]);
      const page = listPage(deps, reader, asked, { verdicts, total });
      return show(request, reply, reader, page, asked.words === '' ? {} : { kept: false });
    });
    scope.get(CORRECTIONS, async (request, reply) => {
      const reader = readerOf(deps, request);
      const corrections = await listCorrections(db, CORRECTIONS_SHOWN);
      return show(request, reply, reader, correctionsPage(deps, reader, corrections));
    });
    scope.get(METHOD, async (request, reply) => {
      const reader = readerOf(deps, request);
      return show(request, reply, reader, methodPage(deps, reader));
    });
    scope.get(`${LIST}/public.css`, async (request, reply) =>
      answer(request, reply, { body: css, type: 'text/css; charset=utf-8' }),
    );
    scope.get<{ Params: { code: string }; Querystring: Query }>(`${LIST}/:code`, async (request, reply) => {
      const typed = request.params.code;
      const code = readCode(typed);
      const record = code === null ? undefined : await findRecord(db, code);
      if (code === null || !record) return missing(request, reply);
      // One address for each verdict: what was typed in small letters leads there.
      if (typed !== code) {
        const query =
          typeof request.query.lang === 'string'
            ? `?${new URLSearchParams({ lang: request.query.lang })}`
            : '';
        return reply.redirect(`${LIST}/${code}${query}`, 302);
      }
      if (!record.standing) {
        const reader = readerOf(deps, request);
        return show(request, reply, reader, withdrawnPage(deps, reader, record), { status: 410 });
      }
      const reader = readerOf(deps, request, languagesOf(deps, record.standing));
      const askers = roundedAskers(await countAskers(db, record.claim.claimId));
      const page = verdictPage(deps, reader, record, record.standing, askers);
      return show(request, reply, reader, page, { changedAt: record.standing.decidedAt });
    });
    serveSounds(scope, deps);
    serveCards(scope, deps, missing);
    serveRadio(scope, deps, {
      reader: (request, among) => readerOf(deps, request, among),
      show,
      missing,
    });
    serveFeeds(scope, deps);
    serveSitemap(scope, deps);
    scope.get(`${LIST}/*`, async (request, reply) => missing(request, reply));
  });
}

/** Nothing runs, nothing comes from elsewhere: pages work without a script and have none. */
function publicHeaders(publicUrl: string) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'style-src': ["'self'"],
        'img-src': ["'self'"],
        'media-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    // Where a reader comes from is no business of the sources; what they searched for even less.
    referrerPolicy: { policy: 'no-referrer' as const },
    xFrameOptions: { action: 'deny' as const },
    // Feeds and pictures are for other sites, too.
    crossOriginResourcePolicy: { policy: 'cross-origin' as const },
    hsts: publicUrl.startsWith('https:') ? { maxAge: 15_552_000 } : false,
  };
}

/** @param among what there is to choose from; left out: every language of the deployment */
function readerOf(deps: PublicDeps, request: PublicRequest, among: readonly string[] = []): Reader {
  const { lang } = (request.query ?? {}) as Query;
  return readerIn(
    deps,
    chooseLanguage(
      among.length > 0 ? among : deps.texts.languages,
      typeof lang === 'string' ? lang : undefined,
      request.headers['accept-language'],
    ),
  );
}

/** What nobody can have meant is left out rather than refused: an old link still shows something. */
function readAsked(deps: PublicDeps, query: Query): Asked {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const page = Number(text(query.page) || '1');
  return {
    words: text(query.q).slice(0, 200).trim(),
    rating: RATINGS.find((each) => each === query.rating),
    category: deps.categories.find(({ id }) => id === query.category)?.id,
    written: deps.texts.languages.find((each) => each === query.in),
    page: Number.isInteger(page) && page >= 1 && page <= PAGES_MAX ? page : 1,
  };
}
