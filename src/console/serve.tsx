import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { render } from 'preact-render-to-string';
import { neighbourhood } from '../core/neighbourhood.ts';
import { fileAnswer } from '../media/file-answer.ts';
import { countTroubled } from '../store/sender-health.ts';
import { countWaiting } from '../store/waiting.ts';
import type { LoadedAsset } from './assets.ts';
import { cookieOptions } from './cookies.ts';
import type { ConsoleDeps } from './deps.ts';
import { exerciseFor } from './exercise/bar.tsx';
import { isSameOrigin } from './form-token.ts';
import { leads, sitsElsewhere } from './guards.ts';
import { Layout } from './layout.tsx';
import { readVisit } from './read-visit.ts';
import { Refusal } from './refusal.tsx';
import type { Answer, CookieChange, Route, Visit } from './route.ts';
import { holdForm } from './session/held-form.ts';
import { loginPage } from './session/login-page.tsx';
import { readUpload } from './upload.ts';

const NOBODY = { open: 0, late: 0, danger: 0 };

/** Turns a route table into HTTP: reads the visit, checks that forms are ours, renders what handlers answer. */
export function serveRoutes(
  scope: FastifyInstance,
  deps: ConsoleDeps,
  assets: ReadonlyMap<string, LoadedAsset>,
  routes: readonly Route[],
): void {
  for (const { method, path, handle, perMinute, keepsText, takesFile } of routes) {
    scope.route({
      method,
      url: path,
      ...(perMinute !== undefined && {
        config: {
          rateLimit: { max: perMinute, timeWindow: 60_000, keyGenerator: ({ ip }) => neighbourhood(ip) },
        },
      }),
      handler: async (request, reply) => {
        const sameOrigin = isSameOrigin(request.headers, deps.publicUrl);
        const { visit, cookies, tokenHolds, ended } =
          takesFile && request.isMultipart()
            ? await readWithFile(deps, assets, request, sameOrigin)
            : await readVisit(deps, assets, request);
        if (method === 'GET' || (tokenHolds && sameOrigin)) {
          return send(reply, visit, await handle(visit), cookies);
        }
        // htmx would leave the page, and with it what is being typed there.
        if (ended && sameOrigin && !visit.piece) {
          return send(reply, visit, signInAgain(visit, keepsText ? holdForm(visit) : null), cookies);
        }
        deps.log.warn('form refused: not from a page of ours', { path });
        return send(reply, visit, staleForm(visit), cookies);
      },
    });
  }
}

/** Somebody's file is read only once it is known that they are of ours: whoever else could fill our memory. */
async function readWithFile(
  deps: ConsoleDeps,
  assets: ReadonlyMap<string, LoadedAsset>,
  request: FastifyRequest,
  sameOrigin: boolean,
) {
  const { fields, file } = await readUpload(request, async (sofar) => {
    const { visit, tokenHolds } = await readVisit(deps, assets, request, sofar);
    return sameOrigin && tokenHolds && visit.staff !== null;
  });
  return readVisit(deps, assets, request, fields, file);
}

/** 404 for everything that no route knows. */
export async function serveNothing(
  deps: ConsoleDeps,
  assets: ReadonlyMap<string, LoadedAsset>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { visit, cookies } = await readVisit(deps, assets, request);
  return send(reply, visit, { refuse: 404 }, cookies);
}

/** @param held what they sent, to be sent again after signing in; null: it was too long, or one press makes it again */
function signInAgain(visit: Visit, held: string | null): Answer {
  return loginPage(visit, { name: '', next: '/', fault: 'ended', ...(held !== null && { held }) });
}

function staleForm(visit: Visit): Answer {
  return {
    page: <Refusal visit={visit} kind="stale" />,
    title: visit.t('console.refusal.stale.title'),
    status: 403,
  };
}

async function send(
  reply: FastifyReply,
  visit: Visit,
  answer: Answer,
  always: readonly CookieChange[],
): Promise<FastifyReply> {
  const { deps } = visit;
  for (const change of [...always, ...('cookies' in answer ? (answer.cookies ?? []) : [])]) {
    const options = cookieOptions(deps.publicUrl, change);
    if (change.value === null) reply.clearCookie(change.name, options);
    else reply.setCookie(change.name, change.value, options);
  }
  if ('file' in answer) {
    const { status, headers, body } = fileAnswer(answer.file, reply.request.headers.range);
    return reply.code(status).headers(headers).send(body);
  }
  reply.header('cache-control', 'no-store');
  const hears = 'microphone' in answer && answer.microphone;
  reply.header('permissions-policy', `camera=(), microphone=(${hears ? 'self' : ''})`);
  if ('download' in answer) {
    reply.header('content-disposition', `attachment; filename="${answer.name}"`);
    return reply.type(answer.type).send(answer.download);
  }
  if ('redirect' in answer) {
    const to = withNote(answer.redirect, answer.note);
    // htmx would follow and put a whole page into the list: it must load that page instead.
    if (reply.request.headers['hx-request'] === 'true')
      return reply.header('hx-redirect', to).code(204).send();
    return reply.redirect(to, 303);
  }
  reply.type('text/html; charset=utf-8');
  if ('fragment' in answer) {
    return answer.fragment === null ? reply.code(204).send() : reply.send(render(answer.fragment));
  }
  const shown =
    'refuse' in answer
      ? {
          page: <Refusal visit={visit} kind={answer.refuse === 403 ? 'forbidden' : 'missing'} />,
          title: visit.t(`console.refusal.${answer.refuse === 403 ? 'forbidden' : 'missing'}.title`),
          status: answer.refuse,
        }
      : answer;
  const seen = ('visit' in shown && shown.visit) || visit;
  const page = render(
    <Layout
      visit={seen}
      title={shown.title}
      waiting={seen.staff && !sitsElsewhere(seen.staff) ? await countWaiting(deps.store.db) : NOBODY}
      troubled={leads(seen.staff) ? await countTroubled(deps.store.db, [...deps.accounts.keys()]) : 0}
      exercise={await exerciseFor(seen)}
      note={readNote(visit)}
      scripts={('scripts' in shown && shown.scripts) || []}
      styles={('styles' in shown && shown.styles) || []}
      wide={('wide' in shown && shown.wide) || false}
    >
      {shown.page}
    </Layout>,
  );
  return reply.code(shown.status ?? 200).send(`<!doctype html>${page}`);
}

function withNote(path: string, note: string | undefined): string {
  if (note === undefined) return path;
  return `${path}${path.includes('?') ? '&' : '?'}note=${encodeURIComponent(note)}`;
}

/** Only keys made for it: a link cannot make a page say any text of ours. */
function readNote(visit: Visit): { text: string; bad: boolean } | null {
  const key = visit.query.get('note');
  const kind = /^[a-z_]+\.(done|error)\.[a-z_.]+$/.exec(key)?.[1];
  if (kind === undefined || !visit.deps.texts.languages.some((each) => visit.deps.texts.has(each, key))) {
    return null;
  }
  try {
    return { text: visit.t(key), bad: kind === 'error' };
  } catch {
    // A text with placeholders is no note.
    return null;
  }
}
