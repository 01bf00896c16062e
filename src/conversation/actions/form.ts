import type { Form } from '../../store/contacts.ts';
import { type Actions, wayOf } from './run.ts';

const FORMS: readonly Form[] = ['text', 'voice', 'both'];

/** How somebody wants to be told what is true: written, spoken or both. By SMS there is nothing to choose. */
export const FORM: Actions<'answer_form' | 'set_form'> = {
  async answer_form(turn) {
    return { outcome: wayOf(turn).medium === 'sms' ? 'by_sms' : 'choose' };
  },

  async set_form({ contact }, { form }) {
    contact.form = FORMS.find((each) => each === form) ?? 'both';
    return { outcome: contact.form };
  },
};
