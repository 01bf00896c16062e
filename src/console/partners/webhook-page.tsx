import {
  countDeliveries,
  type DeliveryLine,
  type EndpointRow,
  findEndpoint,
  listDeliveries,
} from '../../store/webhook-endpoints.ts';
import { categoryName } from '../category-name.ts';
import { PostForm } from '../form.tsx';
import { isId } from '../ids.ts';
import { Pages, pageOf } from '../pages.tsx';
import type { Answer, SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { forPartners } from './guard.ts';
import { EndpointState, MadeSecret } from './partners-page.tsx';

const PAGE = 50;

export const showWebhook = forPartners((visit) => webhookPage(visit, visit.params.id ?? ''));

/** @param secret one that was just made: shown this once */
export async function webhookPage(visit: SignedVisit, id: string, secret?: string): Promise<Answer> {
  const { t, deps } = visit;
  const { db } = deps.store;
  const row = isId(id) ? await findEndpoint(db, id) : undefined;
  if (!row) return { refuse: 404 };
  const [counts, lines] = await Promise.all([
    countDeliveries(db, id),
    listDeliveries(db, id, { limit: PAGE, offset: PAGE * pageOf(visit, 'page') }),
  ]);
  const path = `/partners/webhooks/${id}`;
  return {
    title: t('partners.webhooks'),
    page: (
      <>
        <p>
          <a href="/partners">← {t('partners.nav')}</a>
        </p>
        <h1>
          {t('partners.webhooks')} · {new URL(row.url).host}
        </h1>
        {secret !== undefined && <MadeSecret visit={visit} what="secret" value={secret} />}
        <section class="card">
          <p class="row">
            <EndpointState visit={visit} row={row} /> <code>{row.url}</code>
          </p>
          <Wants visit={visit} row={row} />
          <Moves visit={visit} row={row} />
        </section>
        <section class="card">
          <h2>{t('partners.log')}</h2>
          <p class="soft">{t('partners.counts', counts)}</p>
          {lines.length > 0 && <Deliveries visit={visit} path={path} lines={lines} />}
          <Pages
            visit={visit}
            name="page"
            path={path}
            total={counts.waiting + counts.delivered + counts.failed}
            size={PAGE}
          />
          <PostForm visit={visit} action={`${path}/since`} class="row">
            <label class="inline" for="days">
              {t('partners.since_days')}
            </label>
            <input id="days" name="days" type="number" min="1" max="90" value="3" class="short" />
            <button type="submit" class="second">
              {t('partners.since')}
            </button>
          </PostForm>
        </section>
      </>
    ),
  };
}

function Wants({ visit, row }: { visit: SignedVisit; row: EndpointRow }) {
  const { t } = visit;
  const all = t('partners.all');
  const said = [
    row.events.map((one) => t(`partners.event.${one.replace('.', '_')}`)),
    row.languages,
    row.categories.map((one) => categoryName(visit, one)),
  ].map((some) => some.join(', ') || all);
  return (
    <dl>
      {(['events', 'languages', 'categories'] as const).map((key, i) => (
        <>
          <dt class="soft">{t(`partners.${key}`)}</dt>
          <dd>{said[i]}</dd>
        </>
      ))}
    </dl>
  );
}

function Moves({ visit, row }: { visit: SignedVisit; row: EndpointRow }) {
  const { t } = visit;
  const moves = [
    row.state === 'active' ? 'try' : null,
    row.state === 'active' ? 'pause' : 'resume',
    'secret',
    'remove',
  ];
  return (
    <div class="row">
      {moves.map(
        (move) =>
          move && (
            <PostForm key={move} visit={visit} action={`/partners/webhooks/${row.id}/${move}`}>
              <button type="submit" class={move === 'remove' ? 'danger small' : 'second small'}>
                {t(`partners.move.${move}`)}
              </button>
            </PostForm>
          ),
      )}
    </div>
  );
}

const BADGES = { waiting: 'badge warn', delivered: 'badge good', failed: 'badge bad' } as const;

function Deliveries(props: { visit: SignedVisit; path: string; lines: readonly DeliveryLine[] }) {
  const { visit, path, lines } = props;
  const { t } = visit;
  return (
    <table class="stack card-table">
      <thead>
        <tr>
          <th>{t('partners.event_column')}</th>
          <th>{t('partners.stands')}</th>
          <th>{t('partners.answer')}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <td data-label={t('partners.event_column')}>
              {t(`partners.event.${line.type.replace('.', '_')}`)} <At visit={visit} at={line.createdAt} />{' '}
              <code>{line.eventId}</code>
            </td>
            <td data-label={t('partners.stands')}>
              <span class={BADGES[line.state]}>{t(`partners.delivery.${line.state}`)}</span>{' '}
              {t('partners.attempts', { count: line.attempts })}
            </td>
            <td data-label={t('partners.answer')}>
              {line.status ?? line.error ?? '–'} {line.tookMs !== null && `(${line.tookMs} ms)`}
            </td>
            <td>
              <PostForm visit={visit} action={`${path}/again`}>
                <input type="hidden" name="delivery" value={line.id} />
                <button type="submit" class="second small">
                  {t('partners.again')}
                </button>
              </PostForm>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
