import type { Capabilities } from '../core/channel.ts';

/** Accounts as the real media have them, fast enough that no test waits for their pace. */
const common = {
  location: 'text',
  pace: { perSecond: 1_000, burst: 100_000 },
  bulk: true,
} as const;

export const SMS: Capabilities = {
  ...common,
  medium: 'sms',
  text: { max: 1_600, alphabet: 'gsm7', prefers: 'short' },
  choices: { support: 'fallback', max: 9, labelMax: 40 },
  files: { voice: 'none', image: 'link', video: 'link', document: 'link', captionMax: 0, sizeMax: 0 },
};

export const WHATSAPP: Capabilities = {
  ...common,
  medium: 'whatsapp',
  text: { max: 4_096, alphabet: 'unicode', prefers: 'text' },
  choices: { support: 'full', max: 3, labelMax: 20 },
  files: {
    voice: 'full',
    image: 'full',
    video: 'full',
    document: 'full',
    captionMax: 1_024,
    sizeMax: 16_000_000,
  },
};
