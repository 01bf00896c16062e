import type { Address, Choice, Location, Outbound, Template } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import type { Api } from './api.ts';
import { type Contents, isAboutContent } from './content.ts';
import type { Sender, Senders } from './senders.ts';

/** What CreateMessage says, beside who says it to whom. */
interface Said {
  readonly body?: string;
  readonly mediaUrl?: string[];
  readonly persistentAction?: string[];
  readonly contentSid?: string;
  readonly contentVariables?: string;
}

/**
 * Sends through the official SDK.
 * @param deps.contents left out where questions have numbered lines
 * @param deps.statusUrl our status address without query
 */
export function openSender(deps: { api: Api; senders: Senders; contents?: Contents; statusUrl: string }) {
  const { api, senders, contents, statusUrl } = deps;

  return {
    /** @throws SendError and nothing else */
    async send(message: Outbound): Promise<{ externalId: string }> {
      const sender = senders.of(message.account);
      if (!sender) throw new SendError('misconfigured', 'account');
      const to = toOf(message.to, sender);
      const plain = plainOf(message, sender);
      const client = await api.client();

      const create = async (said: Said) => {
        try {
          const { sid } = await client.messages.create({
            to,
            ...fromOf(sender),
            ...said,
            statusCallback: `${statusUrl}?part=${encodeURIComponent(message.partId)}`,
          });
          return { externalId: sid };
        } catch (error) {
          if (error instanceof SendError) throw error;
          // Ours always throws SendError, so this came out of the SDK, perhaps after the answer.
          throw new SendError('outcome_unknown', error instanceof Error ? error.name : 'sdk');
        }
      };

      const buttons = await contents?.of(message.text, buttonsOf(message, sender));
      if (!buttons || !contents) return create(plain);
      try {
        return await create({ ...buttons });
      } catch (error) {
        if (!isAboutContent(error)) throw error;
        await contents.refused(buttons, error);
        // Surely not taken: the person must get the question.
        return create(plain);
      }
    },
  };
}

/** Content has room for a text and its choices, and for nothing else that we say. */
function buttonsOf(
  { choices, attachment, location, template }: Outbound,
  { medium }: Sender,
): readonly Choice[] {
  return medium === 'sms' || attachment || location || template ? [] : (choices ?? []);
}

/** Beside a fixed WhatsApp sender its service is named, too: else the service would choose another of its senders. */
function fromOf({ medium, number, service }: Sender): { from?: string; messagingServiceSid?: string } {
  return {
    ...(number !== undefined && { from: medium === 'whatsapp' ? `whatsapp:${number}` : number }),
    ...(service !== undefined && { messagingServiceSid: service }),
  };
}

/** A phone number reaches a person on either medium, a WhatsApp id on WhatsApp only. */
function toOf(to: Address, { medium }: Sender): string {
  if (medium === 'sms' && to.kind === 'phone') return to.value;
  if (medium === 'whatsapp' && (to.kind === 'phone' || to.kind === 'bsuid')) return `whatsapp:${to.value}`;
  throw new SendError('invalid_address', 'scheme');
}

/** Everything but buttons. On SMS nothing but text: what else there is stands in it as a link, or not at all. */
function plainOf({ text, choices, attachment, location, template }: Outbound, { medium }: Sender): Said {
  if (medium === 'sms' && (attachment || location || template)) throw new SendError('rejected', 'sms');
  if (template) return { contentSid: template.name, ...variablesOf(template) };
  const body = choices ? withLines(text, choices) : text;
  if (attachment) return { mediaUrl: [attachment.link], ...(body !== '' && { body }) };
  if (location) return pinOf(location, body);
  return { body };
}

/** By their numbers, from 1. */
function variablesOf({ params = [] }: Template): { contentVariables?: string } {
  if (params.length === 0) return {};
  return { contentVariables: JSON.stringify(Object.fromEntries(params.map((value, at) => [at + 1, value]))) };
}

/** Numbered as fitting numbers them: the numbers are what people answer. */
function withLines(text: string, choices: readonly Choice[]): string {
  const lines = choices.map(({ label }, at) => `${at + 1} ${label}`);
  return [...(text === '' ? [] : [text]), ...lines].join('\n');
}

/** Source: twilio.com/docs/whatsapp/message-features, "Location messages". The body is what stands beside the pin. */
function pinOf({ latitude, longitude, label }: Location, text: string): Said {
  const at = `${latitude},${longitude}`;
  return { body: text || label || at, persistentAction: [`geo:${at}${label ? `|${label}` : ''}`] };
}
