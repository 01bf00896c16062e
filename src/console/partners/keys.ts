import { newApiKey } from '../../core/api-key.ts';
import { API_SCOPES, addApiKey, revokeApiKey } from '../../store/api-keys.ts';
import { isId } from '../ids.ts';
import { forPartners } from './guard.ts';
import { partnersPage } from './partners-page.tsx';

const NAME_MAX = 80;
const PER_MINUTE = 120;
const DAY_MS = 86_400_000;

/** Answers with the page itself: the key must not go into an address, a log or a history. */
export const makeKey = forPartners(async (visit) => {
  const { deps, form, staff } = visit;
  const name = form.get('name').slice(0, NAME_MAX);
  if (name === '') return partnersPage(visit, { fault: { field: 'name', key: 'name_missing' } });
  const { key, publicId, secretHash } = newApiKey();
  const days = Number.parseInt(form.get('days'), 10);
  const now = deps.now();
  await addApiKey(deps.store.db, {
    publicId,
    secretHash,
    name,
    scopes: API_SCOPES.filter((scope) => form.all('scopes').includes(scope)),
    perMinute: PER_MINUTE,
    expiresAt: days > 0 && days <= 3_650 ? new Date(now.getTime() + days * DAY_MS) : null,
    staffId: staff.id,
    now,
  });
  deps.log.info('key to the API made', { staffId: staff.id });
  return partnersPage(visit, { made: { what: 'key', value: key } });
});

export const revokeKey = forPartners(async ({ deps, params, staff }) => {
  const id = params.id ?? '';
  const done = isId(id) && (await revokeApiKey(deps.store.db, { id, staffId: staff.id, now: deps.now() }));
  if (done) deps.log.info('key to the API revoked', { staffId: staff.id });
  return { redirect: '/partners', note: done ? 'partners.done.revoked' : 'partners.error.gone' };
});
