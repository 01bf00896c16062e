import type { Capabilities } from '../../core/channel.ts';

export const CHANNEL = 'whatsapp-web';
/** One number: a second one would be a second session, which needs a lease of its own. */
export const ACCOUNT = 'whatsapp-web';

/** @param perMinute how fast the operator says the number may go */
export function capabilitiesOf(perMinute: number): Capabilities {
  return {
    medium: 'whatsapp',
    text: { max: 4_096, alphabet: 'unicode', prefers: 'text' },
    // Baileys has taken buttons out, and the forks that kept them get numbers banned: choices are numbered lines.
    choices: { support: 'fallback', max: 9, labelMax: 60 },
    files: {
      voice: 'full',
      image: 'full',
      video: 'full',
      document: 'full',
      captionMax: 1_024,
      sizeMax: 16_000_000,
    },
    location: 'full',
    // Slow on purpose, and hardly any burst: what looks like a machine is banned.
    pace: { perSecond: perMinute / 60, burst: 3, perPerson: { messages: 5, seconds: 20 } },
    // Never: a campaign over a linked device costs the number, and with it everybody's way to us.
    bulk: false,
  };
}
