import { keepCallback } from '../../desks/protection/index.ts';
import { ownNumber } from '../../store/contacts.ts';
import type { Actions } from './run.ts';

export const PROTECTION: Actions<'free_line' | 'keep_callback'> = {
  async free_line({ deps }) {
    const { protection } = deps.country;
    // Without a key nothing could be sealed, so nothing is offered.
    const outcome = deps.protection ? 'callback' : 'line_only';
    return { outcome, answers: { line: protection.line, child_line: protection.childLine } };
  },

  /** Without another number the one they write from is called, where that is a number at all. */
  async keep_callback({ tx, contact, message, deps }, { number, time = '' }) {
    if (!deps.protection) return { outcome: 'no_desk' };
    const called = number ?? (await ownNumber(tx, deps.store.seal, message.addressId));
    if (called === undefined) return { outcome: 'no_number', answers: { code: '' } };
    const { code } = await keepCallback(tx, {
      seal: deps.protection,
      contactId: contact.id,
      number: called,
      safeTime: time,
      language: contact.language ?? deps.texts.languages[0] ?? '',
      consentedAt: deps.now(),
    });
    return { outcome: 'kept', answers: { code } };
  },
};
