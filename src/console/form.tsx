import type { ComponentChildren } from 'preact';
import type { Visit } from './route.ts';

/** The name of the hidden field that proves that a form is one of ours. */
export const TOKEN_FIELD = '_token';

/** Every form that changes something: posts to a path of ours, with the token of this session. */
export function PostForm(props: {
  visit: Visit;
  action: string;
  class?: string;
  id?: string;
  /** It has a file among its fields. */
  file?: boolean;
  children: ComponentChildren;
}) {
  return (
    <form
      method="post"
      action={props.action}
      class={props.class}
      id={props.id}
      enctype={props.file ? 'multipart/form-data' : undefined}
    >
      <input type="hidden" name={TOKEN_FIELD} value={props.visit.formToken} />
      {props.children}
    </form>
  );
}

/** A label, the control it belongs to (which must carry the same `id`), and a mistake or a hint below. */
export function Field(props: {
  id: string;
  label: string;
  hint?: string | undefined;
  mistake?: string | undefined;
  children: ComponentChildren;
}) {
  return (
    <div class={props.mistake === undefined ? 'field' : 'field wrong'}>
      <label for={props.id}>{props.label}</label>
      {props.children}
      {props.mistake !== undefined && <p class="mistake">{props.mistake}</p>}
      {props.hint !== undefined && <p class="hint">{props.hint}</p>}
    </div>
  );
}
