import type { FastifyHelmetOptions } from '@fastify/helmet';

/** No inline script or style, nothing from elsewhere, no frames: what slips through escaping still cannot run. */
export function securityHeaders(publicUrl: string): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'"],
        'media-src': ["'self'"],
        'connect-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    // `no-referrer` would make browsers send `Origin: null` with forms, and every form would be refused.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    hsts: publicUrl.startsWith('https:') ? { maxAge: 15_552_000 } : false,
  };
}
