import type { Capabilities } from '../../core/channel.ts';

export const SMS = 'twilio-sms';
export const WHATSAPP = 'twilio-whatsapp';

/** Twilio refuses a longer body with 21617, on WhatsApp too, though WhatsApp itself would carry 4096. */
const MAX_BODY = 1600;

/** Buttons on WhatsApp need Twilio's content templates; until those are used, choices are numbered lines. */
const choices = { support: 'fallback', max: 9, labelMax: 40 } as const;

/** @param perSecond how fast the operator says each sender may go */
export function capabilitiesOf(perSecond: {
  sms: number;
  whatsapp: number;
}): Record<typeof SMS | typeof WHATSAPP, Capabilities> {
  return {
    [SMS]: {
      medium: 'sms',
      text: { max: MAX_BODY, alphabet: 'gsm7', prefers: 'short' },
      choices,
      pace: { perSecond: perSecond.sms, burst: Math.ceil(perSecond.sms * 2) },
    },
    [WHATSAPP]: {
      medium: 'whatsapp',
      text: { max: MAX_BODY, alphabet: 'unicode', prefers: 'text' },
      choices,
      pace: { perSecond: perSecond.whatsapp, burst: Math.ceil(perSecond.whatsapp * 2) },
    },
  };
}
