import type { Capabilities } from '../../core/channel.ts';
import type { Medium } from '../../core/message.ts';

export const PHONES = ['sms', 'whatsapp', 'telegram'] as const satisfies readonly Medium[];

export function accountOf(phone: Medium): string {
  return `simulator-${phone}`;
}

const pace = { perSecond: 50, burst: 100 };

/** The phone page shows texts and buttons; a file is an address to open. */
const files = {
  voice: 'link',
  image: 'link',
  video: 'link',
  document: 'link',
  captionMax: 0,
  sizeMax: 16_000_000,
} as const;

/** Like the real media, so that what fits here fits there. */
export const capabilities: Readonly<Record<string, Capabilities>> = {
  [accountOf('sms')]: {
    medium: 'sms',
    text: { max: 1600, alphabet: 'gsm7', prefers: 'short' },
    choices: { support: 'fallback', max: 9, labelMax: 40 },
    files: { ...files, voice: 'none' },
    location: 'text',
    pace,
    bulk: true,
  },
  [accountOf('whatsapp')]: {
    medium: 'whatsapp',
    text: { max: 4096, alphabet: 'unicode', prefers: 'text' },
    choices: { support: 'full', max: 3, labelMax: 20 },
    files,
    location: 'text',
    pace,
    bulk: true,
  },
  [accountOf('telegram')]: {
    medium: 'telegram',
    text: { max: 4096, alphabet: 'unicode', prefers: 'text' },
    choices: { support: 'full', max: 10, labelMax: 60 },
    files,
    location: 'text',
    pace,
    bulk: true,
  },
};
