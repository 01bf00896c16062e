import { setTimeout as pause } from 'node:timers/promises';
import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Sink } from '../../core/channel.ts';
import type { Log } from '../../core/log.ts';
import type { Inbound, Receipt } from '../../core/message.ts';
import type { Auth } from './auth.ts';
import type { Baileys } from './baileys.ts';
import { CHANNEL } from './capabilities.ts';
import type { InboxItem } from './inbox.ts';
import type { Reader } from './parse.ts';

const AT_ONCE = 100;

/**
 * Hands on what came: the inbox first, oldest first, each row until it is kept; only then is it dropped. Killed in
 * between, the next one hands the same on once more, and its id makes it one.
 */
export function openHanding(deps: {
  baileys: Baileys;
  sink: Sink;
  reader: Reader;
  log: Log;
  /** Between two attempts, in ms. */
  pauseMs: number;
}) {
  const { baileys, sink, reader, log, pauseMs } = deps;
  const closing = new AbortController();
  let auth: Auth | undefined;
  let told: (Inbound | Receipt)[] = [];
  let wanted = false;
  let running: Promise<void> | undefined;

  const oneRound = async (): Promise<boolean> => {
    const from = auth;
    const rows = (await from?.inbox.read(AT_ONCE)) ?? [];
    const beside = told;
    const events = [...(from ? rows.flatMap((row) => readRow(baileys, reader, from, row)) : []), ...beside];
    if (events.length > 0) await sink.deliver(events);
    told = told.slice(beside.length);
    if (rows.length > 0) await from?.inbox.drop(rows.map(({ n }) => n));
    return rows.length > 0 || told.length > 0;
  };

  const run = async (): Promise<void> => {
    while (wanted && !closing.signal.aborted) {
      wanted = false;
      try {
        if (await oneRound()) wanted = true;
      } catch (error) {
        if (closing.signal.aborted) return;
        log.warn('what came over WhatsApp Web was not taken: it is handed on again', {
          channel: CHANNEL,
          error,
        });
        wanted = true;
        await pause(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  };

  const kick = () => {
    wanted = true;
    running ??= run().finally(() => {
      running = undefined;
      if (wanted && !closing.signal.aborted) kick();
    });
  };

  return {
    kick,
    /** From now on this session's inbox. */
    attach(session: Auth) {
      auth = session;
      kick();
    },
    /** What lies in no inbox: receipts, and messages that came readable. */
    push(events: readonly (Inbound | Receipt)[]) {
      if (events.length === 0) return;
      told.push(...events);
      kick();
    },
    async close(): Promise<void> {
      closing.abort();
      await running;
    },
  };
}

/** The envelope is read by Baileys itself, so that a row says the same as the live message did. */
function readRow(baileys: Baileys, reader: Reader, { state }: Auth, row: InboxItem): Inbound[] {
  const { me } = state.creds;
  try {
    const envelope: BinaryNode = { tag: 'message', attrs: { ...row.attrs } };
    const { fullMessage } = baileys.decodeMessageNode(envelope, me?.id ?? '', me?.lid ?? '');
    const message = baileys.proto.Message.decode(Buffer.from(row.message, 'base64'));
    if (fullMessage.key.fromMe) return resentBy(baileys, message).flatMap((one) => reader.message(one) ?? []);
    const read = reader.message({ key: fullMessage.key, message });
    return read ? [read] : [];
  } catch {
    // Decrypted, and yet no message that Baileys' schema knows.
    return [];
  }
}

/** Our own phone tells what could not be decrypted here. */
function resentBy(baileys: Baileys, message: { protocolMessage?: object | null }): unknown[] {
  const { proto } = baileys;
  const told = proto.Message.fromObject(message).protocolMessage?.peerDataOperationRequestResponseMessage;
  return (told?.peerDataOperationResult ?? []).flatMap(({ placeholderMessageResendResponse: resent }) =>
    resent?.webMessageInfoBytes ? [proto.WebMessageInfo.decode(resent.webMessageInfoBytes)] : [],
  );
}
