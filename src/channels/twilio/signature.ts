import { createHash, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'node:querystring';

/** All fields of a form as Twilio signs them: unknown ones, empty ones and repeated ones too. */
export type Form = Readonly<Record<string, string | string[] | undefined>>;

export interface Signed {
  /** The configured public address with path and query exactly as received. */
  readonly url: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly signature: string;
}

/**
 * Makes the check that a request is Twilio's. Own code instead of the SDK's, which wants the body parsed by
 * somebody else and a token as text for every try; a test holds that both agree.
 * Source: Twilio, "Webhooks security"; `lib/webhooks/webhooks.js` of the SDK 6.2.
 *
 * @param tokens the account's auth tokens, two while rotating
 * @returns the form's fields where the signature holds (none for JSON), else undefined
 */
export function openSignatureCheck(tokens: readonly string[]): (signed: Signed) => Form | undefined {
  const keys = tokens.map((token) => createSecretKey(token, 'utf8'));

  const holds = (given: Buffer, url: string, fields: string) =>
    keys.some((key) => {
      const expected = Buffer.from(createHmac('sha1', key).update(url).update(fields).digest('base64'));
      return given.length === expected.length && timingSafeEqual(given, expected);
    });

  return ({ url, body, contentType, signature }) => {
    const hash = bodyHashOf(url);
    // With the body's hash in the address, the fields are not signed a second time.
    const form = hash === undefined || isForm(contentType) ? readForm(body) : {};
    const fields = hash === undefined ? signedFields(form) : '';
    const given = Buffer.from(signature);
    const seen = new Set<string>();
    for (const address of addressesTwilioMayHaveSigned(url)) {
      if (seen.has(address)) continue;
      seen.add(address);
      if (holds(given, address, fields))
        return hash === undefined || hashHolds(body, hash) ? form : undefined;
    }
    return undefined;
  };
}

/** `maxKeys: 0`: all of them, because a field left out is a signature that fails. */
function readForm(body: Buffer): Form {
  return parse(body.toString('utf8'), '&', '=', { maxKeys: 0 });
}

function isForm(contentType: string): boolean {
  return contentType.toLowerCase().startsWith('application/x-www-form-urlencoded');
}

/** Names in order of code units, each name followed by its value; of a repeated name each value once, in order. */
function signedFields(form: Form): string {
  let text = '';
  for (const name of Object.keys(form).sort()) {
    const value = form[name];
    if (typeof value === 'string') text += name + value;
    else for (const one of [...new Set(value)].sort()) text += name + one;
  }
  return text;
}

function bodyHashOf(url: string): string | undefined {
  if (!url.includes('bodySHA256')) return undefined;
  return new URL(url).searchParams.get('bodySHA256') ?? '';
}

function hashHolds(body: Buffer, hash: string): boolean {
  const expected = Buffer.from(createHash('sha256').update(body).digest('hex'));
  const given = Buffer.from(hash);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Twilio signs the address with or without the default port and, in some of its back ends, written anew.
 * A generator, because the first one nearly always is it.
 */
function* addressesTwilioMayHaveSigned(url: string): Generator<string> {
  yield withoutPort(url);
  yield withDefaultPort(url);
  const normal = new URL(url).toString();
  yield withoutPort(normal);
  yield withDefaultPort(normal);
  yield withQueryRewritten(withoutPort(normal));
  yield withQueryRewritten(withDefaultPort(normal));
}

/** Cut by hand: `new URL()` would write some characters anew that Twilio signed as they were. */
function cut(url: string) {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)/i.exec(url);
  if (!match) return undefined;
  const [start, scheme = '', authority = ''] = match;
  const at = authority.lastIndexOf('@') + 1;
  const host = authority.slice(at);
  // In [::1]:80 only a colon behind the bracket starts a port.
  const colon = host.indexOf(':', host.lastIndexOf(']') + 1);
  return {
    scheme,
    user: authority.slice(0, at),
    host: colon === -1 ? host : host.slice(0, colon),
    port: colon === -1 ? '' : host.slice(colon),
    rest: url.slice(start.length),
  };
}

function withoutPort(url: string): string {
  const parts = cut(url);
  return parts ? parts.scheme + parts.user + parts.host + parts.rest : url;
}

function withDefaultPort(url: string): string {
  const parts = cut(url);
  if (!parts || parts.port) return url;
  const port = parts.scheme.toLowerCase() === 'https://' ? ':443' : ':80';
  return parts.scheme + parts.user + parts.host + port + parts.rest;
}

function withQueryRewritten(url: string): string {
  const start = url.indexOf('?');
  if (start === -1 || start === url.length - 1) return url;
  return `${url.slice(0, start)}?${stringify(parse(url.slice(start + 1)))}`;
}
