import { type ClaimView, claimView, DeskError } from '../../desks/verification/index.ts';
import { listStaff } from '../../store/staff.ts';
import { pageOf } from '../pages.tsx';
import type { Answer, SignedVisit } from '../route.ts';
import { ChecklistSection } from './checklist-section.tsx';
import { claimName } from './claim-list.tsx';
import { ConflictPart } from './conflict-part.tsx';
import { EvidenceSection } from './evidence-section.tsx';
import { FactsSection } from './facts-section.tsx';
import { HandedTo } from './hand-over.tsx';
import { HistorySection } from './history-section.tsx';
import { LeaseLine } from './lease-line.tsx';
import type { OnPage } from './on-page.ts';
import { ReadySection } from './ready-section.tsx';
import { SamePart } from './regroup-part.tsx';
import { ReplySection, UnsafeNote } from './reply-section.tsx';
import { ReviewSection } from './review-section.tsx';
import { TipsSection } from './tips-section.tsx';
import { Triage } from './triage-section.tsx';
import { VerdictForm } from './verdict-form.tsx';
import { VoiceSection } from './voice-section.tsx';
import { WatchPart } from './watch-part.tsx';
import { WaysOut } from './ways-out.tsx';
import { WordingSection } from './wording-section.tsx';

/** Refusals that are no slip of the pen: somebody else was faster, or must do it. */
const CONFLICTS = new Set([
  'lease_held',
  'lease_needed',
  'tip_taken',
  'in_review',
  'not_in_review',
  'already_published',
  'own_verdict',
  'own_check',
  'lead_only',
  'unsafe_lead_only',
  'conflict',
  'conflict_theirs',
  'check_first',
  'triage_done',
  'correction_begun',
  'nothing_stands',
  'verdict_stands',
  'claim_closed',
  'not_closed',
  'watch_has_it',
]);

/**
 * The whole claim on one page: what people sent, what we say it claims, what we know, the verdict and who decides.
 * @param refusal why the desk did not do what was asked for
 */
export async function claimPage(visit: SignedVisit, claimId: string, refusal?: DeskError): Promise<Answer> {
  const { t, deps, staff } = visit;
  let view: ClaimView;
  try {
    view = await claimView(deps, claimId, { tipPage: pageOf(visit, 'tips'), reader: staff });
  } catch (error) {
    if (error instanceof DeskError && error.key === 'claim_unknown') return { refuse: 404 };
    throw error;
  }
  const everybody = await listStaff(deps.store.db);
  const names = new Map(everybody.map(({ id, name }) => [id, name]));
  const { claim, holder, counts } = view;
  const on: OnPage = {
    visit,
    view,
    mine: holder?.staffId === staff.id,
    colleagues: everybody.filter(
      ({ id, role, disabledAt }) =>
        id !== staff.id && role !== 'protection' && disabledAt === null && !view.concerned.includes(id),
    ),
    typedInto: (form) => (refusal && visit.form.get('form') === form ? visit.form : null),
  };
  return {
    title: `#${claim.seq}`,
    wide: true,
    styles: ['verification.css'],
    scripts: ['segment-counter.js', 'keep-typed.js', 'recorder.js'],
    microphone: true,
    ...(refusal && { status: CONFLICTS.has(refusal.key) ? 409 : 422 }),
    page: (
      <>
        <p>
          <a href="/verification">← {t('verification.queue.title')}</a>
        </p>
        <h1 dir="auto">{claimName(visit, claim)}</h1>
        <p class="row facts">
          <span class={`badge ${toneOf(claim.state)}`}>{t(`desk.claim.${claim.state}`)}</span>
          <span>{t('verification.claim.asked', { count: counts.askers })}</span>
          <span>{t('verification.claim.messages', { count: counts.tips })}</span>
          {counts.refused > 0 && <span>{t('verification.claim.refused', { count: counts.refused })}</span>}
        </p>
        {refusal && (
          <p class="note bad" role="alert">
            {t(`desk.error.${refusal.key}`, refusal.values)}
          </p>
        )}
        <HandedTo on={on} />
        <LeaseLine on={on} />
        <UnsafeNote on={on} />
        <ReadySection on={on} />
        <div class="claim">
          <div>
            <TipsSection on={on} />
            <WordingSection on={on} />
            <FactsSection on={on} />
            <EvidenceSection on={on} />
            <ReplySection on={on} />
            {view.checklists.map((list) => (
              <ChecklistSection key={list.key} on={on} list={list} />
            ))}
          </div>
          <div>
            <VerdictPart on={on} />
            <SamePart on={on} />
            <WaysOut on={on} />
            <WatchPart on={on} />
            <ConflictPart on={on} />
            <HistorySection on={on} names={names} />
          </div>
        </div>
      </>
    ),
  };
}

/** What is to be done about the verdict now. */
function VerdictPart({ on }: { on: OnPage }) {
  const { state } = on.view.claim;
  if (state === 'triage') return <Triage on={on} />;
  if (state === 'closed') return null;
  if (state === 'research') {
    return (
      <>
        <VerdictForm on={on} />
        <VoiceSection on={on} />
      </>
    );
  }
  return (
    <>
      {state === 'draft' && <VerdictForm on={on} />}
      {state === 'draft' && <VoiceSection on={on} />}
      <ReviewSection on={on} />
    </>
  );
}

function toneOf(state: ClaimView['claim']['state']): string {
  if (state === 'published') return 'good';
  return state === 'check' || state === 'lead' ? 'warn' : '';
}
