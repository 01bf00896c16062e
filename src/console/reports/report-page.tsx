import { type ReportRefusal, type ReportView, reportView } from '../../desks/reports/index.ts';
import type { ReadRefusal } from '../../desks/watch/index.ts';
import type { ReportSeen } from '../../store/reports.ts';
import { listStaff } from '../../store/staff.ts';
import { Field, PostForm } from '../form.tsx';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Answer, SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { ReportCard } from './report-card.tsx';

/** A reason, not a story. */
const LONGEST_WHY = 300;

export const showReport = atDesk((visit) => reportPage(visit, visit.params.id ?? ''));

/** @param refusal why it was not closed: said beside the field, with what was typed */
export async function reportPage(
  visit: SignedVisit,
  reportId: string,
  refusal?: ReportRefusal | ReadRefusal,
): Promise<Answer> {
  const { deps, t } = visit;
  const view = isId(reportId) ? await reportView(deps, reportId) : null;
  if (!view) return { refuse: 404 };
  const { report } = view;
  const theirs = report.takenBy !== null && report.takenBy !== visit.staff.id;
  return {
    title: report.code,
    styles: ['reports.css'],
    ...(refusal && { status: refusal === 'why' ? 422 : 409 }),
    page: (
      <>
        <p>
          <a href={report.kind === 'incident' ? '/reports' : '/reports/community'}>
            ← {t(`reports.shelf.${report.kind}`)}
          </a>
        </p>
        <h1>{t(`reports.one.${report.kind}`, { code: report.code })}</h1>
        {refusal !== undefined && refusal !== 'why' && (
          <p class="note bad" role="alert">
            {t(`reports.error.${refusal}`)}
          </p>
        )}
        <ReportCard visit={visit} report={report} whole />
        {report.state !== 'closed' && report.kind === 'incident' && !theirs && !isRead(report) && (
          <ReadForm visit={visit} report={report} />
        )}
        {report.state !== 'closed' && !theirs && (
          <CloseForm visit={visit} reportId={reportId} mistake={refusal === 'why'} />
        )}
        <History visit={visit} view={view} names={await namesOf(visit)} />
      </>
    ),
  };
}

/** It stands before the watch cell already. */
const isRead = ({ items, ask }: ReportSeen) => ask === null && (items?.length ?? 0) > 0;

/** What it tells of, by the observers' card: then it goes to the watch cell. */
function ReadForm({ visit, report }: { visit: SignedVisit; report: ReportSeen }) {
  const { t, deps, language, form } = visit;
  const lines = [...deps.watch.lines].filter(([, line]) => line.kind === 'incident');
  return (
    <section class="card" id="read">
      <h2>{t('reports.read_title')}</h2>
      {report.ask !== null && <p class="hint">{t('reports.read_why', { why: report.ask })}</p>}
      <PostForm visit={visit} action={`/reports/${report.id}/read`}>
        <Field id="code" label={t('reports.read_code')}>
          <select id="code" name="code">
            {lines.map(([code, line]) => (
              <option key={code} value={code} selected={code === form.get('code')}>
                {`${code} ${line.name[language] ?? Object.values(line.name)[0]}`}
              </option>
            ))}
          </select>
        </Field>
        <Field id="quantity" label={t('reports.read_quantity')}>
          <input
            id="quantity"
            name="quantity"
            inputMode="numeric"
            maxLength={4}
            value={form.get('quantity')}
          />
        </Field>
        <Field id="place" label={t('reports.read_place')} hint={t('reports.read_place_hint')}>
          <input
            id="place"
            name="place"
            inputMode="numeric"
            maxLength={8}
            value={form.get('place') || report.placeNumber || ''}
          />
        </Field>
        <button type="submit">{t('reports.read_do')}</button>
      </PostForm>
    </section>
  );
}

function CloseForm(props: { visit: SignedVisit; reportId: string; mistake: boolean }) {
  const { visit, reportId, mistake } = props;
  const { t } = visit;
  return (
    <section class="card" id="close">
      <h2>{t('reports.close_title')}</h2>
      <PostForm visit={visit} action={`/reports/${reportId}/close`}>
        <Field
          id="why"
          label={t('reports.why')}
          hint={t('reports.why_hint')}
          mistake={mistake ? t('reports.error.why') : undefined}
        >
          <input
            id="why"
            name="why"
            maxLength={LONGEST_WHY}
            autocomplete="off"
            value={visit.form.get('why')}
          />
        </Field>
        <button type="submit" class="second">
          {t('reports.close_do')}
        </button>
      </PostForm>
    </section>
  );
}

async function namesOf({ deps }: SignedVisit): Promise<ReadonlyMap<string, string>> {
  return new Map((await listStaff(deps.store.db)).map(({ id, name }) => [id, name]));
}

/** Who did what, newest first. */
function History(props: { visit: SignedVisit; view: ReportView; names: ReadonlyMap<string, string> }) {
  const { visit, view, names } = props;
  if (view.events.length === 0) return null;
  return (
    <section class="card">
      <h2>{visit.t('reports.history')}</h2>
      <ol class="events">
        {view.events.map((event) => (
          <li key={event.id}>
            <At visit={visit} at={event.at} /> · {names.get(event.actor) ?? event.actor} ·{' '}
            {visit.t(`reports.event.${event.what}`)}
            {event.why !== null && <q>{event.why}</q>}
          </li>
        ))}
      </ol>
    </section>
  );
}
