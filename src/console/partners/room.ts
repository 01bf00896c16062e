import type { Room } from '../route.ts';
import { addWebhook } from './add-webhook.ts';
import { again, againSince, pause, remove, resume, tryOut } from './change-webhook.ts';
import { makeKey, revokeKey } from './keys.ts';
import { newWebhookSecret } from './new-secret.ts';
import { showPartners } from './partners-page.tsx';
import { showWebhook } from './webhook-page.tsx';

/** Programs of partners: keys to the API, and addresses that are told what we publish. */
export const partnersRoom: Room = {
  routes: [
    { method: 'GET', path: '/partners', handle: showPartners },
    { method: 'POST', path: '/partners/keys', handle: makeKey },
    { method: 'POST', path: '/partners/keys/:id/revoke', handle: revokeKey },
    { method: 'POST', path: '/partners/webhooks', handle: addWebhook },
    { method: 'GET', path: '/partners/webhooks/:id', handle: showWebhook },
    { method: 'POST', path: '/partners/webhooks/:id/secret', handle: newWebhookSecret },
    { method: 'POST', path: '/partners/webhooks/:id/pause', handle: pause },
    { method: 'POST', path: '/partners/webhooks/:id/resume', handle: resume },
    { method: 'POST', path: '/partners/webhooks/:id/remove', handle: remove },
    { method: 'POST', path: '/partners/webhooks/:id/try', handle: tryOut },
    { method: 'POST', path: '/partners/webhooks/:id/again', handle: again },
    { method: 'POST', path: '/partners/webhooks/:id/since', handle: againSince },
  ],
};
