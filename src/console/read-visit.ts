import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { chooseLanguage } from '../language/accepted.ts';
import { findSession } from '../store/sessions.ts';
import { assetUrl, type LoadedAsset } from './assets.ts';
import { cookieNames, hashToken } from './cookies.ts';
import type { ConsoleDeps } from './deps.ts';
import { TOKEN_FIELD } from './form.tsx';
import { formTokenOf, isFormToken } from './form-token.ts';
import { readForm } from './form-values.ts';
import type { CookieChange, Visit } from './route.ts';
import type { Upload } from './upload.ts';

export interface ReadVisit {
  readonly visit: Visit;
  /** Cookies that any answer must set, e.g. the visitor's first. */
  readonly cookies: readonly CookieChange[];
  /** Whether the form carries the token of this browser. */
  readonly tokenHolds: boolean;
  /** The form is one of ours, but the session it was made in has ended. */
  readonly ended: boolean;
}

/**
 * Reads who asks, in which language, and what they sent. One query where a session cookie comes along.
 * @param body the fields that were sent; `upload` the file beside them
 */
export async function readVisit(
  deps: ConsoleDeps,
  assets: ReadonlyMap<string, LoadedAsset>,
  request: FastifyRequest,
  body: unknown = request.body,
  upload: Upload | null = null,
): Promise<ReadVisit> {
  const names = cookieNames(deps.publicUrl);
  const token = request.cookies[names.session] ?? '';
  // htmx refreshes lists by itself: an open tab on an empty desk must not keep a session for ever.
  const method = request.method === 'POST' ? 'POST' : 'GET';
  const piece = request.headers['hx-request'] === 'true';
  const slide = !piece || method === 'POST';
  const staff = token === '' ? undefined : await findSession(deps.store.db, hashToken(token), slide);
  const visitor = request.cookies[names.visitor] || randomBytes(32).toString('base64url');
  const bound = staff ? token : visitor;
  const key = deps.store.seal.internalKey;
  const form = readForm(method === 'POST' ? body : undefined);
  const language =
    staff?.language ??
    chooseLanguage(deps.texts.languages, request.cookies[names.language], request.headers['accept-language']);
  return {
    visit: {
      deps,
      params: request.params as Record<string, string>,
      query: readForm(request.query),
      form,
      upload,
      method,
      piece,
      url: request.url,
      from: request.ip,
      language,
      t: (text, values) => deps.texts.text(language, text, values),
      staff: staff ?? null,
      formToken: formTokenOf(key, bound),
      cookies: request.cookies,
      asset: (name) => assetUrl(assets, name),
    },
    cookies:
      !staff && request.cookies[names.visitor] !== visitor ? [{ name: names.visitor, value: visitor }] : [],
    tokenHolds: isFormToken(key, bound, form.exact(TOKEN_FIELD)),
    ended: !staff && token !== '' && isFormToken(key, token, form.exact(TOKEN_FIELD)),
  };
}
