import {
  blockByStaff,
  mayOpenPeople,
  type PeopleRefusal,
  reinstateObserver,
} from '../../desks/watch/index.ts';
import { allObservers, type ObserverRow } from '../../store/observers.ts';
import { leading } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Handler, SignedVisit } from '../route.ts';
import { Since } from '../time.tsx';
import { WhyForm } from './why-form.tsx';

/** Who observes, by number: names stay sealed. Phones that may be in other hands first. */
export const showObservers = leading(async (visit) => {
  const { t, deps, query, staff } = visit;
  // A lead may speak for an institution: which phones are seized is not for those.
  if (!mayOpenPeople(staff)) return { refuse: 403 };
  const all = await allObservers(deps.store.db);
  const number = query.get('number').replace(/\D/g, '');
  const shown = all
    .filter((one) => number === '' || one.number === number)
    .toSorted((a, b) => Number(b.blockedAt !== null) - Number(a.blockedAt !== null));
  return {
    title: t('watch.observers.title'),
    styles: ['reports.css', 'watch.css'],
    wide: true,
    page: (
      <>
        <p>
          <a href="/watch">← {t('watch.title')}</a>
        </p>
        <h1>{t('watch.observers.title')}</h1>
        <form method="get" action="/watch/observers" class="row">
          <label>
            {t('watch.observers.number')}{' '}
            <input name="number" inputMode="numeric" maxLength={5} value={number} />
          </label>
          <button type="submit" class="second">
            {t('watch.filter.show')}
          </button>
        </form>
        {shown.length === 0 ? (
          <p class="card empty">{t('watch.observers.none')}</p>
        ) : (
          <ul class="incidents">
            {shown.map((one) => (
              <li key={one.id}>
                <Observer visit={visit} observer={one} />
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  };
});

function Observer({ visit, observer }: { visit: SignedVisit; observer: ObserverRow }) {
  const { t, staff } = visit;
  const blocked = observer.blockedAt;
  const at = `/watch/observers/${observer.id}`;
  return (
    <article class={blocked === null ? 'card' : 'card incident severe'}>
      <p class="row">
        <code>{observer.number}</code>
        <span class="soft">{observer.organisation}</span>
        <span class="soft">{observer.placeNumber ?? '–'}</span>
        {observer.training && <span class="badge">{t('watch.observers.training')}</span>}
        {observer.endedAt !== null && <span class="badge">{t('watch.observers.left')}</span>}
        {blocked !== null && (
          <span class="badge bad">
            {t('watch.observers.blocked')} <Since visit={visit} at={blocked} />
          </span>
        )}
      </p>
      {observer.reinstateBy !== null && <p class="hint">{t('watch.observers.asked')}</p>}
      {observer.endedAt === null && observer.reinstateBy !== staff.id && (
        <WhyForm
          visit={visit}
          to={`${at}/${blocked === null ? 'block' : 'reinstate'}`}
          text={
            blocked === null
              ? 'watch.observers.block'
              : observer.reinstateBy === null
                ? 'watch.observers.ask_reinstate'
                : 'watch.observers.reinstate'
          }
        />
      )}
    </article>
  );
}

function onObserver(
  done: string,
  act: (visit: SignedVisit, of: { observerId: string; why: string }) => Promise<PeopleRefusal | null>,
): Handler {
  return leading(async (visit) => {
    const observerId = visit.params.id ?? '';
    if (!isId(observerId)) return { refuse: 404 };
    const refusal = await act(visit, { observerId, why: visit.form.get('why') });
    if (refusal === 'rights') return { refuse: 403 };
    if (refusal === null) visit.deps.log.info(`observer ${done}`, { observerId, staffId: visit.staff.id });
    return {
      redirect: '/watch/observers',
      note: refusal === null ? `watch.done.${done}` : `watch.error.${refusal}`,
    };
  });
}

export const block = onObserver('blocked', ({ deps, staff }, of) =>
  blockByStaff(deps.watch, { ...of, by: staff }),
);
export const reinstate = onObserver('reinstated', ({ deps, staff }, of) =>
  reinstateObserver(deps.watch, { ...of, by: staff }),
);
