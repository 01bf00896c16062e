import type { QueueClaim, QueueLine, QueuePage, QueueWanted } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import { Files, Origin } from '../media/files.tsx';
import type { SignedVisit } from '../route.ts';
import { claimName } from './claim-list.tsx';
import { LineFacts } from './line-facts.tsx';
import { addressOf, BACK_FIELD } from './queue-address.ts';
import { Proposal } from './queue-proposal.tsx';

/** What waits, to be ticked; and what can be done with what is ticked. */
export function WaitingLines(props: {
  visit: SignedVisit;
  wanted: QueueWanted;
  waiting: NonNullable<QueuePage['waiting']>;
  claims: readonly QueueClaim[];
}) {
  const { visit, wanted, waiting, claims } = props;
  const { t, form } = visit;
  if (waiting.lineCount === 0) {
    return (
      <p class="card empty">
        {t(addressOf(wanted) === '' ? 'verification.queue.none' : 'queue.waiting.none')}{' '}
        {visit.deps.simulatorOpen && <a href="/simulator">{t('verification.queue.try_phones')}</a>}
      </p>
    );
  }
  const ticked = new Set(form.all('tip'));
  return (
    <PostForm visit={visit} action="/verification/claims" class="waiting-tips">
      {/* Enter in a field presses the first button of a form: this one, and nothing happens to anybody's message. */}
      <button type="submit" disabled hidden />
      <input type="hidden" name={BACK_FIELD} value={addressOf(wanted)} />
      <p class="hint">{t('queue.why.hint')}</p>
      <ul class="lines">
        {waiting.lines.map((line) => (
          <Line key={line.tipId} visit={visit} line={line} ticked={ticked.has(line.tipId)} />
        ))}
      </ul>
      <Bar visit={visit} claims={claims} />
    </PostForm>
  );
}

function Line({ visit, line, ticked }: { visit: SignedVisit; line: QueueLine; ticked: boolean }) {
  const { t } = visit;
  const id = `tip-${line.tipId}`;
  return (
    <li class="card line">
      <input type="checkbox" id={id} name="tip" value={line.tipId} checked={ticked} />
      <div>
        <label for={id} dir="auto">
          {line.text ?? <em class="soft">{t('verification.tip.no_text')}</em>}
        </label>
        <Files visit={visit} files={line.files} writeDown />
        <Origin visit={visit} origin={line.origin} />
        <LineFacts visit={visit} line={line} />
        <Proposal visit={visit} line={line} />
        <p class="row acts">
          <button
            type="submit"
            class="second"
            name="only"
            value={line.tipId}
            formaction="/verification/claims"
            title={t('verification.queue.open')}
          >
            {t('queue.line.open')}
          </button>
          {line.tips > 1 && (
            <a href={`/verification/lines/${line.tipId}`}>{t('queue.line.see', { count: line.tips })}</a>
          )}
        </p>
      </div>
    </li>
  );
}

function Bar({ visit, claims }: { visit: SignedVisit; claims: readonly QueueClaim[] }) {
  const { t, form } = visit;
  const isDismissing = visit.url === '/verification/tips/dismiss';
  const isAdding = visit.url.startsWith('/verification/tips/add');
  return (
    <div class="bar card">
      <p class="hint">{t('verification.queue.how')}</p>
      <button type="submit">{t('verification.queue.open')}</button>
      <button type="submit" class="second" formaction="/verification/lines/merge">
        {t('queue.bulk.merge')}
      </button>
      <details open={isAdding}>
        <summary>{t('verification.queue.add')}</summary>
        <Field id="number" label={t('queue.bulk.number')}>
          <input
            id="number"
            name="number"
            inputMode="numeric"
            maxLength={12}
            list="numbers"
            value={form.get('number')}
            autocomplete="off"
          />
          <datalist id="numbers">
            {claims.map((claim) => (
              <option key={claim.id} value={claim.seq}>
                {claimName(visit, claim)}
              </option>
            ))}
          </datalist>
        </Field>
        <button type="submit" class="second" formaction="/verification/tips/add">
          {t('verification.queue.add_do')}
        </button>
      </details>
      <details open={isDismissing}>
        <summary>{t('verification.queue.dismiss')}</summary>
        <Field id="why" label={t('verification.queue.why')} hint={t('verification.queue.why_hint')}>
          <input id="why" name="why" maxLength={500} value={form.get('why')} autocomplete="off" />
        </Field>
        <button type="submit" class="danger" formaction="/verification/tips/dismiss">
          {t('verification.queue.dismiss_do')}
        </button>
      </details>
    </div>
  );
}
