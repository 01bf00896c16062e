import { GrammyError, HttpError } from 'grammy';
import { SendError, type SendErrorKind } from '../../core/send-error.ts';

/**
 * What the Bot API's refusals mean. Telegram has no codes but HTTP's, so the sentence decides; only our own name for it
 * goes on, because a sentence may quote what was sent.
 * Sources: Bot API, "Making requests" and ResponseParameters; the sentences from telegram-bot-api's Client.cpp.
 */
const SENTENCES: readonly [status: number, says: RegExp, name: string, kind: SendErrorKind][] = [
  [403, /bot was blocked by the user/i, 'blocked', 'opted_out'],
  [403, /user is deactivated/i, 'deactivated', 'opted_out'],
  [403, /can't initiate conversation/i, 'not_started', 'restricted'],
  [403, /kicked|not a member|to bots/i, 'no_member', 'invalid_address'],
  [400, /chat not found|user not found|PEER_ID_INVALID|chat_id is empty/i, 'no_chat', 'invalid_address'],
  [400, /upgraded to a supergroup/i, 'migrated', 'invalid_address'],
  [400, /VOICE_MESSAGES_FORBIDDEN/i, 'no_voice', 'rejected'],
  [400, /PHOTO_INVALID_DIMENSIONS|IMAGE_PROCESS_FAILED/i, 'no_photo', 'rejected'],
  [400, /BUTTON_DATA_INVALID/i, 'button_data', 'rejected'],
  [400, /text is empty/i, 'empty', 'rejected'],
  [400, /too long/i, 'too_long', 'rejected'],
  // The server closes, and may have handed the message on before.
  [500, /restart/i, 'restart', 'outcome_unknown'],
];

/** An hour at most: a provider's slip must not put a reply to sleep for good. */
const LONGEST_WAIT_S = 3600;

/**
 * @param error whatever a call through grammY threw
 * @returns how the send ended. The sentence is looked at and left behind
 */
export function asSendError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  // Our own way to the network throws SendError, and grammY wraps it.
  if (error instanceof HttpError)
    return error.error instanceof SendError ? error.error : new SendError('outcome_unknown', 'network');
  if (!(error instanceof GrammyError))
    return new SendError('outcome_unknown', error instanceof Error ? error.name : 'sdk');
  const { error_code: status, description, parameters } = error;
  if (status === 429) {
    const wait = parameters.retry_after;
    return new SendError(
      'throttled',
      '429',
      typeof wait === 'number' && wait > 0 ? { afterSeconds: Math.min(wait, LONGEST_WAIT_S) } : {},
    );
  }
  if (parameters.migrate_to_chat_id !== undefined) return new SendError('invalid_address', '400_migrated');
  const known = SENTENCES.find(([of, says]) => of === status && says.test(description));
  if (known) return new SendError(known[3], `${status}_${known[2]}`);
  return new SendError(meaningOfStatus(status), String(status));
}

/**
 * By status alone, where the sentence says nothing. The Bot API answers 500 with a JSON of its own when it has not done
 * it; 502 and 504 come from what stands before it, and then nobody knows: bots that sent again after a 502 have been
 * seen to say everything twice.
 */
export function meaningOfStatus(status: number): SendErrorKind {
  if (status === 502 || status === 504) return 'outcome_unknown';
  if (status >= 500) return 'unavailable';
  if (status === 429) return 'throttled';
  // A wrong token is 401, one that is no token 404; and what redirects is not the Bot API.
  if (status === 401 || status === 404 || (status >= 300 && status < 400)) return 'misconfigured';
  if (status === 403) return 'restricted';
  return 'rejected';
}
