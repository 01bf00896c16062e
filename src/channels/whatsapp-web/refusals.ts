import type { SendErrorKind } from '../../core/send-error.ts';

/**
 * What the error in WhatsApp's acknowledgement of a message means. Undocumented: what is known is known from Baileys
 * and whatsmeow, and what is not known is taken for a refusal of this message.
 *
 * 463 is the one that must never be tried again: the account may not begin talks, and every attempt counts.
 */
const REFUSALS: Readonly<Record<string, SendErrorKind>> = {
  '400': 'rejected',
  '401': 'restricted',
  '403': 'restricted',
  '404': 'invalid_address',
  '406': 'rejected',
  '410': 'invalid_address',
  '429': 'throttled',
  '463': 'restricted',
  '479': 'rejected',
  '500': 'unavailable',
  '503': 'unavailable',
};

export function meaningOfAck(code: string): SendErrorKind {
  return REFUSALS[code] ?? (/^5\d\d$/.test(code) ? 'unavailable' : 'rejected');
}
