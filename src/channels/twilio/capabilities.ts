import type { Capabilities } from '../../core/channel.ts';
import type { Template } from '../../core/message.ts';
import type { Sender } from './senders.ts';

/** Twilio refuses a longer body with 21617, on WhatsApp too, though WhatsApp itself would carry 4096. */
const MAX_BODY = 1600;

const lines = { support: 'fallback', max: 9, labelMax: 40 } as const;

/** In a talk, without approval. Source: twilio.com/docs/content, twilio/quick-reply and twilio/list-picker. */
const buttons = {
  support: 'full',
  max: 3,
  labelMax: 20,
  idMax: 200,
  textMax: 1024,
  list: { max: 10, labelMax: 24 },
} as const;

/** SMS leaves voice to the text: a link to a voice note costs and is rarely opened. */
const smsFiles = {
  voice: 'none',
  image: 'link',
  video: 'link',
  document: 'link',
  captionMax: 0,
  sizeMax: 0,
} as const;

/**
 * Twilio fetches a file from our address. Beside a document the text would be lost: Twilio sets neither caption nor
 * file name there, so it goes as a link under the text. Pictures may have 5 MB, the rest 16; one limit for all.
 * Source: twilio.com/docs/whatsapp/guidance-whatsapp-media-messages.
 */
const whatsappFiles = {
  voice: 'full',
  image: 'full',
  video: 'full',
  document: 'link',
  captionMax: 1024,
  sizeMax: 5_000_000,
} as const;

/** What one sender can carry. */
export function capabilitiesOf(
  { medium, perSecond }: Sender,
  options: {
    buttons: boolean;
    templates: Readonly<Record<string, Template>>;
    bulletins: Readonly<Record<string, Template>>;
  },
): Capabilities {
  const pace = { perSecond, burst: Math.ceil(perSecond * 2) };
  if (medium === 'sms')
    return {
      medium,
      text: { max: MAX_BODY, alphabet: 'gsm7', prefers: 'short' },
      choices: lines,
      files: smsFiles,
      location: 'text',
      pace,
      bulk: true,
    };
  return {
    medium,
    text: { max: MAX_BODY, alphabet: 'unicode', prefers: 'text' },
    choices: options.buttons ? buttons : lines,
    files: whatsappFiles,
    location: 'full',
    pace,
    window: {
      hours: 24,
      templates: options.templates,
      ...(Object.keys(options.bulletins).length > 0 && { bulletins: options.bulletins }),
    },
    bulk: true,
  };
}

/** @param list `ht=HX…,fr=HX…` */
export function templatesOf(list: string): Record<string, Template> {
  const entries = list.split(/\s*,\s*/).filter((entry) => entry !== '');
  return Object.fromEntries(
    entries.map((entry) => {
      const [language = '', name = ''] = entry.split('=');
      return [language, { name, language }];
    }),
  );
}
