import { createHash } from 'node:crypto';
import type { CookieChange } from './route.ts';

/** `__Host-` binds a cookie to this very host over TLS; browsers refuse the prefix without TLS. */
export function cookieNames(publicUrl: string) {
  const prefix = publicUrl.startsWith('https:') ? '__Host-' : '';
  return {
    session: `${prefix}teledjol_session`,
    /** Before signing in: what form tokens are bound to. */
    visitor: `${prefix}teledjol_visitor`,
    /** Lets somebody in who signed in here before, while others guess at their name (session/attempts.ts). */
    known: `${prefix}teledjol_known`,
    language: `${prefix}teledjol_language`,
  };
}

/** `Lax` and not `Strict`: a link to a claim in a chat must open without signing in again. */
export function cookieOptions(publicUrl: string, change: CookieChange) {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    ...(change.maxAgeSeconds !== undefined && { maxAge: change.maxAgeSeconds }),
  } as const;
}

/** What of a token is kept: a copy of the database opens nothing. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
