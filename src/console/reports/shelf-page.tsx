import { REPORT_PAGE, type ReportPage, reportsOn } from '../../desks/reports/index.ts';
import type { ReportShelf } from '../../store/reports.ts';
import { atDesk } from '../guards.ts';
import { Pages, pageOf } from '../pages.tsx';
import type { Handler, SignedVisit } from '../route.ts';
import { ReportCard } from './report-card.tsx';

const PATHS: Readonly<Record<ReportShelf, string>> = {
  incident: '/reports',
  community: '/reports/community',
  closed: '/reports/closed',
};
const SHELVES = Object.keys(PATHS) as readonly ReportShelf[];

export function showShelf(shelf: ReportShelf): Handler {
  return atDesk(async (visit) => ({
    title: visit.t('reports.title'),
    styles: ['reports.css'],
    page: (
      <>
        <h1>{visit.t('reports.title')}</h1>
        <p class="soft">{visit.t(`reports.shelf_text.${shelf}`)}</p>
        <Shelf visit={visit} shelf={shelf} found={await foundOn(visit, shelf)} />
      </>
    ),
  }));
}

export function refreshShelf(shelf: ReportShelf): Handler {
  return atDesk(async (visit) => ({
    fragment: <Shelf visit={visit} shelf={shelf} found={await foundOn(visit, shelf)} />,
  }));
}

const foundOn = (visit: SignedVisit, shelf: ReportShelf) =>
  reportsOn(visit.deps, shelf, { page: pageOf(visit, 'page') });

/** Refreshes itself where there is a script: who looks at incidents must see danger come. */
function Shelf(props: { visit: SignedVisit; shelf: ReportShelf; found: ReportPage }) {
  const { visit, shelf, found } = props;
  const { t } = visit;
  return (
    <div
      id="shelf"
      hx-get={`${PATHS[shelf]}/list?page=${found.page}`}
      hx-trigger="every 12s"
      hx-swap="outerHTML"
    >
      <nav class="tabs" aria-label={t('reports.title')}>
        {SHELVES.map((each) => (
          <a key={each} href={PATHS[each]} aria-current={each === shelf ? 'page' : undefined}>
            {t(`reports.shelf.${each}`)} <b class="badge">{found.counts[each]}</b>
          </a>
        ))}
      </nav>
      {found.reports.length === 0 && <p class="card empty">{t(`reports.none.${shelf}`)}</p>}
      <ul class="reports">
        {found.reports.map((report) => (
          <li key={report.id}>
            <ReportCard visit={visit} report={report} />
          </li>
        ))}
      </ul>
      <Pages
        visit={visit}
        name="page"
        path={PATHS[shelf]}
        total={found.counts[shelf]}
        size={REPORT_PAGE}
        page={found.page}
      />
    </div>
  );
}
