import { refusalOf } from '../../core/public-address.ts';
import { newSecret, shownSecret } from '../../core/webhook-secret.ts';
import { addEndpoint } from '../../store/webhook-endpoints.ts';
import { WEBHOOK_EVENTS } from '../../store/webhooks.ts';
import { forPartners } from './guard.ts';
import { partnersPage } from './partners-page.tsx';

const URL_MAX = 2_000;

/** Answers with the page itself: the secret must not go into an address, a log or a history. */
export const addWebhook = forPartners(async (visit) => {
  const { deps, form, staff } = visit;
  const url = form.get('url');
  const fault = faultOf(url, deps.webhooksPrivate);
  if (fault) return partnersPage(visit, { fault: { field: 'url', key: fault } });
  const secret = newSecret();
  const chosen = (name: string, known: readonly string[]) =>
    form.all(name).filter((each) => known.includes(each));
  const id = await addEndpoint(deps.store, {
    url,
    events: chosen('events', WEBHOOK_EVENTS),
    languages: chosen('languages', deps.texts.languages),
    categories: chosen(
      'categories',
      deps.categories.map(({ id }) => id),
    ),
    secret,
    staffId: staff.id,
    now: deps.now(),
  });
  deps.log.info('webhook endpoint added', { staffId: staff.id });
  return partnersPage(visit, {
    made: { what: 'secret', value: shownSecret(secret), link: `/partners/webhooks/${id}` },
  });
});

function faultOf(url: string, privateToo: boolean): string | null {
  if (url === '' || url.length > URL_MAX) return 'invalid';
  const refused = refusalOf(url);
  const allowed = privateToo && /^https?:\/\//.test(url) && URL.canParse(url);
  return refused && !(allowed && refused !== 'credentials') ? refused : null;
}
