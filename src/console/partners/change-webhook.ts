import {
  pauseEndpoint,
  removeEndpoint,
  resumeEndpoint,
  sendAgain,
  sendAgainSince,
  sendTest,
} from '../../store/webhook-endpoints.ts';
import { isId } from '../ids.ts';
import type { Handler, SignedVisit } from '../route.ts';
import { forPartners } from './guard.ts';

const DAY_MS = 86_400_000;
const DAYS_MAX = 90;

/** One move on the endpoint of the path, and back to its page. @param act false: it could not be done any more */
function onWebhook(
  done: string,
  act: (visit: SignedVisit, by: { id: string; staffId: string; now: Date }) => Promise<boolean>,
  back: (id: string) => string = (id) => `/partners/webhooks/${id}`,
): Handler {
  return forPartners(async (visit) => {
    const { deps, params, staff } = visit;
    const id = params.id ?? '';
    if (!isId(id) || !(await act(visit, { id, staffId: staff.id, now: deps.now() }))) {
      return { redirect: isId(id) ? back(id) : '/partners', note: 'partners.error.gone' };
    }
    deps.wake('webhooks', [id]);
    deps.log.info('webhook endpoint changed', { staffId: staff.id, kind: done });
    return { redirect: back(id), note: `partners.done.${done}` };
  });
}

export const pause = onWebhook('paused', ({ deps }, by) => pauseEndpoint(deps.store, by));
export const resume = onWebhook('resumed', ({ deps }, by) => resumeEndpoint(deps.store, by));
export const remove = onWebhook(
  'removed',
  ({ deps }, by) => removeEndpoint(deps.store, by),
  () => '/partners',
);
export const tryOut = onWebhook('tried', ({ deps }, { id, now }) => sendTest(deps.store.db, { id, now }));

export const again = onWebhook('again', async ({ deps, form }, { id }) => {
  const delivery = form.get('delivery');
  return isId(delivery) && sendAgain(deps.store.db, { id: delivery, endpointId: id });
});

export const againSince = onWebhook('since', async ({ deps, form }, { id, now }) => {
  const days = Math.min(Math.max(Number.parseInt(form.get('days'), 10) || 1, 1), DAYS_MAX);
  const since = new Date(now.getTime() - days * DAY_MS);
  return (await sendAgainSince(deps.store.db, { endpointId: id, since })) > 0;
});
