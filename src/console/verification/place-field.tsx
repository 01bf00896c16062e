import { Field } from '../form.tsx';
import type { Form } from '../form-values.ts';
import type { SignedVisit, Visit } from '../route.ts';

/** A place by its name or code, as a text; where that names several the page that comes back asks which. */
export function PlaceField(props: {
  visit: Visit;
  id: string;
  /** What was typed and could not be kept; null: nothing. */
  typed: Form | null;
  /** A code. */
  saved: string | null;
}) {
  const { visit, id, typed, saved } = props;
  const { t, deps } = visit;
  const named = typed ? deps.placesNamed(typed.get('place')) : [];
  const value = typed ? typed.get('place') : saved === null ? '' : deps.placeLabel(saved);
  return (
    <>
      <input type="hidden" name="place_code" value={saved ?? ''} />
      <Field id={id} label={t('ledger.facts.place')} hint={t('ledger.facts.place_hint')}>
        <input id={id} name="place" maxLength={100} value={value} />
      </Field>
      {named.length > 1 && (
        <Field id={`${id}_pick`} label={t('ledger.facts.which_place')}>
          <select id={`${id}_pick`} name="place_pick">
            <option value="">{t('ledger.facts.choose')}</option>
            {named.map((code) => (
              <option key={code} value={code}>
                {deps.placeLabel(code)} ({code})
              </option>
            ))}
          </select>
        </Field>
      )}
    </>
  );
}

/** What was typed; or the place that it was before, where nobody touched it; or the one chosen among several. */
export function placeIn({ deps, form }: SignedVisit): string {
  const [typed, before, picked] = [form.get('place'), form.get('place_code'), form.get('place_pick')];
  if (before !== '' && typed === deps.placeLabel(before)) return before;
  return deps.placesNamed(typed).includes(picked) ? picked : typed;
}
