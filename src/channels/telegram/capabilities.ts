import type { Capabilities } from '../../core/channel.ts';

export const ACCOUNT = 'telegram';

/** Telegram's limits, after entities are parsed; we send none. Source: Bot API, sendMessage and sendPhoto. */
const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
/** Of `callback_data`, in UTF-8 bytes. Source: Bot API, InlineKeyboardButton. */
export const MAX_CALLBACK_BYTES = 64;

/** @param perSecond how fast the operator says the bot may go */
export function capabilitiesOf(perSecond: number): Capabilities {
  return {
    medium: 'telegram',
    text: { max: MAX_TEXT, alphabet: 'unicode', prefers: 'text' },
    // More buttons than the menu has, one below the other, do not fit on a small screen.
    choices: { support: 'full', max: 10, labelMax: 60, idMax: MAX_CALLBACK_BYTES },
    files: {
      voice: 'full',
      image: 'full',
      video: 'full',
      document: 'full',
      captionMax: MAX_CAPTION,
      // Photos; everything else may have 50 MB, which nobody on a Haitian phone would fetch.
      sizeMax: 10_000_000,
    },
    location: 'full',
    // One a second to one person, short bursts tolerated. Source: Bots FAQ, "My bot is hitting limits".
    pace: {
      perSecond,
      burst: Math.ceil(perSecond * 1.2),
      perPerson: { messages: 5, seconds: 5 },
    },
    bulk: true,
  };
}
