import { newSecret, shownSecret } from '../../core/webhook-secret.ts';
import { changeSecret } from '../../store/webhook-endpoints.ts';
import { isId } from '../ids.ts';
import { forPartners } from './guard.ts';
import { webhookPage } from './webhook-page.tsx';

/** For how long the old secret signs as well: the partner changes theirs within it and loses nothing. */
const BOTH_MS = 24 * 3_600_000;

export const newWebhookSecret = forPartners(async (visit) => {
  const { deps, params, staff } = visit;
  const id = params.id ?? '';
  const secret = newSecret();
  const now = deps.now();
  const by = { id, secret, previousUntil: new Date(now.getTime() + BOTH_MS), staffId: staff.id, now };
  if (!isId(id) || !(await changeSecret(deps.store, by)))
    return { redirect: '/partners', note: 'partners.error.gone' };
  deps.log.info('secret of a webhook endpoint changed', { staffId: staff.id });
  return webhookPage(visit, id, shownSecret(secret));
});
