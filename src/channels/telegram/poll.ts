import type { Listening, Sink } from '../../core/channel.ts';
import { type Read, UPDATES } from './parse.ts';
import { goRound, NotKept, PAUSES } from './rounds.ts';
import { asSignal, removeWebhook, type WebhookDeps } from './webhook.ts';

/** How long Telegram may hold a call open for want of news. */
const POLL_S = 30;

/**
 * Asks Telegram for what came, again and again. A call with an offset confirms everything below it, so the offset moves
 * only when what it confirms is kept: killed in between, we are given the same once more, and its id makes it one.
 *
 * After a call that brought nothing the offset has done its work and is forgotten: when a bot has been quiet for a week,
 * the next id is a random one, perhaps a lower one, and an old offset would throw it away. Source: Bot API, Update.
 *
 * @param deps.read reads one update; never throws
 * @param deps.after called for each once it is kept; never throws
 */
export function openPolling(
  deps: WebhookDeps & {
    readonly read: (update: unknown) => Read;
    readonly after: (read: Read) => void;
    readonly pollSeconds?: number;
  },
  sink: Sink,
): Listening {
  const { api, log, read, after, pollSeconds = POLL_S, pauses = PAUSES } = deps;
  let ready = false;
  let offset: number | undefined;

  return goRound(
    async (signal, stands) => {
      const first = !ready;
      ready = false;
      if (first) await removeWebhook(deps, signal);
      const updates = await api.slow.getUpdates(
        {
          ...(offset !== undefined && { offset }),
          // The first answer comes at once, and with it the news that we are connected.
          timeout: first ? 0 : pollSeconds,
          allowed_updates: [...UPDATES],
        },
        asSignal(signal),
      );
      const reads = updates.map(read);
      await sink.deliver(reads.flatMap(({ events }) => events)).catch(() => {
        throw new NotKept();
      });
      stands('up');
      offset = updates.length > 0 ? Math.max(...updates.map(({ update_id }) => update_id)) + 1 : undefined;
      for (const one of reads) after(one);
      ready = true;
      return 0;
    },
    { sink, log, pauses },
  );
}
