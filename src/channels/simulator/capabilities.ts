import type { Capabilities } from '../../core/channel.ts';
import type { Medium } from '../../core/message.ts';

export const PHONES = ['sms', 'whatsapp', 'telegram'] as const satisfies readonly Medium[];

export function accountOf(phone: Medium): string {
  return `simulator-${phone}`;
}

const pace = { perSecond: 50, burst: 100 };

/** Like the real media, so that what fits here fits there. */
export const capabilities: Readonly<Record<string, Capabilities>> = {
  [accountOf('sms')]: {
    medium: 'sms',
    text: { max: 1600, alphabet: 'gsm7', prefers: 'short' },
    choices: { support: 'fallback', max: 9, labelMax: 40 },
    pace,
  },
  [accountOf('whatsapp')]: {
    medium: 'whatsapp',
    text: { max: 4096, alphabet: 'unicode', prefers: 'text' },
    choices: { support: 'full', max: 3, labelMax: 20 },
    pace,
  },
  [accountOf('telegram')]: {
    medium: 'telegram',
    text: { max: 4096, alphabet: 'unicode', prefers: 'text' },
    choices: { support: 'full', max: 8, labelMax: 60 },
    pace,
  },
};
