import type { Log } from '../../core/log.ts';
import type { TelegramApi } from './api.ts';
import { asSendError } from './errors.ts';
import type { GroupCall } from './parse.ts';

const A_DAY_MS = 24 * 3_600_000;
const MOST_GROUPS = 1_000;

/**
 * What a bot does in a group: nothing, unless it is spoken to. Then it points to the private chat, once a day in each
 * group, in signs instead of words: which language a group speaks nobody has told us, and what is asked there would be
 * answered before everybody's eyes.
 *
 * @param now in ms, of a clock that never goes back
 * @returns a function that never throws; failures are logged and forgotten
 */
export function openGroupHints(
  { api, log }: { api: TelegramApi; log: Log },
  now: () => number = () => performance.now(),
): (call: GroupCall) => Promise<void> {
  const toldAt = new Map<number, number>();
  let name: Promise<string> | undefined;

  const isToldAlready = (chat: number) => now() - (toldAt.get(chat) ?? Number.NEGATIVE_INFINITY) < A_DAY_MS;
  const nameOfBot = () => {
    name ??= api.quick.getMe().then(({ username }) => username);
    name.catch(() => {
      name = undefined;
    });
    return name;
  };

  return async ({ chat, message, toUs, names }) => {
    if (isToldAlready(chat)) return;
    try {
      const ours = await nameOfBot();
      // Asked again: while the name was on its way, others may have spoken to us, too.
      if (isToldAlready(chat) || (!toUs && !names.includes(ours.toLowerCase()))) return;
      toldAt.delete(chat);
      toldAt.set(chat, now());
      const [oldest] = toldAt.keys();
      if (toldAt.size > MOST_GROUPS && oldest !== undefined) toldAt.delete(oldest);
      await api.quick.sendMessage(chat, `🔒 💬 👉 https://t.me/${ours}`, {
        reply_parameters: { message_id: message, allow_sending_without_reply: true },
      });
    } catch (error) {
      log.warn('a group could not be pointed to the private chat', {
        channel: 'telegram',
        code: asSendError(error).code,
      });
    }
  };
}
