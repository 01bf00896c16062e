import type { Capabilities } from '../../core/channel.ts';
import type { Template } from '../../core/message.ts';

/** Limits of Meta's message objects; source: Cloud API, "Interactive reply buttons messages", "Interactive list messages". */
export const BUTTONS = { max: 3, labelMax: 20 } as const;
const LIST = { max: 10, labelMax: 24 } as const;

const OFFICE = 'application/vnd.openxmlformats-officedocument.';

/** Of the documents that we keep those that Meta takes; no OpenDocument. Source: Cloud API, "Media", supported types. */
const DOCUMENTS = [
  'text/plain',
  'application/pdf',
  `${OFFICE}wordprocessingml.document`,
  `${OFFICE}spreadsheetml.sheet`,
  `${OFFICE}presentationml.presentation`,
];

/**
 * @param perSecond how fast the operator says each number may send
 * @param templates what asks people to write, and what carries bulletins, each by our language
 */
export function capabilitiesOf(
  perSecond: number,
  { templates, bulletins }: Readonly<Record<'templates' | 'bulletins', Readonly<Record<string, Template>>>>,
): Capabilities {
  return {
    medium: 'whatsapp',
    text: { max: 4_096, alphabet: 'unicode', prefers: 'text' },
    // The id of a button may have 256 letters, that of a row 200.
    choices: { support: 'full', ...BUTTONS, idMax: 200, textMax: 1_024, list: LIST },
    // Meta takes 16 MB of sound or film and 100 MB of a document, but only 5 MB of a picture.
    files: {
      voice: 'full',
      image: 'full',
      video: 'full',
      document: 'full',
      captionMax: 1_024,
      sizeMax: 5_000_000,
      documents: DOCUMENTS,
    },
    location: 'full',
    pace: {
      perSecond,
      burst: Math.max(1, Math.ceil(perSecond)),
      // One to the same person in six seconds; some more at once must be paid back.
      perPerson: { messages: 10, seconds: 60 },
    },
    window: { hours: 24, templates, ...(Object.keys(bulletins).length > 0 && { bulletins }) },
    bulk: true,
  };
}
