import { API_SCOPES, type ApiKeyLine, listApiKeys } from '../../store/api-keys.ts';
import { type EndpointRow, listEndpoints } from '../../store/webhook-endpoints.ts';
import { WEBHOOK_EVENTS } from '../../store/webhooks.ts';
import { categoryName } from '../category-name.ts';
import { Field, PostForm } from '../form.tsx';
import type { Answer, SignedVisit } from '../route.ts';
import { At, Since } from '../time.tsx';
import { forPartners } from './guard.ts';

export interface PartnersShown {
  /** What was just made: shown this once, kept nowhere. */
  readonly made?: { readonly what: 'key' | 'secret'; readonly value: string; readonly link?: string };
  readonly fault?: { readonly field: 'url' | 'name'; readonly key: string };
}

export const showPartners = forPartners((visit) => partnersPage(visit));

export async function partnersPage(visit: SignedVisit, shown: PartnersShown = {}): Promise<Answer> {
  const { t, deps } = visit;
  const [keys, endpoints] = await Promise.all([listApiKeys(deps.store.db), listEndpoints(deps.store.db)]);
  return {
    title: t('partners.nav'),
    status: shown.fault ? 422 : 200,
    page: (
      <>
        <h1>{t('partners.nav')}</h1>
        {shown.made && <MadeSecret visit={visit} {...shown.made} />}
        <section class="card">
          <h2>{t('partners.webhooks')}</h2>
          <p>{t('partners.webhooks_text')}</p>
          {endpoints.length > 0 && <Endpoints visit={visit} endpoints={endpoints} />}
          <NewEndpoint visit={visit} shown={shown} />
        </section>
        <section class="card">
          <h2>{t('partners.keys')}</h2>
          <p>
            {t('partners.keys_text')} <a href="/api">/api</a>
          </p>
          {keys.length > 0 && <Keys visit={visit} keys={keys} />}
          <NewKey visit={visit} shown={shown} />
        </section>
      </>
    ),
  };
}

/** @param what which of the two kinds of secret; its hint says that it is not shown again */
export function MadeSecret(props: {
  visit: SignedVisit;
  what: 'key' | 'secret';
  value: string;
  link?: string;
}) {
  const { visit, what, value, link } = props;
  const { t } = visit;
  return (
    <section class="note good" role="status">
      <Field id="made" label={t(`partners.made_${what}`)} hint={t('partners.once')}>
        <input id="made" value={value} readOnly />
      </Field>
      {link && <a href={link}>{t('partners.log')}</a>}
    </section>
  );
}

const BADGES = { active: 'badge good', paused: 'badge warn', disabled: 'badge bad' } as const;

export function EndpointState({ visit: { t }, row }: { visit: SignedVisit; row: EndpointRow }) {
  const failing = row.state === 'active' && row.failingSince !== null;
  const key = row.disabledWhy ?? (failing ? 'trouble' : row.state);
  return <span class={failing ? 'badge warn' : BADGES[row.state]}>{t(`partners.state.${key}`)}</span>;
}

function Endpoints({ visit, endpoints }: { visit: SignedVisit; endpoints: readonly EndpointRow[] }) {
  const { t } = visit;
  return (
    <table class="stack card-table">
      <thead>
        <tr>
          <th>{t('partners.url')}</th>
          <th>{t('partners.stands')}</th>
          <th>{t('partners.made_at')}</th>
        </tr>
      </thead>
      <tbody>
        {endpoints.map((row) => (
          <tr key={row.id}>
            <td data-label={t('partners.url')}>
              <a href={`/partners/webhooks/${row.id}`}>{row.url}</a>
            </td>
            <td data-label={t('partners.stands')}>
              <EndpointState visit={visit} row={row} />
            </td>
            <td data-label={t('partners.made_at')}>
              <At visit={visit} at={row.createdAt} day />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NewEndpoint({ visit, shown }: { visit: SignedVisit; shown: PartnersShown }) {
  const { t, form, deps } = visit;
  const { fault } = shown;
  const mistake = fault?.field === 'url' ? t(`partners.error.${fault.key}`) : undefined;
  return (
    <PostForm visit={visit} action="/partners/webhooks">
      <Field id="url" label={t('partners.url')} hint={t('partners.url_hint')} mistake={mistake}>
        <input
          id="url"
          name="url"
          type="url"
          maxLength={2_000}
          required
          value={fault ? form.get('url') : ''}
        />
      </Field>
      <fieldset>
        <legend>{t('partners.events')}</legend>
        <Ticks
          name="events"
          all={WEBHOOK_EVENTS}
          say={(one) => t(`partners.event.${one.replace('.', '_')}`)}
        />
      </fieldset>
      <fieldset>
        <legend>{t('partners.languages')}</legend>
        <Ticks name="languages" all={deps.texts.languages} say={(one) => one} />
      </fieldset>
      <fieldset>
        <legend>{t('partners.categories')}</legend>
        <Ticks
          name="categories"
          all={deps.categories.map(({ id }) => id)}
          say={(one) => categoryName(visit, one)}
        />
      </fieldset>
      <p class="hint">{t('partners.none_is_all')}</p>
      <button type="submit">{t('partners.add')}</button>
    </PostForm>
  );
}

function Ticks(props: { name: string; all: readonly string[]; say: (one: string) => string }) {
  return (
    <div class="row">
      {props.all.map((one) => (
        <label key={one} class="inline">
          <input type="checkbox" name={props.name} value={one} /> {props.say(one)}
        </label>
      ))}
    </div>
  );
}

function Keys({ visit, keys }: { visit: SignedVisit; keys: readonly ApiKeyLine[] }) {
  const { t, deps } = visit;
  const stateOf = ({ revokedAt, expiresAt }: ApiKeyLine) =>
    revokedAt ? 'revoked' : expiresAt && expiresAt <= deps.now() ? 'expired' : 'works';
  return (
    <table class="stack card-table">
      <thead>
        <tr>
          <th>{t('partners.name')}</th>
          <th>{t('partners.scopes')}</th>
          <th>{t('partners.stands')}</th>
          <th>{t('partners.used')}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <td data-label={t('partners.name')}>
              {key.name} <code>tdj_{key.publicId}_…</code>
            </td>
            <td data-label={t('partners.scopes')}>
              {key.scopes.map((scope) => t(`partners.scope.${scope.replace(':', '_')}`)).join(', ') || '–'}
            </td>
            <td data-label={t('partners.stands')}>
              <span class={stateOf(key) === 'works' ? 'badge good' : 'badge'}>
                {t(`partners.key.${stateOf(key)}`)}
              </span>
            </td>
            <td data-label={t('partners.used')}>
              {key.usedAt ? <Since visit={visit} at={key.usedAt} /> : '–'}
            </td>
            <td>
              {key.revokedAt === null && (
                <PostForm visit={visit} action={`/partners/keys/${key.id}/revoke`}>
                  <button type="submit" class="danger small">
                    {t('partners.revoke')}
                  </button>
                </PostForm>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NewKey({ visit, shown }: { visit: SignedVisit; shown: PartnersShown }) {
  const { t } = visit;
  const { fault } = shown;
  const mistake = fault?.field === 'name' ? t(`partners.error.${fault.key}`) : undefined;
  return (
    <PostForm visit={visit} action="/partners/keys">
      <Field id="name" label={t('partners.name')} hint={t('partners.name_hint')} mistake={mistake}>
        <input id="name" name="name" maxLength={80} required />
      </Field>
      <fieldset>
        <legend>{t('partners.scopes')}</legend>
        <Ticks name="scopes" all={API_SCOPES} say={(one) => t(`partners.scope.${one.replace(':', '_')}`)} />
      </fieldset>
      <Field id="days" label={t('partners.days')} hint={t('partners.days_hint')}>
        <input id="days" name="days" type="number" min="1" max="3650" class="short" />
      </Field>
      <button type="submit">{t('partners.make_key')}</button>
    </PostForm>
  );
}
