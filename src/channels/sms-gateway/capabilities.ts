import type { Capabilities } from '../../core/channel.ts';
import type { Entry } from './entries.ts';

/** What a part of several surely holds of a text that GSM-7 cannot carry: 67 units, but no half of an emoji. */
const UCS2_PART = 66;

/** An SMS carries a text; of a file a link, and of a voice note nothing: the text must do. */
export function capabilitiesOf({ parts, perSecond, call }: Entry): Capabilities {
  return {
    medium: 'sms',
    text: { max: parts * UCS2_PART, alphabet: 'gsm7', prefers: 'short' },
    choices: { support: 'fallback', max: 9, labelMax: 40 },
    files: { voice: 'none', image: 'link', video: 'link', document: 'link', captionMax: 0, sizeMax: 0 },
    location: 'text',
    // A text that is longer than all that may leave at once could never leave.
    pace: { perSecond, burst: Math.max(parts, Math.ceil(perSecond * 2)) },
    // What nobody waits for could not leave.
    bulk: call !== undefined,
    ...(!call && { answersOnly: true }),
  };
}
