import type { Form } from '../form-values.ts';
import type { Visit } from '../route.ts';

/** What of the board is shown. */
export interface View {
  /** Of those who practise. */
  readonly exercise: boolean;
  /** Also those who are silent together, one by one. */
  readonly each: boolean;
}

export const viewOf = (form: Form): View => ({
  exercise: form.get('exercise') === '1',
  each: form.get('each') === '1',
});

export function addressOf(path: string, { exercise, each }: View): string {
  const query = [exercise && 'exercise=1', each && 'each=1'].filter(Boolean).join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** Codes of places are shown as names. */
export const placeOf = ({ deps, language, t }: Visit, code: string | null) =>
  code === null ? t('silence.no_place') : deps.watch.placeName(code, language);
