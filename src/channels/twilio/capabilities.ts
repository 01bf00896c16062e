import type { Capabilities } from '../../core/channel.ts';

export const SMS = 'twilio-sms';
export const WHATSAPP = 'twilio-whatsapp';

/** Twilio refuses a longer body with 21617, on WhatsApp too, though WhatsApp itself would carry 4096. */
const MAX_BODY = 1600;

/** Buttons on WhatsApp need Twilio's content templates; until those are used, choices are numbered lines. */
const choices = { support: 'fallback', max: 9, labelMax: 40 } as const;

/** Twilio fetches a file from our address. SMS leaves voice to the text: a link to a voice note costs and is rarely opened. */
const smsFiles = {
  voice: 'none',
  image: 'link',
  video: 'link',
  document: 'link',
  captionMax: 0,
  sizeMax: 0,
} as const;
const whatsappFiles = {
  voice: 'full',
  image: 'full',
  video: 'full',
  document: 'full',
  captionMax: 0,
  sizeMax: 5_000_000,
} as const;

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
      files: smsFiles,
      location: 'text',
      pace: { perSecond: perSecond.sms, burst: Math.ceil(perSecond.sms * 2) },
      bulk: true,
    },
    [WHATSAPP]: {
      medium: 'whatsapp',
      text: { max: MAX_BODY, alphabet: 'unicode', prefers: 'text' },
      choices,
      files: whatsappFiles,
      location: 'text',
      pace: { perSecond: perSecond.whatsapp, burst: Math.ceil(perSecond.whatsapp * 2) },
      window: { hours: 24, templates: {} },
      bulk: true,
    },
  };
}
