import type { ReportSeen } from '../../store/reports.ts';
import { PostForm } from '../form.tsx';
import { Files } from '../media/files.tsx';
import type { SignedVisit } from '../route.ts';
import { At, Since } from '../time.tsx';

/** Enough to see what it is about; all of it stands on the report's own page. */
const SHOWN = 400;

/** A report: what helps to judge it and what can be done. Never who told it. @param whole on its own page */
export function ReportCard(props: { visit: SignedVisit; report: ReportSeen; whole?: true }) {
  const { visit, report, whole } = props;
  const { t } = visit;
  const text = report.text ?? '';
  const cut = !whole && text.length > SHOWN;
  const danger = report.danger === true && report.state !== 'closed';
  return (
    <article class={danger ? 'card report in-danger' : 'card report'}>
      <p class="row">
        <a href={`/reports/${report.id}`}>
          <code>{report.code}</code>
        </a>
        {report.danger === true && <span class="badge bad">{t('reports.danger')}</span>}
        <StateBadge visit={visit} report={report} />
        <span class="soft">
          <Since visit={visit} at={report.createdAt} />
        </span>
      </p>
      {text === '' ? (
        <p class="soft">{t(report.answerable ? 'reports.no_words' : 'reports.forgotten')}</p>
      ) : (
        <blockquote dir="auto">
          {cut ? `${text.slice(0, SHOWN).toWellFormed()}… ` : text}
          {cut && <a href={`/reports/${report.id}`}>{t('reports.more')}</a>}
        </blockquote>
      )}
      <Files visit={visit} files={report.files} />
      <Facts visit={visit} report={report} />
      <Moves visit={visit} report={report} whole={whole ?? false} />
    </article>
  );
}

function StateBadge({ visit: { t, staff }, report }: { visit: SignedVisit; report: ReportSeen }) {
  if (report.state === 'taken') {
    return (
      <span class="badge good">
        {report.takenBy === staff.id
          ? t('reports.yours')
          : t('reports.taken_by', { name: report.takenByName ?? '' })}
      </span>
    );
  }
  return (
    <span class={report.state === 'open' ? 'badge warn' : 'badge'}>{t(`reports.state.${report.state}`)}</span>
  );
}

function Facts({ visit, report }: { visit: SignedVisit; report: ReportSeen }) {
  const { t, deps } = visit;
  const { placeCode, placeText, latitude, longitude, happenedAt, happenedPrecision } = report;
  const pin = latitude !== null && longitude !== null ? `${latitude}, ${longitude}` : null;
  return (
    <p class="row facts">
      {placeCode !== null && (
        <span>
          {t('reports.place')}: <b>{deps.placeLabel(placeCode)}</b>
        </span>
      )}
      {placeText !== null && <span>{t('reports.place_text', { place: placeText })}</span>}
      {pin !== null && (
        <span>
          {t('reports.pin')}: <a href={`geo:${latitude},${longitude}`}>{pin}</a>
        </span>
      )}
      {happenedAt !== null && (
        <span>
          {t('reports.when')}: {happenedPrecision === 'part' && '≈ '}
          <At visit={visit} at={happenedAt} day={happenedPrecision === 'day'} />
        </span>
      )}
      {report.danger === false && <span>{t('reports.no_danger')}</span>}
      <span>{t(`console.medium.${report.medium}`)}</span>
    </p>
  );
}

function Moves({ visit, report, whole }: { visit: SignedVisit; report: ReportSeen; whole: boolean }) {
  const { t, staff } = visit;
  const at = `/reports/${report.id}`;
  if (report.state === 'closed') {
    if (!report.answerable) return null;
    return (
      <div class="moves">
        <Move visit={visit} to={`${at}/reopen`} text="reports.reopen" />
      </div>
    );
  }
  const theirs = report.takenBy !== null && report.takenBy !== staff.id;
  return (
    <div class="moves">
      {report.takenBy === null && <Move visit={visit} to={`${at}/take`} text="reports.take" first />}
      {report.answerable && <Move visit={visit} to={`${at}/answer`} text="reports.answer" />}
      {report.takenBy !== null && (!theirs || staff.role !== 'verifier') && (
        <Move visit={visit} to={`${at}/release`} text="reports.release" />
      )}
      {!whole && !theirs && (
        <a class="button second" href={`${at}#close`}>
          {t('reports.close')}
        </a>
      )}
    </div>
  );
}

function Move(props: { visit: SignedVisit; to: string; text: string; first?: true }) {
  return (
    <PostForm visit={props.visit} action={props.to}>
      <button type="submit" class={props.first ? undefined : 'second'}>
        {props.visit.t(props.text)}
      </button>
    </PostForm>
  );
}
