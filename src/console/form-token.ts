import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Proves that a form came from a page of ours in this very browser: an HMAC of the session's (or the visitor's)
 * cookie under a key that never leaves the server, so that neither a foreign page nor a planted cookie gives one
 * (OWASP CSRF Prevention Cheat Sheet, "signed double submit cookie").
 */
export function formTokenOf(key: Buffer, cookie: string): string {
  return createHmac('sha256', key).update(`console form\n${cookie}`).digest('base64url');
}

export function isFormToken(key: Buffer, cookie: string, given: string): boolean {
  const expected = Buffer.from(formTokenOf(key, cookie));
  const got = Buffer.from(given);
  return got.length === expected.length && timingSafeEqual(got, expected);
}

/**
 * Whether the browser says that the request came from our own pages. Browsers send at least one of these headers
 * with every form; a program that sends neither still needs the token.
 * @param own addresses under which we are reached: PUBLIC_URL, and the one in the `Host` header, which a foreign
 *   page cannot choose
 */
export function isSameOrigin(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  publicUrl: string,
): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.origin === new URL(publicUrl).origin || from.host === host;
}
