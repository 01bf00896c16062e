import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  type Channel,
  type ChannelContext,
  type OpenChannel,
  type RawRequest,
  type Received,
  Refused,
  type WebhookAnswer,
} from '../../core/channel.ts';
import { openApi } from './api.ts';
import { ACCOUNT, capabilitiesOf } from './capabilities.ts';
import { asSendError } from './errors.ts';
import { asFields, integerOf } from './fields.ts';
import { openGroupHints } from './group-hint.ts';
import { openMedia } from './media.ts';
import { openMessageIds } from './message-id.ts';
import { parse, type Read } from './parse.ts';
import { openPolling } from './poll.ts';
import { openSender } from './send.ts';
import { keepWebhook } from './webhook.ts';

const PATH = '/hooks/telegram';
const OFFICIAL = 'https://api.telegram.org';

const TAKEN: WebhookAnswer = { status: 200 };

/**
 * Telegram through a bot, by webhook or by long polling.
 * @throws Error in one line where Telegram could not call the address that we have
 */
export const open: OpenChannel = (context: ChannelContext): Channel => {
  const { settings, publicUrl, internalKey, keep, log } = context;
  const setting = (name: string) => settings[name]?.trim() ?? '';
  const token = setting('TELEGRAM_BOT_TOKEN');
  const apiRoot = setting('TELEGRAM_API_ROOT') || OFFICIAL;
  const polling = setting('TELEGRAM_MODE') === 'polling';
  if (!polling && apiRoot === OFFICIAL && !canBeCalled(publicUrl))
    throw new Error(
      'PUBLIC_URL must be https on port 443, 80, 88 or 8443 for Telegram to call it: or set TELEGRAM_MODE=polling',
    );
  const secret =
    setting('TELEGRAM_WEBHOOK_SECRET') ||
    createHmac('sha256', internalKey).update('telegram webhook secret').digest('base64url');

  const [botId = ''] = token.split(':');
  const idOf = openMessageIds(botId, internalKey);
  const api = openApi({ token, apiRoot });
  const hint = openGroupHints({ api, log });
  const media = openMedia({ api, token, apiRoot });
  const sender = openSender({ api, idOf });
  const read = (update: unknown): Read => parse(update, { botId, idOf });

  const checkSecret = openSecretCheck(secret);
  const receive = (request: RawRequest): Received => {
    // Before a byte of the body is looked at.
    checkSecret(request);
    const { events, callback, group } = read(updateIn(request.body));
    return {
      events,
      // A button's query is answered in the answer to the webhook: no call of its own, and never before it is kept.
      answer:
        callback === undefined
          ? TAKEN
          : {
              status: 200,
              contentType: 'application/json',
              body: JSON.stringify({ method: 'answerCallbackQuery', callback_query_id: callback }),
            },
      ...(group && {
        later: async () => {
          void hint(group);
          return TAKEN;
        },
      }),
    };
  };
  const afterwards = ({ callback, group }: Read): void => {
    if (group) void hint(group);
    if (callback === undefined) return;
    api.quick
      .answerCallbackQuery(callback)
      .catch((error: unknown) =>
        log.warn('a tapped button was not answered', { channel: 'telegram', code: asSendError(error).code }),
      );
  };

  const standing = {
    api,
    keep,
    log,
    address: publicUrl + PATH,
    takeOver: setting('TELEGRAM_TAKE_OVER') === 'yes',
  };
  return {
    name: 'telegram',
    capabilities: { [ACCOUNT]: capabilitiesOf(Number(setting('TELEGRAM_PER_SECOND')) || 25) },
    receive: polling
      ? {
          webhooks: [],
          listen: (sink) => openPolling({ ...standing, read, after: afterwards }, sink),
        }
      : {
          webhooks: [{ method: 'POST', path: PATH, read: receive }],
          listen: (sink) => keepWebhook({ ...standing, secret }, sink),
        },
    send: sender.send,
    fetch: media.fetch,
    // Telegram deletes nothing for a bot, and keeps no copy for it alone.
    discard: async () => {},
    close: api.close,
  };
};

/** Source: core.telegram.org/bots/webhooks. */
function canBeCalled(publicUrl: string): boolean {
  const { protocol, port } = new URL(publicUrl);
  return protocol === 'https:' && ['', '443', '80', '88', '8443'].includes(port);
}

/** Hashed first, so that comparing takes as long whatever was given. */
function openSecretCheck(secret: string): (request: RawRequest) => void {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const expected = hash(secret);
  return ({ headers }) => {
    const given = headers['x-telegram-bot-api-secret-token'];
    if (typeof given !== 'string' || given === '') throw new Refused(401, 'no secret token');
    if (!timingSafeEqual(hash(given), expected)) throw new Refused(403, 'secret token does not hold');
  };
}

function updateIn(body: Buffer): unknown {
  let update: unknown;
  try {
    update = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refused(400, 'body is no JSON');
  }
  const fields = asFields(update);
  if (!fields || integerOf(fields, 'update_id') === undefined) throw new Refused(400, 'body is no update');
  return update;
}
