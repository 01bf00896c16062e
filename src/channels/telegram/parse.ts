import type { Inbound } from '../../core/message.ts';
import { ACCOUNT } from './capabilities.ts';
import { asFields, type Fields, has, inner, integerOf, listOf, textOf } from './fields.ts';
import type { IdOf } from './message-id.ts';
import { locationOf, mediaOf } from './parse-media.ts';

/** The kinds that `parse` reads. Named to Telegram each time: left out, whatever was set before stays. */
export const UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

/** What one update held. */
export interface Read {
  readonly events: readonly Inbound[];
  /** The id of a tapped button's query: until it is answered, the button goes on turning on the phone. */
  readonly callback?: string;
  readonly group?: GroupCall;
}

/** Somebody spoke in a group where the bot is: to us, or to one of these names. */
export interface GroupCall {
  readonly chat: number;
  readonly message: number;
  /** It answers a message of ours. */
  readonly toUs: boolean;
  /** User names that it mentions, in lower case without `@`. */
  readonly names: readonly string[];
}

/** What Telegram says of a private chat by itself: nobody wrote anything. */
const SERVICE = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'write_access_allowed',
  'chat_background_set',
  'connected_website',
];

const NOTHING: Read = { events: [] };

/**
 * Reads one update, from a webhook or from polling. What cannot be read but came from a person becomes a message without
 * text, so that a person of ours looks at it; what concerns nobody becomes nothing. Never throws.
 *
 * @param update as Telegram wrote it, any JSON
 * @param botId the part of the token before the colon: tells our own messages from others
 */
export function parse(update: unknown, { botId, idOf }: { botId: string; idOf: IdOf }): Read {
  const fields = asFields(update) ?? {};
  const updateId = integerOf(fields, 'update_id');
  if (updateId === undefined) return NOTHING;
  // Not increasing for ever: after a quiet week the next one is random. Only as a member of a set does it serve.
  const externalId = `${botId}:${updateId}`;
  const ours = (message: Fields) => String(integerOf(inner(message, 'from'), 'id')) === botId;

  if (has(fields, 'callback_query')) return tapped(inner(fields, 'callback_query'), externalId, idOf);
  if (has(fields, 'my_chat_member')) return standing(inner(fields, 'my_chat_member'), externalId);
  const edited = has(fields, 'edited_message');
  const message = inner(fields, edited ? 'edited_message' : 'message');
  // Somebody who shares where they are walks: every step comes as an edit.
  if (edited && has(message, 'location')) return NOTHING;
  const chat = integerOf(inner(message, 'chat'), 'id');
  if (chat === undefined || inner(message, 'from').is_bot === true) return NOTHING;
  if (!isPrivate(message)) return edited ? NOTHING : inGroup(message, chat, ours);
  if (SERVICE.some((name) => has(message, name))) return NOTHING;

  const forward = forwardOf(message);
  const location = locationOf(message);
  const written = textOf(message, 'text') || textOf(message, 'caption');
  const replied = inner(message, 'reply_to_message');
  const answered = ours(replied) ? integerOf(replied, 'message_id') : undefined;
  return {
    events: [
      {
        ...inboundFrom(chat, externalId),
        text: forward.forwarded ? written : plainWord(written),
        media: mediaOf(message),
        ...(location && { location }),
        ...forward,
        ...(answered !== undefined && { answers: idOf(chat, answered) }),
      },
    ],
  };
}

function inboundFrom(chat: number, externalId: string) {
  return {
    kind: 'inbound',
    channel: 'telegram',
    account: ACCOUNT,
    externalId,
    from: [{ scheme: 'telegram', kind: 'chat', value: String(chat) }],
    text: '',
    media: [],
  } as const satisfies Inbound;
}

/** A button of ours. Where it stands in a group, or has no data, there is nothing to keep, but it is answered. */
function tapped(query: Fields, externalId: string, idOf: IdOf): Read {
  const callback = textOf(query, 'id');
  const message = inner(query, 'message');
  const chat = integerOf(inner(message, 'chat'), 'id');
  const on = integerOf(message, 'message_id');
  const choice = textOf(query, 'data');
  const events: Inbound[] =
    chat === undefined || on === undefined || choice === '' || !isPrivate(message)
      ? []
      : [{ ...inboundFrom(chat, externalId), choice, answers: idOf(chat, on) }];
  return { events, ...(callback && { callback }) };
}

/** Blocked by the person: stop, and say nothing. Coming back is said by /start, which Telegram sends by itself. */
function standing(change: Fields, externalId: string): Read {
  const chat = integerOf(inner(change, 'chat'), 'id');
  const status = textOf(inner(change, 'new_chat_member'), 'status');
  if (chat === undefined || !isPrivate(change) || status !== 'kicked') return NOTHING;
  return { events: [{ ...inboundFrom(chat, externalId), optOut: 'stop' }] };
}

function isPrivate(holder: Fields): boolean {
  return textOf(inner(holder, 'chat'), 'type') === 'private';
}

/** What people say to each other in a group is not said to us: not a word of it is handed on. */
function inGroup(message: Fields, chat: number, ours: (message: Fields) => boolean): Read {
  const on = integerOf(message, 'message_id');
  if (on === undefined || message.is_automatic_forward === true) return NOTHING;
  const text = textOf(message, 'text') || textOf(message, 'caption');
  const names = [...listOf(message, 'entities'), ...listOf(message, 'caption_entities')].flatMap((entity) => {
    const offset = integerOf(entity, 'offset') ?? 0;
    const said = text.slice(offset, offset + (integerOf(entity, 'length') ?? 0));
    // A mention is `@name`, a command in a group `/help@name`.
    return /^(mention|bot_command)$/.test(textOf(entity, 'type')) ? said.split('@').slice(1, 2) : [];
  });
  const toUs = ours(inner(message, 'reply_to_message'));
  if (!toUs && names.length === 0) return NOTHING;
  return { events: [], group: { chat, message: on, toUs, names: names.map((name) => name.toLowerCase()) } };
}

/**
 * `/menu` and `/help@OurBot` become the word that the lists in locales/ know. What stands behind one of the four (the
 * parameter of a link `t.me/…?start=…`) is no word of the person.
 */
function plainWord(text: string): string {
  const [, word = '', rest = ''] = /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+(\S.*))?\s*$/is.exec(text) ?? [];
  if (word === '') return text;
  if (/^(start|help|stop|menu)$/i.test(word)) return word.toLowerCase();
  return rest === '' ? word : `${word} ${rest}`;
}

/**
 * Whether it was forwarded, and from where if that is public: `forward_origin`, or the fields of before 2024. Who wrote
 * it first is a person's own affair and is not kept.
 */
function forwardOf(message: Fields): Pick<Inbound, 'forwarded' | 'origin'> {
  const origin = inner(message, 'forward_origin');
  const old = ['forward_from', 'forward_from_chat', 'forward_sender_name', 'forward_date'];
  const forwarded =
    has(message, 'forward_origin') ||
    message.is_automatic_forward === true ||
    old.some((name) => has(message, name));
  if (!forwarded) return {};
  const type = textOf(origin, 'type');
  const link =
    type === 'channel'
      ? linkTo(inner(origin, 'chat'), integerOf(origin, 'message_id'))
      : type === 'chat'
        ? linkTo(inner(origin, 'sender_chat'), undefined)
        : type === ''
          ? linkTo(inner(message, 'forward_from_chat'), integerOf(message, 'forward_from_message_id'))
          : undefined;
  return { forwarded: 'once', ...(link !== undefined && { origin: link }) };
}

function linkTo(chat: Fields, message: number | undefined): string | undefined {
  const name = textOf(chat, 'username');
  if (!/^[A-Za-z]\w{3,31}$/.test(name) || textOf(chat, 'type') === 'private') return undefined;
  return `https://t.me/${name}${message === undefined ? '' : `/${message}`}`;
}
