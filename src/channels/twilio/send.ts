import type { Twilio } from 'twilio';
import type { Address, Outbound } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { type FarSide, openFarSide } from '../http-call.ts';
import { SMS, WHATSAPP } from './capabilities.ts';
import { openSdkHttp } from './sdk-http.ts';

export interface SenderOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiUrl: string;
  /** E.164 (or short code, or name) by account; empty where the account is not open. */
  readonly from: Readonly<Record<typeof SMS | typeof WHATSAPP, string>>;
  /** Our status address without query. */
  readonly statusUrl: string;
  /** For one call from first to last byte. */
  readonly timeoutMs?: number;
}

/** Sends through the official SDK over connections of our own. */
export function openSender(options: SenderOptions) {
  const farSide = openFarSide(options.apiUrl, { timeoutMs: options.timeoutMs ?? 15_000 });
  let client: Promise<Twilio> | undefined;

  return {
    /** @throws SendError and nothing else */
    async send(message: Outbound): Promise<{ externalId: string }> {
      const from = fromOf(options.from, message.account);
      const to = toOf(message.to, message.account);
      client ??= openClient(options, farSide);
      try {
        const { sid } = await (await client).messages.create({
          from,
          to,
          body: message.text,
          statusCallback: `${options.statusUrl}?part=${encodeURIComponent(message.partId)}`,
        });
        return { externalId: sid };
      } catch (error) {
        if (error instanceof SendError) throw error;
        // Ours always throws SendError, so this came out of the SDK, perhaps after the answer.
        throw new SendError('outcome_unknown', error instanceof Error ? error.name : 'sdk');
      }
    },
    close: () => farSide.close(),
  };
}

/** The SDK takes a quarter of a second to load: only a process that sends pays for it. */
async function openClient(options: SenderOptions, farSide: FarSide): Promise<Twilio> {
  try {
    const { default: twilio } = await import('twilio');
    // Declared as the SDK's RequestClient class, of which it calls `request` alone.
    const httpClient = openSdkHttp(farSide) as unknown as InstanceType<typeof twilio.RequestClient>;
    return twilio(options.accountSid, options.authToken, { httpClient });
  } catch {
    throw new SendError('misconfigured', 'sdk');
  }
}

function fromOf(senders: SenderOptions['from'], account: string): string {
  if (account === SMS && senders[SMS]) return senders[SMS];
  if (account === WHATSAPP && senders[WHATSAPP]) return `whatsapp:${senders[WHATSAPP]}`;
  throw new SendError('misconfigured', 'account');
}

/** A phone number reaches a person on either medium, a WhatsApp id on WhatsApp only. */
function toOf(to: Address, account: string): string {
  if (account === SMS && to.kind === 'phone') return to.value;
  if (account === WHATSAPP && (to.kind === 'phone' || to.kind === 'bsuid')) return `whatsapp:${to.value}`;
  throw new SendError('invalid_address', 'scheme');
}
