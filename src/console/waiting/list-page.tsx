import type { WaitingRow } from '../../store/waiting.ts';
import { Pages } from '../pages.tsx';
import { mediumInWords, pseudonym } from '../pseudonym.ts';
import type { SignedVisit } from '../route.ts';
import { Since } from '../time.tsx';
import { reasonInWords } from './reasons.ts';

/** What a slow link loads at once. */
export const WAITING_PAGE = 50;

/** Refreshes itself where there is JavaScript; without, the browser's own button does. */
export function WaitingList(props: {
  visit: SignedVisit;
  rows: readonly WaitingRow[];
  /** Of all pages. */
  total: number;
  /** From 0. */
  page: number;
}) {
  const { visit, rows, total, page } = props;
  const { t } = visit;
  return (
    <div id="waiting-list" hx-get={`/waiting/list?page=${page}`} hx-trigger="every 12s" hx-swap="outerHTML">
      {rows.length === 0 ? (
        <p class="card empty">{t('console.waiting.none')}</p>
      ) : (
        <table class="stack card-table">
          <thead>
            <tr>
              <th>{t('console.waiting.who')}</th>
              <th>{t('console.waiting.why')}</th>
              <th>{t('console.waiting.since')}</th>
              <th>{t('console.waiting.channel')}</th>
              <th>{t('console.waiting.taken_by')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} class={isLate(row) || row.reason === 'danger' ? 'late' : undefined}>
                <td data-label={t('console.waiting.who')}>
                  <a href={`/waiting/${row.id}`}>{pseudonym(visit, row.contactId)}</a>
                </td>
                <td data-label={t('console.waiting.why')}>{reasonInWords(visit, row.reason)}</td>
                <td data-label={t('console.waiting.since')}>
                  <Since visit={visit} at={row.openedAt} />{' '}
                  {isLate(row) && <span class="badge bad">{t('console.waiting.late')}</span>}
                </td>
                <td data-label={t('console.waiting.channel')}>{mediumInWords(visit, row.account)}</td>
                <td data-label={t('console.waiting.taken_by')}>
                  {row.takenByName ?? <span class="soft">{t('console.waiting.nobody')}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Pages visit={visit} name="page" path="/waiting" total={total} size={WAITING_PAGE} page={page} />
    </div>
  );
}

/** Danger is told at once: that it was told does not mean that it took too long. */
const isLate = (row: WaitingRow) => row.alertedAt !== null && row.reason !== 'danger';
