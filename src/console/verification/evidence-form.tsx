import { EVIDENCE_KINDS, EVIDENCE_STANCES, SOURCES_NEEDED } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import type { OnPage } from './on-page.ts';

export function EvidenceForm({ on: { visit, view, mine, typedInto } }: { on: OnPage }) {
  const { t } = visit;
  const typed = typedInto('evidence');
  const options = (names: readonly string[], chosen: string | undefined) =>
    names.map((name) => (
      <option key={name} value={name} selected={name === chosen}>
        {t(`desk.evidence.${name}`)}
      </option>
    ));
  return (
    <details open={view.sources < SOURCES_NEEDED || typed !== null}>
      <summary>{t('verification.evidence.add')}</summary>
      <PostForm visit={visit} action={`/verification/claims/${view.claim.id}/evidence`} file>
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
        <Field id="note" label={t('ledger.evidence.note')}>
          <textarea id="note" name="note" required maxLength={2000} rows={3} class="low">
            {typed?.get('note')}
          </textarea>
        </Field>
        <Field id="source" label={t('ledger.evidence.source')} hint={t('ledger.evidence.source_hint')}>
          <input id="source" name="source" maxLength={200} value={typed?.get('source')} />
        </Field>
        <label class="tick">
          <input type="checkbox" name="protected" value="yes" checked={typed?.get('protected') === 'yes'} />{' '}
          {t('ledger.evidence.protect')}
        </label>
        <p class="hint">{t('ledger.evidence.protect_hint')}</p>
        <Field id="url" label={t('verification.evidence.url')} hint={t('ledger.evidence.url_hint')}>
          <input id="url" name="url" type="url" maxLength={2000} value={typed?.get('url')} />
        </Field>
        <Field
          id="file"
          label={t('ledger.evidence.upload')}
          hint={t(typed ? 'ledger.evidence.upload_again' : 'ledger.evidence.upload_hint')}
        >
          <input id="file" name="file" type="file" />
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
