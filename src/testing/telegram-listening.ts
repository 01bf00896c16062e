import { afterEach, beforeEach, expect } from 'vitest';
import { openApi, type TelegramApi } from '../channels/telegram/api.ts';
import { openMessageIds } from '../channels/telegram/message-id.ts';
import { PAUSES } from '../channels/telegram/rounds.ts';
import type { Keep, Listening, Sink } from '../core/channel.ts';
import { type Log, openLog } from '../core/log.ts';
import type { Inbound, Receipt } from '../core/message.ts';
import { startTelegramDouble, type TelegramDouble } from '../doubles/telegram/server.ts';
import { memoryKeep } from './channel-context.ts';

export const BOT = {
  token: '7000000001:AAinvented-token_0123456789abcdefgh',
  username: 'TeledjolTestBot',
} as const;
export const BOT_ID = '7000000001';
export const idOf = openMessageIds(BOT_ID, Buffer.alloc(32, 1));

/** Failures are followed up at once. */
const QUICK = { ...PAUSES, first: 5, longest: 40, stopped: 40, rival: 40, look: 40 };

interface MadeAnew {
  double: TelegramDouble;
  api: TelegramApi;
  keep: Keep;
  log: Log;
  lines: string[];
  /** What was kept. */
  events: (Inbound | Receipt)[];
  /** How the account stood, in order. */
  stood: string[];
  /** What stands where the database would: rejects where it is away. */
  takes: () => Promise<void>;
}

export interface ListeningSide extends MadeAnew {
  readonly sink: Sink;
  readonly standing: () => {
    api: TelegramApi;
    keep: Keep;
    log: Log;
    address: string;
    takeOver: boolean;
    pauses: typeof QUICK;
  };
  /** Texts of what was kept. */
  texts(): string[];
  /** Calls of one method that the double understood. */
  asked(method: string): TelegramDouble['calls'];
  /** Closed after the test. */
  opened<T extends Listening | undefined>(listening: T): T;
}

/** Our listening side made anew for each test, with Telegram's double before it and a plain list behind it. */
export function openListeningSide(): ListeningSide {
  const closing: Listening[] = [];
  const side: ListeningSide = Object.assign({} as MadeAnew, {
    sink: {
      async deliver(some: readonly (Inbound | Receipt)[]) {
        await side.takes();
        side.events.push(...some);
      },
      stands: (account: string, link: string, note?: string) =>
        side.stood.push([account, link, note].filter(Boolean).join(' ')),
    },
    standing: () => ({
      api: side.api,
      keep: side.keep,
      log: side.log,
      address: 'https://teledjol.example/hooks/telegram',
      takeOver: false,
      pauses: QUICK,
    }),
    texts: () => side.events.map((event) => (event.kind === 'inbound' ? event.text : 'receipt')),
    asked: (method: string) => side.double.calls.filter((call) => call.method === method),
    opened<T extends Listening | undefined>(listening: T) {
      if (listening) closing.push(listening);
      return listening;
    },
  });

  beforeEach(async () => {
    side.double = await startTelegramDouble(BOT);
    side.api = openApi({ token: BOT.token, apiRoot: side.double.url });
    side.keep = memoryKeep();
    side.lines = [];
    side.log = openLog((line) => side.lines.push(line));
    side.events = [];
    side.stood = [];
    side.takes = async () => {};
  });
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((one) => one.close()));
    await side.api.close();
    await side.double.close();
    expect(side.lines.join('\n')).not.toMatch(/AAinvented|700000001|Jeremi/);
  });
  return side;
}
