import { maySee } from '../../desks/watch/index.ts';
import type { IncidentOfClaim } from '../../store/incident-claims.ts';
import { OVER } from '../../store/incidents.ts';
import { Field, PostForm } from '../form.tsx';
import { watches } from '../guards.ts';
import { codeName } from '../watch/words.tsx';
import type { OnPage } from './on-page.ts';
import { PlaceField } from './place-field.tsx';

/** A claim that is no rumor but something that happens goes to the watch cell; or where it went. */
export function WatchPart({ on }: { on: OnPage }) {
  const { claim, watch, concerned } = on.view;
  const isOpen = watch.handed.some(({ state }) => !OVER.includes(state));
  const mayHand = on.mine || (claim.state === 'published' && !concerned.includes(on.visit.staff.id));
  return (
    <>
      {watch.handed.length > 0 && <Handed on={on} />}
      {!isOpen && mayHand && claim.state !== 'closed' && <Hand on={on} />}
    </>
  );
}

function Handed({ on: { visit, view } }: { on: OnPage }) {
  const { t } = visit;
  const why = view.events.find(({ what }) => what === 'handed_to_watch')?.why;
  return (
    <section class="card" aria-labelledby="watch-title">
      <h2 id="watch-title">{t('method.watch.handed')}</h2>
      <p class="row">
        {view.watch.handed.map((incident) => (
          <Incident key={incident.id} on={{ visit }} incident={incident} />
        ))}
      </p>
      {why && <p class="said">{why}</p>}
    </section>
  );
}

/** Its number for everybody, because they will be asked for it; the way there for who may enter. */
function Incident({ on: { visit }, incident }: { on: Pick<OnPage, 'visit'>; incident: IncidentOfClaim }) {
  const { staff, deps, t } = visit;
  const mayEnter = watches(staff) && maySee(deps.watch, staff, incident);
  const number = <code>{incident.number}</code>;
  return (
    <span>
      {t('method.watch.incident')}{' '}
      {mayEnter ? <a href={`/watch/incidents/${incident.id}`}>{number}</a> : number}
    </span>
  );
}

function Hand({ on }: { on: OnPage }) {
  const { visit, view, mine, typedInto } = on;
  const { t, deps } = visit;
  const { claim, counts, verdicts } = view;
  const typed = typedInto('watch');
  const isAnswered = claim.state === 'check' || claim.state === 'lead';
  const stays = isAnswered || verdicts.some(({ state }) => state === 'published');
  const isBack = view.watch.from.length > 0;
  const codes = [...deps.watch.lines].filter(([, { kind }]) => kind === 'incident');
  return (
    <details class="card" open={typed !== null}>
      <summary>{t('method.watch.title')}</summary>
      <p>{t('method.watch.text')}</p>
      <p>{stays ? t('method.watch.stays') : t('method.watch.told', { count: counts.askers })}</p>
      <PostForm visit={visit} action={`/verification/claims/${claim.id}/watch`}>
        <input type="hidden" name="form" value="watch" />
        {!mine && <input type="hidden" name="take" value="1" />}
        {isBack ? (
          <p class="note">{t('method.watch.back')}</p>
        ) : (
          <>
            <Field id="watch-code" label={t('method.watch.code')}>
              <select id="watch-code" name="code" required>
                <option value="">{t('ledger.facts.choose')}</option>
                {codes.map(([code]) => (
                  <option key={code} value={code} selected={code === typed?.get('code')}>
                    {codeName(visit, code)}
                  </option>
                ))}
              </select>
            </Field>
            <PlaceField visit={visit} id="watch-place" typed={typed} saved={claim.placeCode} />
          </>
        )}
        <Field id="watch-why" label={t('method.exit.why')} hint={t('method.watch.why_hint')}>
          <textarea id="watch-why" name="why" required maxLength={500} rows={2} class="low">
            {typed?.get('why')}
          </textarea>
        </Field>
        <button type="submit" class="danger">
          {t('method.watch.do')}
        </button>
      </PostForm>
    </details>
  );
}
