import { type IncidentView, institutionOf, maySend } from '../../desks/watch/index.ts';
import { OVER } from '../../store/incidents.ts';
import { PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import { Why, WhyForm } from './why-form.tsx';
import { institutionName, isHeldByOther } from './words.tsx';

const EXITS = ['duplicate', 'bogus', 'not_election', 'exercise', 'rumor', 'withdrawn'] as const;
const CERTAINTIES = ['Observed', 'Likely', 'Possible', 'Unlikely'] as const;
const SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor'] as const;

/** What may be done next. What a member's institution may not decide is not offered. */
export function Moves({ visit, view }: { visit: SignedVisit; view: IncidentView }) {
  const { t, staff, deps } = visit;
  const { incident } = view;
  const at = `/watch/incidents/${incident.id}`;
  const institution = institutionOf(deps.watch, staff.institution);
  const decides = institution?.may === 'decide';
  const over = OVER.includes(incident.state);
  if (isHeldByOther(visit, incident)) return <p class="note">{t('watch.error.held')}</p>;
  const mine = incident.heldBy === staff.id && incident.heldUntil !== null && incident.heldUntil > deps.now();
  return (
    <section class="card moves-card">
      <h2>{t('watch.next')}</h2>
      <div class="row">
        {!over && (
          <Simple
            visit={visit}
            to={`${at}/take`}
            text={mine ? 'watch.hold_on' : 'watch.take'}
            second={mine}
          />
        )}
        {mine && <Simple visit={visit} to={`${at}/release`} text="watch.release" second />}
        {!over && incident.pausedAt !== null && (
          <Simple visit={visit} to={`${at}/resume`} text="watch.resume" second />
        )}
      </div>
      {(incident.state === 'received' || incident.state === 'triage') && <Verify visit={visit} at={at} />}
      {incident.state === 'verification' && institution && <Confirm visit={visit} at={at} view={view} />}
      {incident.state === 'validation' && (
        <>
          {decides && incident.confirmedFor !== staff.institution ? (
            <Simple visit={visit} to={`${at}/validate`} text="watch.validate" />
          ) : (
            <p class="hint">{t('watch.second_needed')}</p>
          )}
          <WhyForm visit={visit} to={`${at}/return`} text="watch.return" />
        </>
      )}
      {SENDING.has(incident.state) && (
        <>
          {decides && <Transmit visit={visit} at={at} view={view} />}
          {incident.closingBy !== null && decides && incident.closingFor !== staff.institution ? (
            <Simple visit={visit} to={`${at}/close`} text="watch.close" />
          ) : (
            institution && <WhyForm visit={visit} to={`${at}/ask-to-close`} text="watch.ask_to_close" />
          )}
        </>
      )}
      {!over && (decides || institution === undefined) && (
        <details>
          <summary>{t('watch.exits')}</summary>
          <PostForm visit={visit} action={`${at}/leave`} class="stack">
            <select name="exit" aria-label={t('watch.exits')}>
              {EXITS.map((exit) => (
                <option key={exit} value={exit}>
                  {t(`watch.state.${exit}`)}
                </option>
              ))}
            </select>
            <input
              name="number"
              inputMode="numeric"
              maxLength={12}
              placeholder={t('watch.of_number')}
              aria-label={t('watch.of_number')}
            />
            <Why visit={visit} />
            <button type="submit" class="second">
              {t('watch.leave')}
            </button>
          </PostForm>
        </details>
      )}
      {!over && incident.pausedAt === null && (
        <details>
          <summary>{t('watch.pause_title')}</summary>
          <WhyForm visit={visit} to={`${at}/pause`} text="watch.pause" />
        </details>
      )}
      {institution?.opens && incident.openedAt === null && isKept(view, visit) && (
        <WhyForm visit={visit} to={`${at}/open`} text="watch.open_up" />
      )}
      {over && (decides || institution === undefined) && (
        <WhyForm visit={visit} to={`${at}/reopen`} text="watch.reopen" />
      )}
    </section>
  );
}

const SENDING: ReadonlySet<string> = new Set(['transmission', 'acknowledged', 'response']);

/** Some institution does not see it. */
const isKept = ({ incident }: IncidentView, { deps }: SignedVisit) =>
  deps.watch.cell.institutions.some(({ id }) => !maySend(deps.watch, incident, id));

function Simple(props: { visit: SignedVisit; to: string; text: string; second?: boolean }) {
  return (
    <PostForm visit={props.visit} action={props.to}>
      <button type="submit" class={props.second ? 'second' : undefined}>
        {props.visit.t(props.text)}
      </button>
    </PostForm>
  );
}

function Verify({ visit, at }: { visit: SignedVisit; at: string }) {
  const { t, deps, staff } = visit;
  // Whoever is named does not see it: that is not for who only proposes.
  const mayName =
    staff.institution === null || institutionOf(deps.watch, staff.institution)?.may === 'decide';
  return (
    <PostForm visit={visit} action={`${at}/verify`} class="stack">
      <label>
        {t('watch.severity_title')}{' '}
        <select name="severity">
          <option value="">{t('watch.as_card')}</option>
          {SEVERITIES.map((each) => (
            <option key={each} value={each}>
              {t(`watch.severity.${each}`)}
            </option>
          ))}
        </select>
      </label>
      {mayName && (
        <details>
          <summary>{t('watch.accused_title')}</summary>
          {deps.watch.cell.institutions.map(({ id }) => (
            <label key={id} class="inline">
              <input type="checkbox" name="accused" value={id} /> {institutionName(visit, id)}
            </label>
          ))}
        </details>
      )}
      <button type="submit">{t('watch.verify')}</button>
    </PostForm>
  );
}

function Confirm({ visit, at, view }: { visit: SignedVisit; at: string; view: IncidentView }) {
  const { t, form } = visit;
  return (
    <PostForm visit={visit} action={`${at}/confirm`} class="stack">
      <label>
        {t('watch.certainty_title')}{' '}
        <select name="certainty">
          {CERTAINTIES.map((each) => (
            <option key={each} value={each} selected={each === view.incident.certainty}>
              {t(`watch.certainty.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('watch.summary')}
        <textarea name="summary" rows={2} maxLength={500}>
          {form.get('summary') || view.incident.summary}
        </textarea>
      </label>
      <p class="hint">{t('watch.summary_hint')}</p>
      <Why visit={visit} />
      <button type="submit">{t('watch.confirm')}</button>
    </PostForm>
  );
}

function Transmit({ visit, at, view }: { visit: SignedVisit; at: string; view: IncidentView }) {
  const { t, deps } = visit;
  const sent = new Set(view.sent.map(({ institution }) => institution));
  return (
    <PostForm visit={visit} action={`${at}/transmit`} class="stack">
      <fieldset>
        <legend>{t('watch.transmit_to')}</legend>
        {deps.watch.cell.institutions
          .filter(({ id }) => maySend(deps.watch, view.incident, id))
          .map(({ id }) => (
            <label key={id} class="inline">
              <input
                type="checkbox"
                name="institution"
                value={id}
                checked={view.recipients.includes(id) && !sent.has(id)}
              />{' '}
              {institutionName(visit, id)}
            </label>
          ))}
      </fieldset>
      <button type="submit">{t('watch.transmit')}</button>
    </PostForm>
  );
}
