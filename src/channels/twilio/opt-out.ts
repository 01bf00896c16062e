import type { Inbound } from '../../core/message.ts';

/**
 * English, and only as the whole message. YES also opens a number again, but is an answer to us far more often.
 * Source: Twilio, "Support for opt-out keywords (SMS STOP filtering)"; REVOKE and OPTOUT since 2025.
 */
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const START = new Set(['START', 'UNSTOP']);

/**
 * Whether Twilio has answered an opt-out word already. With Advanced Opt-Out it says so; with its default handling
 * it hands the message on like any other, answers by itself, and refuses what we send from then on (21610).
 * HELP is told with Advanced Opt-Out only: to the default one our own help is worth hearing beside Twilio's.
 * @param told `OptOutType`, or empty
 * @param text what the person wrote, where the default handling applies; else empty
 */
export function optOutOf({ told, text }: { told: string; text: string }): Inbound['optOut'] {
  const type = told.toLowerCase();
  if (type === 'stop' || type === 'start' || type === 'help') return type;
  const word = text.trim().toUpperCase();
  if (STOP.has(word)) return 'stop';
  return START.has(word) ? 'start' : undefined;
}
