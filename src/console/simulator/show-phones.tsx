import { randomBytes } from 'node:crypto';
import type { RouteHandlerMethod } from 'fastify';
import { render } from 'preact-render-to-string';
import type { Texts } from '../../i18n.ts';
import type { Ledger } from './ledger.ts';
import { isPerson } from './phone-address.ts';
import { PhonesPage } from './phones-page.tsx';

/** Only what this page is made of: no script of others, nothing inline, in nobody's frame. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function languageOf(texts: Texts, wanted: string | undefined): string {
  return texts.languages.find((language) => language === wanted) ?? texts.languages[0] ?? 'en';
}

/** The page of three phones. A visitor gets a person of their own, kept in the address so that a reload stays. */
export function showPhones(
  ledger: Ledger,
  texts: Texts,
  asset: (name: string) => string,
): RouteHandlerMethod {
  return async (request, reply) => {
    const query = request.query as { person?: string; lang?: string; unsent?: string };
    const language = languageOf(texts, query.lang);
    if (!isPerson(query.person)) {
      const person = `p${randomBytes(5).toString('hex')}`;
      return reply.redirect(`/simulator?${new URLSearchParams({ person, lang: language })}`, 303);
    }
    const page = (
      <PhonesPage
        ledger={ledger}
        asset={asset}
        reader={{ person: query.person, language, texts }}
        unsent={query.unsent !== undefined}
      />
    );
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': POLICY,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(`<!doctype html>${render(page)}`);
  };
}
