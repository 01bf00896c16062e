import type { DeskError, QueueLine, QueuePage } from '../../desks/verification/index.ts';
import { published, queue } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import { isId } from '../ids.ts';
import { Files, Origin } from '../media/files.tsx';
import { Pages, pageOf } from '../pages.tsx';
import type { Answer, SignedVisit } from '../route.ts';
import { ClaimList, claimName } from './claim-list.tsx';
import { PublishedList } from './published-list.tsx';
import { TipFacts } from './tip-facts.tsx';

/** @param refusal why the desk did not do what was asked for */
export async function queuePage(visit: SignedVisit, { refusal }: { refusal?: DeskError }): Promise<Answer> {
  const { t } = visit;
  const [found, out] = await Promise.all([
    queue(visit.deps, { page: pageOf(visit, 'page'), claimPage: pageOf(visit, 'claims') }),
    published(visit.deps, { page: pageOf(visit, 'published') }),
  ]);
  return {
    title: t('verification.queue.title'),
    wide: true,
    styles: ['verification.css'],
    ...(refusal && { status: refusal.key === 'tip_taken' || refusal.key === 'lease_held' ? 409 : 422 }),
    page: (
      <>
        <h1>{t('verification.queue.title')}</h1>
        {refusal && (
          <p class="note bad" role="alert">
            {t(`desk.error.${refusal.key}`, refusal.values)}
          </p>
        )}
        <Undo visit={visit} />
        <div class="desk">
          <Queue visit={visit} found={found} />
          <PublishedList visit={visit} found={out} />
        </div>
      </>
    ),
  };
}

/** Asks for itself again where there is a script, and says what is ticked: see show-queue.tsx. */
export function Queue({ visit, found }: { visit: SignedVisit; found: QueuePage }) {
  const { t } = visit;
  const address = new URLSearchParams({
    page: String(pageOf(visit, 'page')),
    claims: String(pageOf(visit, 'claims')),
  });
  return (
    <div
      id="queue"
      class="queue"
      hx-get={`/verification/queue?${address}`}
      hx-trigger="every 20s"
      hx-include=".waiting-tips [name=tip]:checked"
      hx-swap="outerHTML"
    >
      <section aria-labelledby="waiting-title">
        <h2 id="waiting-title">
          {t('verification.queue.waiting')} <b class="badge">{found.tipCount}</b>
        </h2>
        {found.lineCount === 0 ? (
          <p class="card empty">
            {t('verification.queue.none')}{' '}
            {visit.deps.simulatorOpen && <a href="/simulator">{t('verification.queue.try_phones')}</a>}
          </p>
        ) : (
          <WaitingTips visit={visit} found={found} />
        )}
        <Pages visit={visit} name="page" path="/verification" total={found.lineCount} size={found.pageSize} />
      </section>
      <section aria-labelledby="claims-title">
        <h2 id="claims-title">
          {t('verification.queue.claims')}{' '}
          <b class="badge">{found.claimCounts.research + found.claimCounts.check}</b>
        </h2>
        <ClaimList visit={visit} claims={found.claims} />
        <Pages
          visit={visit}
          name="claims"
          path="/verification"
          total={found.claimCounts.research + found.claimCounts.check}
          size={found.pageSize}
        />
      </section>
    </div>
  );
}

function WaitingTips({ visit, found }: { visit: SignedVisit; found: QueuePage }) {
  const { t, form } = visit;
  const ticked = new Set(form.all('tip'));
  const isDismissing = visit.url === '/verification/tips/dismiss';
  return (
    <PostForm visit={visit} action="/verification/claims" class="waiting-tips">
      <ul class="lines">
        {found.lines.map((line) => (
          <Line key={line.tipId} visit={visit} line={line} ticked={ticked.has(line.tipId)} />
        ))}
      </ul>
      <div class="bar card">
        <p class="hint">{t('verification.queue.how')}</p>
        <button type="submit">{t('verification.queue.open')}</button>
        {found.claims.length > 0 && (
          <details>
            <summary>{t('verification.queue.add')}</summary>
            <Field id="claim" label={t('verification.queue.which_claim')}>
              <select id="claim" name="claim">
                {found.claims.map((claim) => (
                  <option key={claim.id} value={claim.id}>
                    {claimName(visit, claim)}
                  </option>
                ))}
              </select>
            </Field>
            <button type="submit" class="second" formaction="/verification/tips/add">
              {t('verification.queue.add_do')}
            </button>
          </details>
        )}
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
        <Files visit={visit} files={line.files} />
        <Origin visit={visit} origin={line.origin} />
        <TipFacts
          visit={visit}
          code={line.code}
          medium={line.medium}
          mediaCount={line.files.length > 0 ? 0 : line.mediaCount}
          forwarded={line.forwarded}
          source={line.source}
          quotable={line.quotable}
          askers={line.askers}
          repeats={line.repeats}
          since={line.oldest}
        />
        {line.claim && <KnownClaim visit={visit} tipId={line.tipId} claim={line.claim} />}
      </div>
    </li>
  );
}

/** The same words stand in a claim already: one button instead of the same work again. */
function KnownClaim(props: { visit: SignedVisit; tipId: string; claim: NonNullable<QueueLine['claim']> }) {
  const { visit, tipId, claim } = props;
  const { t } = visit;
  return (
    <p class="row known">
      <a href={`/verification/claims/${claim.id}`}>
        {t('verification.queue.known', { seq: claim.seq, state: t(`desk.claim.${claim.state}`) })}
      </a>
      <button
        type="submit"
        class="second"
        name="only"
        value={tipId}
        formaction={`/verification/tips/add?claim=${claim.id}`}
      >
        {t('verification.queue.add_known', { seq: claim.seq })}
      </button>
    </p>
  );
}

/** Right after dismissing: one press takes it back. */
function Undo({ visit }: { visit: SignedVisit }) {
  const dismissed = visit.query.get('dismissed').split(',').filter(isId);
  if (dismissed.length === 0) return null;
  return (
    <PostForm visit={visit} action="/verification/tips/restore" class="undo">
      {dismissed.map((id) => (
        <input type="hidden" name="tip" value={id} key={id} />
      ))}
      <button type="submit" class="second">
        {visit.t('verification.queue.undo')}
      </button>
    </PostForm>
  );
}
