import type { DeskError, QueuePage, QueueWanted } from '../../desks/verification/index.ts';
import { published, queue, queueChoices, views } from '../../desks/verification/index.ts';
import { PostForm } from '../form.tsx';
import { isId } from '../ids.ts';
import { Pages, pageOf } from '../pages.tsx';
import type { Answer, SignedVisit } from '../route.ts';
import { ClaimList } from './claim-list.tsx';
import { DismissedList } from './dismissed-list.tsx';
import { PublishedList } from './published-list.tsx';
import { addressOf, BACK_FIELD, pathOf } from './queue-address.ts';
import { Filters, Search } from './queue-filters.tsx';
import { Views } from './queue-views.tsx';
import { WaitingLines } from './waiting-lines.tsx';

/** @param refusal why the desk did not do what was asked for */
export async function queuePage(
  visit: SignedVisit,
  { wanted, refusal }: { wanted: QueueWanted; refusal?: DeskError },
): Promise<Answer> {
  const { t, staff, deps } = visit;
  const isAll = wanted.states.length === 0 && wanted.words === '';
  const found = await foundFor(visit, wanted);
  const [choices, out, saved] = await Promise.all([
    queueChoices(deps, { staffId: staff.id, wanted }),
    isAll ? published(deps, { page: pageOf(visit, 'published') }) : null,
    views(deps, staff.id),
  ]);
  const toMe = choices.states.get('to_me') ?? 0;
  return {
    title: t('verification.queue.title'),
    wide: true,
    styles: ['verification.css', 'queue.css'],
    scripts: ['keep-queue.js'],
    ...(refusal && { status: refusal.key === 'tip_taken' || refusal.key === 'lease_held' ? 409 : 422 }),
    page: (
      <>
        <h1>{t('verification.queue.title')}</h1>
        {refusal && (
          <p class="note bad" role="alert">
            {t(`desk.error.${refusal.key}`, refusal.values)}
          </p>
        )}
        <Undo visit={visit} wanted={wanted} name="dismissed" />
        <Undo visit={visit} wanted={wanted} name="merged" />
        {toMe > 0 && !wanted.states.includes('to_me') && (
          <p class="note warn">
            <a href="/verification?state=to_me">{t('queue.claims.waiting', { count: toMe })}</a>
          </p>
        )}
        <Views visit={visit} wanted={wanted} views={saved} />
        <div class="finding">
          <Filters visit={visit} wanted={wanted} choices={choices} />
          <Search visit={visit} wanted={wanted} />
        </div>
        <div class="desk">
          <Queue visit={visit} wanted={wanted} found={found} />
          {out && <PublishedList visit={visit} found={out} />}
        </div>
      </>
    ),
  };
}

export function foundFor(visit: SignedVisit, wanted: QueueWanted): Promise<QueuePage> {
  return queue(visit.deps, {
    staffId: visit.staff.id,
    wanted,
    page: pageOf(visit, 'page'),
    claimPage: pageOf(visit, 'claims'),
    dismissedPage: pageOf(visit, 'away'),
  });
}

/**
 * Asks for itself again where there is a script, and says what is ticked: see show-queue.tsx and keep-queue.js. What was
 * searched for must not get into an address, so that those lists stay as they are.
 */
export function Queue(props: { visit: SignedVisit; wanted: QueueWanted; found: QueuePage }) {
  const { visit, wanted, found } = props;
  const { waiting, claims, dismissed, pageSize: size } = found;
  const { t } = visit;
  const keep = addressOf(wanted) || 'all=1';
  const address = new URLSearchParams(keep);
  for (const name of ['page', 'claims', 'away']) address.set(name, String(pageOf(visit, name)));
  const refresh = {
    'hx-get': `/verification/queue?${address}`,
    'hx-trigger': 'every 20s',
    'hx-include': '.waiting-tips [name=tip]:checked',
    'hx-swap': 'outerHTML',
  };
  return (
    <div id="queue" class="queue" {...(wanted.words === '' && refresh)}>
      {waiting && (
        <section aria-labelledby="waiting-title">
          <h2 id="waiting-title">
            {t('verification.queue.waiting')} <b class="badge">{waiting.tipCount}</b>
          </h2>
          <WaitingLines visit={visit} wanted={wanted} waiting={waiting} claims={claims?.list ?? []} />
          <Pages
            visit={visit}
            name="page"
            path="/verification"
            keep={keep}
            total={waiting.lineCount}
            size={size}
          />
        </section>
      )}
      {claims && (
        <section aria-labelledby="claims-title">
          <h2 id="claims-title">
            {t('verification.queue.claims')} <b class="badge">{claims.count}</b>
          </h2>
          {wanted.words !== '' && <p class="hint">{t('queue.search.found')}</p>}
          <ClaimList visit={visit} claims={claims.list} chosen={keep !== 'all=1' || wanted.words !== ''} />
          {wanted.words === '' && (
            <Pages
              visit={visit}
              name="claims"
              path="/verification"
              keep={keep}
              total={claims.count}
              size={size}
            />
          )}
        </section>
      )}
      {dismissed && (
        <section aria-labelledby="dismissed-title">
          <h2 id="dismissed-title">
            {t('queue.dismissed.title')} <b class="badge">{dismissed.count}</b>
          </h2>
          <DismissedList visit={visit} wanted={wanted} tips={dismissed.tips} />
          <Pages
            visit={visit}
            name="away"
            path="/verification"
            keep={keep}
            total={dismissed.count}
            size={size}
          />
        </section>
      )}
    </div>
  );
}

const UNDO = {
  dismissed: { action: '/verification/tips/restore', text: 'verification.queue.undo' },
  merged: { action: '/verification/lines/unmerge', text: 'queue.undo_merge' },
} as const;

/** Right after dismissing or joining: one press takes it back. */
function Undo(props: { visit: SignedVisit; wanted: QueueWanted; name: keyof typeof UNDO }) {
  const { visit, wanted, name } = props;
  const ids = visit.query.get(name).split(',').filter(isId);
  if (ids.length === 0) return null;
  return (
    <PostForm visit={visit} action={UNDO[name].action} class="undo">
      <input type="hidden" name={BACK_FIELD} value={addressOf(wanted)} />
      {ids.map((id) => (
        <input type="hidden" name="tip" value={id} key={id} />
      ))}
      <button type="submit" class="second">
        {visit.t(UNDO[name].text)}
      </button>
      <a href={pathOf(wanted)} class="soft">
        {visit.t('queue.group.back')}
      </a>
    </PostForm>
  );
}
