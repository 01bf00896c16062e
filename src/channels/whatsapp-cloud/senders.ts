import type { Template } from '../../core/message.ts';

export const CHANNEL = 'whatsapp-cloud';

/**
 * Reads `1234567,natcom=7654321`: the numbers of ours, each a sender account.
 * @returns Meta's phone number id by account
 * @throws Error in one line where two would be one account, or one number two
 */
export function readSenders(text: string): ReadonlyMap<string, string> {
  const senders = new Map<string, string>();
  for (const entry of entriesOf(text)) {
    const [id = '', label] = entry.split('=').reverse();
    const account = label ? `${CHANNEL}-${label}` : CHANNEL;
    if (senders.has(account) || [...senders.values()].includes(id))
      throw new Error(
        'WHATSAPP_CLOUD_PHONE_ID names something twice: each number once, each but one with a label of its own, as in 1234567,natcom=7654321',
      );
    senders.set(account, id);
  }
  if (senders.size === 0)
    throw new Error(
      'WHATSAPP_CLOUD_PHONE_ID is empty: copy the phone number id from your app > WhatsApp > API Setup',
    );
  return senders;
}

/** Reads `ht=answer_ready/fr,fr=answer_ready/fr`. @returns the template by our language */
export function readTemplates(text: string): Record<string, Template> {
  const templates: Record<string, Template> = {};
  for (const entry of entriesOf(text)) {
    const [ours = '', theirs = ''] = entry.split('=');
    const [name = '', language = ''] = theirs.split('/');
    templates[ours] = { name, language };
  }
  return templates;
}

function entriesOf(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
