import { EVIDENCE_KINDS, EVIDENCE_STANCES } from '../../desks/verification/index.ts';
import type { EvidenceRow } from '../../store/evidence.ts';
import { Field, PostForm } from '../form.tsx';
import { At } from '../time.tsx';
import type { OnPage } from './on-page.ts';

/** The ledger: it only grows, so that what a verdict rested on can be read afterwards. */
export function EvidenceSection({ on }: { on: OnPage }) {
  const { visit, view, mine, typedInto } = on;
  const { t } = visit;
  const isOpen = view.claim.state !== 'published';
  return (
    <section class="card" aria-labelledby="evidence-title">
      <h2 id="evidence-title">{t('verification.evidence.title')}</h2>
      {view.evidence.length === 0 && <p class="empty">{t('verification.evidence.none')}</p>}
      <ol class="evidence">
        {view.evidence.map((row) => (
          <Piece key={row.id} on={on} row={row} />
        ))}
      </ol>
      {isOpen && (mine || typedInto('evidence')) && <EvidenceForm on={on} />}
    </section>
  );
}

function Piece({ on: { visit }, row }: { on: OnPage; row: EvidenceRow }) {
  const { t } = visit;
  const tone = { supports: 'good', refutes: 'bad', context: '' }[row.stance];
  return (
    <li>
      <p class="row facts">
        <span class={`badge ${tone}`}>{t(`desk.evidence.${row.stance}`)}</span>
        <span>{t(`desk.evidence.${row.kind}`)}</span>
      </p>
      <p class="said" dir="auto">
        {row.note}
      </p>
      {row.url !== null && (
        <p class="said">
          {/* Whoever stands behind the address must not learn where it was clicked. */}
          <a href={row.url} rel="noopener noreferrer nofollow" target="_blank">
            {row.url}
          </a>
        </p>
      )}
      <p class="small soft">
        {row.addedByName}, <At visit={visit} at={row.addedAt} />
      </p>
    </li>
  );
}

function EvidenceForm({ on: { visit, view, mine, typedInto } }: { on: OnPage }) {
  const { t } = visit;
  const typed = typedInto('evidence');
  const options = (names: readonly string[], chosen: string | undefined) =>
    names.map((name) => (
      <option key={name} value={name} selected={name === chosen}>
        {t(`desk.evidence.${name}`)}
      </option>
    ));
  return (
    <details open={view.evidence.length === 0 || typed !== null}>
      <summary>{t('verification.evidence.add')}</summary>
      <PostForm visit={visit} action={`/verification/claims/${view.claim.id}/evidence`}>
        <input type="hidden" name="form" value="evidence" />
        <div class="pair">
          <Field id="stance" label={t('verification.evidence.stance')}>
            <select id="stance" name="stance">
              {options(EVIDENCE_STANCES, typed?.get('stance') ?? 'refutes')}
            </select>
          </Field>
          <Field id="kind" label={t('verification.evidence.kind')}>
            <select id="kind" name="kind">
              {options(EVIDENCE_KINDS, typed?.get('kind'))}
            </select>
          </Field>
        </div>
        <Field id="note" label={t('verification.evidence.note')}>
          <textarea id="note" name="note" required maxLength={2000} rows={3} class="low">
            {typed?.get('note')}
          </textarea>
        </Field>
        <Field id="url" label={t('verification.evidence.url')}>
          <input id="url" name="url" type="url" maxLength={2000} value={typed?.get('url')} />
        </Field>
        {mine && (
          <button type="submit" class="second">
            {t('verification.evidence.save')}
          </button>
        )}
      </PostForm>
    </details>
  );
}
