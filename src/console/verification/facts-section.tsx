import { HARMS } from '../../desks/verification/index.ts';
import { categoryName } from '../category-name.ts';
import { Field, PostForm } from '../form.tsx';
import { localTime } from '../local-time.ts';
import { At } from '../time.tsx';
import { Folded } from './folded.tsx';
import type { OnPage } from './on-page.ts';
import { PlaceField } from './place-field.tsx';
import { isBeforeSubmit } from './ready-section.tsx';

/** What is known of the claim itself: of what, where, from whom, since when. */
export function FactsSection({ on }: { on: OnPage }) {
  const { visit, view, mine, typedInto } = on;
  const { t, deps } = visit;
  const { claim } = view;
  const typed = typedInto('facts');
  const known = [
    claim.category && categoryName(visit, claim.category),
    claim.placeCode && deps.placeLabel(claim.placeCode),
  ];
  return (
    <Folded
      id="facts"
      title={t('ledger.facts.title')}
      count={known.filter(Boolean).join(' · ') || t('ledger.facts.none')}
      open={typed !== null}
    >
      {typed || (mine && isBeforeSubmit(claim.state)) ? <FactsForm on={on} /> : <FactsShown on={on} />}
    </Folded>
  );
}

function FactsShown({ on: { visit, view } }: { on: OnPage }) {
  const { t } = visit;
  const { claimant, firstSeen, firstSeenAt, context, harms } = view.claim;
  return (
    <dl>
      {claimant !== null && <Fact label={t('ledger.facts.claimant')}>{claimant}</Fact>}
      {(firstSeen !== null || firstSeenAt !== null) && (
        <Fact label={t('ledger.facts.first_seen')}>
          {firstSeen} {firstSeenAt && <At visit={visit} at={firstSeenAt} />}
        </Fact>
      )}
      {context !== null && <Fact label={t('ledger.facts.context')}>{context}</Fact>}
      {harms.length > 0 && (
        <Fact label={t('ledger.facts.harms')}>
          {harms.map((harm) => t(`ledger.harm.${harm}`)).join(', ')}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: preact.ComponentChildren }) {
  return (
    <>
      <dt class="soft small">{label}</dt>
      <dd class="said" dir="auto">
        {children}
      </dd>
    </>
  );
}

function FactsForm({ on: { visit, view, mine, typedInto } }: { on: OnPage }) {
  const { t, deps } = visit;
  const { claim } = view;
  const typed = typedInto('facts');
  const value = (name: string, saved: string | null) => (typed ? typed.get(name) : (saved ?? ''));
  const category = value('category', claim.category);
  const harms = typed ? typed.all('harm') : claim.harms;
  return (
    <PostForm visit={visit} action={`/verification/claims/${claim.id}/facts`}>
      <input type="hidden" name="form" value="facts" />
      <div class="pair">
        <Field id="category" label={t('ledger.facts.category')}>
          <select id="category" name="category">
            <option value="">{t('ledger.facts.no_category')}</option>
            {deps.categories.map(({ id }) => (
              <option key={id} value={id} selected={id === category}>
                {categoryName(visit, id)}
              </option>
            ))}
          </select>
        </Field>
        <div>
          <PlaceField visit={visit} id="place" typed={typed} saved={claim.placeCode} />
        </div>
      </div>
      <Field id="claimant" label={t('ledger.facts.claimant')} hint={t('ledger.facts.claimant_hint')}>
        <input id="claimant" name="claimant" maxLength={200} value={value('claimant', claim.claimant)} />
      </Field>
      <div class="pair">
        <Field id="first_seen" label={t('ledger.facts.first_seen')} hint={t('ledger.facts.first_seen_hint')}>
          <input
            id="first_seen"
            name="first_seen"
            maxLength={500}
            value={value('first_seen', claim.firstSeen)}
          />
        </Field>
        <Field id="first_seen_at" label={t('ledger.facts.first_seen_at')}>
          <input
            id="first_seen_at"
            name="first_seen_at"
            type="datetime-local"
            value={value('first_seen_at', localTime(claim.firstSeenAt, deps.timeZone))}
          />
        </Field>
      </div>
      <Field id="context" label={t('ledger.facts.context')} hint={t('ledger.facts.context_hint')}>
        <textarea id="context" name="context" rows={2} maxLength={2000} class="low">
          {value('context', claim.context)}
        </textarea>
      </Field>
      <fieldset>
        <legend>{t('ledger.facts.harms')}</legend>
        {HARMS.map((harm) => (
          <label key={harm} class="tick">
            <input type="checkbox" name="harm" value={harm} checked={harms.includes(harm)} />{' '}
            {t(`ledger.harm.${harm}`)}
          </label>
        ))}
      </fieldset>
      {mine && (
        <button type="submit" class="second">
          {t('ledger.facts.save')}
        </button>
      )}
    </PostForm>
  );
}
