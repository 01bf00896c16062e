import { setTimeout as pause } from 'node:timers/promises';
import { GrammyError } from 'grammy';
import type { Link, Listening, Sink } from '../../core/channel.ts';
import type { Log } from '../../core/log.ts';
import { ACCOUNT } from './capabilities.ts';
import { asSendError } from './errors.ts';

/** How long to wait, in ms; tests go faster. */
export interface Pauses {
  /** After the first failure; doubles up to `longest`. */
  readonly first: number;
  readonly longest: number;
  /** While only a person of ours can bring it back. */
  readonly stopped: number;
  /** While somebody else reads with our token. */
  readonly rival: number;
  /** Between two looks at a webhook that stands. */
  readonly look: number;
}

export const PAUSES: Pauses = {
  first: 1_000,
  longest: 60_000,
  stopped: 300_000,
  rival: 30_000,
  look: 300_000,
};

/** Another deployment holds the bot, and we were not told to take it over. */
export class AnotherAddress extends Error {
  override readonly name = 'AnotherAddress';
}

/** Neither the database nor the disk took what Telegram handed over: it is asked for again. */
export class NotKept extends Error {
  override readonly name = 'NotKept';
}

/**
 * One round: asks Telegram for something.
 * @param stands tells how the account stands; the same twice is told once
 * @returns after how many ms the next one is due
 * @throws what the call threw; the next round comes after a pause that fits
 */
export type Round = (signal: AbortSignal, stands: (link: Link, note?: string) => void) => Promise<number>;

/**
 * Goes round until closed, never throws, and tells how the account stands. After a failure it waits as long as that
 * failure asks for: what only the operator can mend is looked at seldom, and said once.
 */
export function goRound(
  round: Round,
  { sink, log, pauses = PAUSES }: { sink: Sink; log: Log; pauses?: Pauses },
): Listening {
  const closing = new AbortController();
  const { signal } = closing;
  const stands = openStanding(sink);
  let failures = 0;
  let said = '';

  const afterFailure = (error: unknown): number => {
    const trouble = troubleOf(error);
    failures += 1;
    stands(trouble.link, trouble.note);
    if (trouble.says && trouble.note !== said)
      log.error(trouble.says, { channel: 'telegram', account: ACCOUNT, code: trouble.note });
    else if (trouble.note !== said)
      log.warn('messages do not come in from Telegram', { channel: 'telegram', code: trouble.note });
    said = trouble.note;
    if (trouble.waitMs !== undefined) return trouble.waitMs;
    if (trouble.link === 'stopped') return pauses.stopped;
    if (trouble.note === '409') return pauses.rival;
    return Math.min(pauses.longest, pauses.first * 2 ** Math.min(failures - 1, 16));
  };

  const running = (async () => {
    while (!signal.aborted) {
      let waitMs: number;
      try {
        waitMs = await round(signal, stands);
        failures = 0;
        said = '';
      } catch (error) {
        if (signal.aborted) return;
        waitMs = afterFailure(error);
      }
      if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => {});
    }
  })();

  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}

interface Trouble {
  readonly link: Link;
  readonly note: string;
  /** For the operator: what to do about it. */
  readonly says?: string;
  readonly waitMs?: number;
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof AnotherAddress)
    return {
      link: 'stopped',
      note: 'another_address',
      says: 'the bot reports to another address: use a bot of its own per deployment (@BotFather), or set TELEGRAM_TAKE_OVER=yes',
    };
  if (error instanceof NotKept) return { link: 'down', note: 'not_kept' };
  const status = error instanceof GrammyError ? error.error_code : undefined;
  if (status === 401 || status === 404)
    return {
      link: 'stopped',
      note: String(status),
      says: 'Telegram does not know the bot: set TELEGRAM_BOT_TOKEN to the token that @BotFather shows',
    };
  if (status === 409)
    return {
      link: 'down',
      note: '409',
      says: 'somebody else reads messages with the token of this bot: use a bot of its own per deployment (@BotFather)',
    };
  if (status === 400 && error instanceof GrammyError && error.method === 'setWebhook')
    return {
      link: 'stopped',
      note: 'address_refused',
      says: 'Telegram refuses our address: PUBLIC_URL must be https on port 443, 80, 88 or 8443, or set TELEGRAM_MODE=polling',
    };
  const { code, kind, afterSeconds } = asSendError(error);
  return { link: 'down', note: code, ...(kind === 'throttled' && { waitMs: afterSeconds * 1000 }) };
}

/** Telling costs a write: a change at once, the same again once a minute in case a telling was lost. */
function openStanding(sink: Sink): (link: Link, note?: string) => void {
  let last = '';
  let at = 0;
  return (link, note) => {
    const now = performance.now();
    if (`${link} ${note}` === last && now - at < 60_000) return;
    last = `${link} ${note}`;
    at = now;
    sink.stands(ACCOUNT, link, note);
  };
}
