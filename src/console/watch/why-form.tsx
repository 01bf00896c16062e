import { PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';

/** Why: in a colleague's own words. What was typed before a refusal is still there. */
export function Why({ visit, required, value }: { visit: SignedVisit; required?: boolean; value?: string }) {
  const { t, form } = visit;
  return (
    <input
      name="why"
      maxLength={300}
      required={required}
      autocomplete="off"
      placeholder={t('watch.why')}
      aria-label={t('watch.why')}
      value={value ?? form.get('why')}
    />
  );
}

/**
 * A move that needs nothing but a reason.
 * @param props.about of which of several on the page: name and value of a hidden field
 */
export function WhyForm(props: {
  visit: SignedVisit;
  to: string;
  /** Key of what stands on the button. */
  text: string;
  about?: { readonly name: string; readonly value: string };
}) {
  const { visit, to, text, about } = props;
  const isThis = !about || visit.form.get(about.name) === about.value;
  return (
    <PostForm visit={visit} action={to} class="row">
      {about && <input type="hidden" name={about.name} value={about.value} />}
      <Why visit={visit} required {...(!isThis && { value: '' })} />
      <button type="submit" class="second">
        {visit.t(text)}
      </button>
    </PostForm>
  );
}
