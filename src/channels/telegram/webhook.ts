import type { Keep, Listening, Sink } from '../../core/channel.ts';
import type { Log } from '../../core/log.ts';
import type { TelegramApi } from './api.ts';
import { UPDATES } from './parse.ts';
import { AnotherAddress, goRound, PAUSES, type Pauses } from './rounds.ts';

/** How many deliveries Telegram may have under way to us; its own default, named because left out it stays as it was. */
const CONNECTIONS = 40;

/** The key in the channel's memory: where we had Telegram report to. */
const REMEMBERED = 'webhook';

export interface WebhookDeps {
  readonly api: TelegramApi;
  readonly keep: Keep;
  readonly log: Log;
  /** Our own address for Telegram. */
  readonly address: string;
  /** Whether a bot that reports elsewhere may be taken from there. */
  readonly takeOver: boolean;
  readonly pauses?: Pauses;
}

/**
 * Has Telegram report to us, and looks now and then whether it still does. An address that is not ours stays: two
 * deployments on one bot would take each other's messages without either noticing.
 */
export function keepWebhook(deps: WebhookDeps & { readonly secret: string }, sink: Sink): Listening {
  const { api, keep, log, address, secret, pauses = PAUSES } = deps;
  let set = false;
  let lastError: number | undefined;

  return goRound(
    async (signal, stands) => {
      const info = await api.quick.getWebhookInfo(asSignal(signal));
      if (!set || info.url !== address) {
        // Taken over once: whoever takes it back afterwards has been told to.
        await refuseAnothers(info.url ?? '', { ...deps, takeOver: deps.takeOver && !set });
        await api.quick.setWebhook(
          address,
          { secret_token: secret, allowed_updates: [...UPDATES], max_connections: CONNECTIONS },
          asSignal(signal),
        );
        await keep.set(new Map([[REMEMBERED, Buffer.from(address)]]));
        if (!set) log.info('webhook set', { channel: 'telegram' });
        set = true;
        lastError = info.last_error_date;
        stands('up');
        return pauses.look;
      }
      const failing = info.last_error_date !== undefined && info.last_error_date !== lastError;
      lastError = info.last_error_date;
      if (!failing) {
        stands('up');
        return pauses.look;
      }
      const code = codeOf(info.last_error_message ?? '');
      log.warn('Telegram could not deliver to our address', {
        channel: 'telegram',
        code,
        count: info.pending_update_count,
      });
      if (info.pending_update_count > 0) stands('down', code);
      else stands('up');
      return pauses.look;
    },
    { sink, log, pauses },
  );
}

/** Telegram gives no updates to who asks while a webhook is set: ours goes, another's stays. */
export async function removeWebhook(deps: WebhookDeps, signal: AbortSignal): Promise<void> {
  const { url } = await deps.api.quick.getWebhookInfo(asSignal(signal));
  if (!url) return;
  await refuseAnothers(url, deps);
  // What waits there stays waiting: `drop_pending_updates` is left out.
  await deps.api.quick.deleteWebhook({}, asSignal(signal));
  await deps.keep.set(new Map([[REMEMBERED, null]]));
}

/** Ours is also what we set before PUBLIC_URL changed. */
async function refuseAnothers(url: string, { keep, address, takeOver }: WebhookDeps): Promise<void> {
  if (url === '' || url === address || takeOver) return;
  const remembered = (await keep.get([REMEMBERED])).get(REMEMBERED);
  if (remembered?.toString() !== url) throw new AnotherAddress();
}

/** grammY declares the signal of a package from before Node had its own; it listens to it and no more. */
export function asSignal<T>(signal: AbortSignal): T {
  return signal as unknown as T;
}

/** Telegram's sentence may quote what we answered: of it goes on what kind it is. */
function codeOf(sentence: string): string {
  const [, status] = /wrong response from the webhook: (\d{3})/i.exec(sentence) ?? [];
  if (status !== undefined) return `http_${status}`;
  if (/timed? ?out/i.test(sentence)) return 'timeout';
  if (/ssl|certificate/i.test(sentence)) return 'tls';
  if (/resolve/i.test(sentence)) return 'dns';
  return /refused/i.test(sentence) ? 'refused' : 'other';
}
