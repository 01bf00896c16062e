import type { PublishedPage } from '../../desks/verification/index.ts';
import { Pages } from '../pages.tsx';
import type { SignedVisit } from '../route.ts';
import { Since } from '../time.tsx';
import { claimName } from './claim-list.tsx';
import { DeliveryCounts } from './delivery.tsx';

/** What is out: to find it again, and to see that it arrived. */
export function PublishedList({ visit, found }: { visit: SignedVisit; found: PublishedPage }) {
  const { t } = visit;
  return (
    <section id="published" aria-labelledby="published-title">
      <h2 id="published-title">
        {t('verification.published.title')} <b class="badge">{found.total}</b>
      </h2>
      <p class="row">
        <a href="/verification/figures">{t('figures.title')}</a>
        {visit.deps.listening && <a href="/listening">{t('listening.title')}</a>}
      </p>
      {found.total === 0 && <p class="card empty">{t('verification.published.none')}</p>}
      <ul class="lines">
        {found.claims.map((claim) => (
          <li class="card" key={claim.id}>
            <p class="title">
              <a href={`/verification/claims/${claim.id}`}>{claimName(visit, claim)}</a>
            </p>
            <p class="row facts">
              <strong class={`rating ${claim.rating}`}>{t(`verdict.rating.${claim.rating}`)}</strong>
              <span>{t('verification.published.asked', { count: claim.askers })}</span>
              <span>
                <Since visit={visit} at={claim.publishedAt} />
              </span>
            </p>
            <p class="row facts">
              <DeliveryCounts visit={visit} delivery={claim.delivery} />
            </p>
          </li>
        ))}
      </ul>
      <Pages visit={visit} name="published" path="/verification" total={found.total} size={found.pageSize} />
    </section>
  );
}
