import type { Address, Choice, Outbound, Template } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { BUTTONS } from './capabilities.ts';

/**
 * Writes the message object of one call. What is too long or too many is left as it is: cutting it to size is
 * outbound's work, and Meta's refusal is the proof of a slip there.
 * @param options.mediaId of the attachment, where there is one, as uploaded
 * @param options.listLabel what stands on the button that opens a list
 * @throws SendError `invalid_address`, or `rejected` where Meta has no form for it
 */
export function bodyOf(
  message: Outbound,
  options: { mediaId: string | undefined; listLabel: string },
): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...recipientOf(message.to),
    // Comes back with each status: an early one, or one of a call that broke off, finds its part.
    biz_opaque_callback_data: message.partId,
    ...contentOf(message, options),
  };
}

/** A phone number reaches a person whatever it was told for; a business-scoped id has a field of its own. */
function recipientOf({ kind, value }: Address): { to: string } | { recipient: string } {
  if (kind === 'phone' && /^\+[1-9]\d{4,14}$/.test(value)) return { to: value.slice(1) };
  if (kind === 'bsuid' && /^[A-Z]{2}\.[A-Za-z0-9.]{1,132}$/.test(value)) return { recipient: value };
  throw new SendError('invalid_address', 'scheme');
}

function contentOf(
  message: Outbound,
  { mediaId, listLabel }: { mediaId: string | undefined; listLabel: string },
): Record<string, unknown> {
  const { text, choices = [], attachment, location, template } = message;
  if (template) return { type: 'template', template: templateOf(template) };
  const file = attachment && mediaId !== undefined ? fileOf(attachment, mediaId) : undefined;
  if (choices.length > 0) return { type: 'interactive', interactive: asking(text, choices, listLabel, file) };
  if (file) {
    // A voice note has no caption; Meta refuses one.
    const caption = text !== '' && file.type !== 'audio' && { caption: text };
    return { type: file.type, [file.type]: { ...file.said, ...caption } };
  }
  if (location) {
    const { latitude, longitude, label } = location;
    const name = label ?? text;
    return {
      type: 'location',
      location: {
        latitude,
        longitude,
        ...(name !== '' && { name }),
        ...(label !== undefined && text !== '' && { address: text }),
      },
    };
  }
  return { type: 'text', text: { preview_url: false, body: text } };
}

function templateOf({ name, language, params = [] }: Template): Record<string, unknown> {
  const parameters = params.map((text) => ({ type: 'text', text }));
  return {
    name,
    language: { code: language },
    ...(parameters.length > 0 && { components: [{ type: 'body', parameters }] }),
  };
}

interface File {
  readonly type: 'image' | 'video' | 'document' | 'audio';
  readonly said: Readonly<Record<string, unknown>>;
}

function fileOf({ kind, name, contentType }: NonNullable<Outbound['attachment']>, id: string): File {
  switch (kind) {
    case 'voice':
      // What is no Opus, Meta takes as a sound and not as a voice note.
      return { type: 'audio', said: { id, ...(/^audio\/ogg\b/.test(contentType) && { voice: true }) } };
    case 'document':
      return { type: 'document', said: { id, ...(name !== undefined && { filename: name }) } };
    default:
      return { type: kind, said: { id } };
  }
}

/** Buttons where they are few and short, else a list; a picture may stand above buttons. */
function asking(
  text: string,
  choices: readonly Choice[],
  listLabel: string,
  file: File | undefined,
): Record<string, unknown> {
  const body = { text };
  const few = choices.length <= BUTTONS.max && choices.every(({ label }) => label.length <= BUTTONS.labelMax);
  if (file?.type === 'audio' || (file && !few)) throw new SendError('rejected', 'choices_beside_file');
  if (few)
    return {
      type: 'button',
      ...(file && { header: { type: file.type, [file.type]: file.said } }),
      body,
      action: {
        buttons: choices.map(({ id, label }) => ({ type: 'reply', reply: { id, title: label } })),
      },
    };
  return {
    type: 'list',
    body,
    action: {
      button: listLabel,
      sections: [{ rows: choices.map(({ id, label }) => ({ id, title: label })) }],
    },
  };
}
