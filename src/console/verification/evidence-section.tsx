import { type EvidenceSeen, SOURCES_NEEDED } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import { sizeInWords } from '../media/files.tsx';
import { At } from '../time.tsx';
import { EvidenceForm } from './evidence-form.tsx';
import { Folded } from './folded.tsx';
import type { OnPage } from './on-page.ts';

/** The ledger: it only grows, so that what a verdict rested on can be read afterwards. */
export function EvidenceSection({ on }: { on: OnPage }) {
  const { visit, view, mine, typedInto } = on;
  const { t } = visit;
  const { evidence, sources, claim } = view;
  const isOpen = claim.state !== 'published' && claim.state !== 'closed';
  return (
    <Folded
      id="evidence"
      title={t('verification.evidence.title')}
      count={t('ledger.evidence.count', { count: evidence.length, sources, need: SOURCES_NEEDED })}
      open={isOpen || typedInto('evidence') !== null || typedInto('strike') !== null}
    >
      {evidence.length === 0 && <p class="empty">{t('verification.evidence.none')}</p>}
      <ol class="evidence">
        {evidence.map((row) => (
          <Piece key={row.id} on={on} row={row} />
        ))}
      </ol>
      {isOpen && (mine || typedInto('evidence')) && <EvidenceForm on={on} />}
    </Folded>
  );
}

function Piece({ on, row }: { on: OnPage; row: EvidenceSeen }) {
  const { visit, mine } = on;
  const { t } = visit;
  const tone = { supports: 'good', refutes: 'bad', context: '' }[row.stance];
  const struck = row.struckAt !== null;
  const words = (
    <>
      {row.note !== null && (
        <p class="said" dir="auto">
          {row.note}
        </p>
      )}
      {row.url !== null && (
        <p class="said">
          {/* Whoever stands behind the address must not learn where it was clicked. */}
          <a href={row.url} rel="noopener noreferrer nofollow" target="_blank">
            {row.url}
          </a>
        </p>
      )}
    </>
  );
  return (
    <li class={struck ? 'struck' : undefined}>
      <p class="row facts">
        <span class={`badge ${tone}`}>{t(`desk.evidence.${row.stance}`)}</span>
        <span>{t(`desk.evidence.${row.kind}`)}</span>
        {row.source !== null && <b dir="auto">{row.source}</b>}
        {row.protected && <span class="badge warn">{t('ledger.evidence.protected')}</span>}
      </p>
      {row.hidden ? <p class="soft">{t('ledger.evidence.hidden')}</p> : struck ? <s>{words}</s> : words}
      <FileLine on={on} row={row} />
      <p class="small soft">
        {row.addedByName}, <At visit={visit} at={row.addedAt} />
      </p>
      {row.struckAt !== null && (
        <p class="small">
          {t('ledger.evidence.struck_by', { name: row.struckByName ?? '' })}{' '}
          <At visit={visit} at={row.struckAt} />
          {row.struckWhy !== null && <q class="said">{row.struckWhy}</q>}
        </p>
      )}
      {mine && !struck && !row.hidden && on.view.claim.state !== 'published' && (
        <StrikeForm on={on} evidenceId={row.id} />
      )}
    </li>
  );
}

/** The file, or how far the copy of the link is. */
function FileLine({ on: { visit, view, mine }, row }: { on: OnPage; row: EvidenceSeen }) {
  const { t } = visit;
  const at = `/verification/claims/${view.claim.id}/evidence`;
  const isCopy = row.copyState !== null;
  return (
    <>
      {row.file && (
        <p class="small">
          <a href={`${at}/${row.id}`} target="_blank" rel="noopener">
            {t(isCopy ? 'ledger.evidence.copy' : 'ledger.evidence.file')}
          </a>{' '}
          · {sizeInWords(visit, row.file.size)}
          {row.copiedAt && (
            <>
              {' '}
              · <At visit={visit} at={row.copiedAt} />
            </>
          )}
          {row.sha256 !== null && (
            <>
              <br />
              <span class="soft">
                SHA-256 <code>{row.sha256.toString('hex')}</code>
              </span>
            </>
          )}
        </p>
      )}
      {row.copyState === 'waiting' && (
        <p class="small soft">
          {t('ledger.evidence.copy_waiting')}
          {row.copyError !== null && <> {t(`ledger.copy_error.${row.copyError}`)}</>}
        </p>
      )}
      {row.copyState === 'failed' && (
        <div class="row small">
          <span class="mistake">
            {t('ledger.evidence.copy_failed')} {t(`ledger.copy_error.${row.copyError ?? 'no_answer'}`)}
          </span>
          {mine && (
            <PostForm visit={visit} action={`${at}/copy`}>
              <input type="hidden" name="evidence" value={row.id} />
              <button type="submit" class="quiet">
                {t('ledger.evidence.copy_again')}
              </button>
            </PostForm>
          )}
        </div>
      )}
    </>
  );
}

function StrikeForm({ on: { visit, view, typedInto }, evidenceId }: { on: OnPage; evidenceId: string }) {
  const { t } = visit;
  const typed = typedInto('strike');
  const isThis = typed?.get('evidence') === evidenceId;
  const id = `strike-${evidenceId.slice(-8)}`;
  return (
    <details open={isThis}>
      <summary class="small">{t('ledger.evidence.strike')}</summary>
      <PostForm visit={visit} action={`/verification/claims/${view.claim.id}/evidence/strike`}>
        <input type="hidden" name="form" value="strike" />
        <input type="hidden" name="evidence" value={evidenceId} />
        <Field id={id} label={t('ledger.evidence.strike_why')}>
          <input
            id={id}
            name="strike_why"
            required
            maxLength={500}
            value={isThis ? typed?.get('strike_why') : ''}
          />
        </Field>
        <button type="submit" class="danger">
          {t('ledger.evidence.strike_do')}
        </button>
      </PostForm>
    </details>
  );
}
