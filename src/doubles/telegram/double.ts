import { randomBytes } from 'node:crypto';
import { faultOf, METHODS, type Parameters, type Upload } from './methods.ts';
import { type Fault, openOrders } from './orders.ts';
import { openUpdates, type Update } from './updates.ts';

export interface Bot {
  readonly token: string;
  readonly username: string;
}

/** One message that was taken: what a person would have on the phone. */
export interface Sent {
  readonly method: string;
  readonly chat: number;
  readonly messageId: number;
  readonly parameters: Parameters;
  readonly file?: Upload;
  /** The buttons under it. */
  readonly buttons: readonly { readonly text: string; readonly callback_data: string }[];
}

/** What the Bot API answers, or what happens instead. */
export type Outcome =
  | { readonly do: 'answer'; readonly status: number; readonly body: object }
  | { readonly do: 'hang' | 'drop' | 'rubbish' | 'bad_gateway' };

/** Telegram's side of the conversation, without the HTTP server in front of it. */
export function openDouble(bot: Bot) {
  const botId = Number(bot.token.split(':')[0]);
  const us = { id: botId, is_bot: true, first_name: 'Teledjòl', username: bot.username };
  const ledger: Sent[] = [];
  const calls: { method: string; parameters: Parameters }[] = [];
  const orders = openOrders();
  const files = new Map<string, { path: string; bytes: Buffer; type: string; size: number }>();
  /** Who has written to the bot: it cannot write first. */
  const known = new Set<number>();
  const blocking = new Set<number>();
  let nextUpdate = 100_000_001;
  let nextMessage = 1;
  const updates = openUpdates((method, parameters) => void call(method, parameters));

  const ok = (result: unknown): Outcome => ({ do: 'answer', status: 200, body: { ok: true, result } });

  async function carryOut(
    method: string,
    parameters: Parameters,
    uploads: ReadonlyMap<string, Upload>,
  ): Promise<Outcome> {
    switch (method) {
      case 'getMe':
        return ok({ ...us, can_join_groups: true, can_read_all_group_messages: false });
      case 'getWebhookInfo':
        return ok(updates.info());
      case 'setWebhook':
        return ok(set(parameters));
      case 'deleteWebhook':
        updates.set(undefined);
        return ok(true);
      case 'answerCallbackQuery':
        return ok(true);
      case 'getFile':
        return fileOf(String(parameters.file_id));
      case 'getUpdates': {
        const found = await updates.ask(parameters);
        if (found === 'webhook')
          return refuse(409, "Conflict: can't use getUpdates method while webhook is active");
        if (found === 'replaced') return refuse(409, 'Conflict: terminated by other getUpdates request');
        return ok(found);
      }
      default:
        return send(method, parameters, uploads);
    }
  }

  function set({ url, secret_token, allowed_updates }: Parameters): true {
    const allowed = Array.isArray(allowed_updates) ? allowed_updates : updates.webhook.allowed;
    updates.set({ url: String(url), secret: String(secret_token ?? ''), allowed });
    return true;
  }

  function fileOf(id: string): Outcome {
    const file = files.get(id);
    if (!file) return refuse(400, 'Bad Request: invalid file_id');
    if (file.size > 20_000_000) return refuse(400, 'Bad Request: file is too big');
    return ok({ file_id: id, file_unique_id: id, file_size: file.size, file_path: file.path });
  }

  function send(method: string, parameters: Parameters, uploads: ReadonlyMap<string, Upload>): Outcome {
    const chat = Number(parameters.chat_id);
    if (!known.has(chat)) return refuse(400, 'Bad Request: chat not found');
    if (blocking.has(chat)) return refuse(403, 'Forbidden: bot was blocked by the user');
    const attached = Object.values(parameters).find(
      (value): value is string => typeof value === 'string' && value.startsWith('attach://'),
    );
    const file = uploads.get(attached?.slice('attach://'.length) ?? '');
    const messageId = nextMessage++;
    ledger.push({
      method,
      chat,
      messageId,
      parameters,
      ...(file && { file }),
      buttons: buttonsOf(parameters.reply_markup),
    });
    return ok({ message_id: messageId, date: now(), chat: { id: chat, type: 'private' }, from: us });
  }

  async function call(
    method: string,
    parameters: Parameters,
    uploads: ReadonlyMap<string, Upload> = new Map(),
  ): Promise<Outcome> {
    if (!Object.hasOwn(METHODS, method)) return refuse(404, 'Not Found: method not found');
    calls.push({ method, parameters });
    const wrong = faultOf(method, parameters, uploads);
    if (wrong) return refuse(400, `Bad Request: ${wrong}`);
    const fault = orders.take(method, parameters.chat_id);
    const before = fault && outcomeWithoutDoing(fault);
    if (before) return before;
    const outcome = await carryOut(method, parameters, uploads);
    if (fault?.call === 'empty') return ok(undefined);
    if (fault?.call === 'restart') return refuse(500, 'Internal Server Error: restart');
    if (fault?.call === 'hang' || fault?.call === 'drop' || fault?.call === 'rubbish')
      return { do: fault.call };
    return outcome;
  }

  function update(kind: string, value: object): Update {
    const made = { update_id: nextUpdate++, [kind]: value };
    updates.add(made);
    return made;
  }

  const person = (id: number) => ({ id, is_bot: false, first_name: 'Yon', last_name: 'Moun' });
  const privately = (id: number) => ({ id, type: 'private', first_name: 'Yon', last_name: 'Moun' });
  const message = (chat: number, what: object) => ({
    message_id: nextMessage++,
    date: now(),
    chat: privately(chat),
    from: person(chat),
    ...what,
  });
  const member = (chat: number, status: string) => {
    const user = us;
    return update('my_chat_member', {
      chat: privately(chat),
      from: person(chat),
      date: now(),
      old_chat_member: { user, status: status === 'kicked' ? 'member' : 'kicked' },
      new_chat_member: { user, status, ...(status === 'kicked' && { until_date: 0 }) },
    });
  };

  return {
    ledger: ledger as readonly Sent[],
    /** Every call that was understood, in order, with what it asked. */
    calls: calls as readonly { method: string; parameters: Parameters }[],
    updates,
    call,
    order: orders.give,
    fileAt: (path: string) => [...files.values()].find((file) => file.path === path),
    update,

    /** A person writes, or sends whatever `what` holds beside the usual fields of a message. */
    says(chat: number, what: string | object): Update {
      known.add(chat);
      return update('message', message(chat, typeof what === 'string' ? { text: what } : what));
    },
    edits: (chat: number, text: string) =>
      update('edited_message', message(chat, { text, edit_date: now() })),
    /** A person taps a button of a message that is in the ledger. */
    taps({ chat, messageId }: Sent, data: string): Update {
      const on = { message_id: messageId, date: now(), chat: privately(chat), from: us };
      const id = randomBytes(8).readBigUInt64BE().toString();
      return update('callback_query', {
        id,
        from: person(chat),
        message: on,
        chat_instance: '1',
        data,
      });
    },
    blocks(chat: number): Update {
      blocking.add(chat);
      return member(chat, 'kicked');
    },
    comesBack(chat: number): Update {
      blocking.delete(chat);
      return member(chat, 'member');
    },
    /** The bot is in a group, whose number is negative. */
    joins(group: number): void {
      known.add(group);
    },
    /** They wrote long ago, and nobody need hear of it again. */
    knew(chat: number): void {
      known.add(chat);
    },
    /** @param size as Telegram says it, where that is not the truth. @returns the file_id */
    hasFile(bytes: Buffer, name: string, size: number = bytes.length, type = 'application/octet-stream') {
      const id = randomBytes(18).toString('base64url');
      files.set(id, { path: `files/${files.size}_${name}`, bytes, type, size });
      return id;
    },
    close: updates.close,
  };
}

function outcomeWithoutDoing(fault: Fault): Outcome | undefined {
  switch (fault.call) {
    case 'throttled':
      return refuse(429, `Too Many Requests: retry after ${fault.retryAfter}`, {
        retry_after: fault.retryAfter,
      });
    case 'broken':
      return refuse(500, 'Internal Server Error');
    case 'refused':
      return refuse(fault.code, fault.description);
    case 'bad_gateway':
      return { do: 'bad_gateway' };
    case 'hold':
      return { do: 'hang' };
    default:
      return undefined;
  }
}

/** Telegram's refusal; the envelope as in "Making requests". */
export function refuse(status: number, description: string, parameters?: object): Outcome {
  const body = { ok: false, error_code: status, description, ...(parameters && { parameters }) };
  return { do: 'answer', status, body };
}

function buttonsOf(markup: unknown): Sent['buttons'] {
  if (typeof markup !== 'object' || markup === null || !('inline_keyboard' in markup)) return [];
  return (markup.inline_keyboard as Sent['buttons'][]).flat();
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
