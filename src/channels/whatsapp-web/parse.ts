import type { ChannelContext } from '../../core/channel.ts';
import type { Address, Inbound, Receipt } from '../../core/message.ts';
import { type Baileys, loadBaileys } from './baileys.ts';
import { ACCOUNT, CHANNEL } from './capabilities.ts';
import { asFields, type Fields, has, inner, listOf, numberOf, textOf } from './fields.ts';
import { type Ids, openIds } from './ids.ts';
import { locationOf, mediaOf } from './parse-media.ts';
import { meaningOfAck } from './refusals.ts';

/** Reads what Baileys tells. Pure: the same gives the same, and no rubbish makes it throw. */
export interface Reader {
  /** @returns undefined where it says nothing to us: our own, a group's, a reaction, something not yet decrypted */
  message(told: unknown): Inbound | undefined;
  /** @returns undefined where it is about somebody else's message, or says nothing of how far ours got */
  receipt(told: unknown): Receipt | undefined;
}

/** By which a message is forwarded "many times" on WhatsApp. */
const OFTEN = 5;

/**
 * What comes as a message and says nothing: a thumb, a vote, a changed setting, a message taken back, a pinned one, and
 * the head of an album, whose pictures come one by one.
 */
const SAYS_NOTHING = [
  'reactionMessage',
  'encReactionMessage',
  'protocolMessage',
  'pollUpdateMessage',
  'keepInChatMessage',
  'pinInChatMessage',
  'albumMessage',
  'call',
  'callLogMesssage',
  'bcallMessage',
  'placeholderMessage',
  'encCommentMessage',
  'encEventResponseMessage',
  'messageHistoryBundle',
  'messageHistoryNotice',
  'stickerSyncRmrMessage',
];
/** Come beside a message, or alone; alone they are none. */
const BESIDE = [
  'messageContextInfo',
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
];

export function openReader({ baileys, ids }: { baileys: Baileys; ids: Ids }): Reader {
  const { isJidGroup, isJidNewsletter, isJidBroadcast, jidNormalizedUser } = baileys;
  const addressOf = (jid: string) => addressIn(baileys, jid);

  /** @returns what was said, out of what it is wrapped in (disappearing, once to see, with a caption, corrected) */
  const contentOf = (message: Fields | undefined): Fields | undefined => {
    if (!message) return undefined;
    try {
      const content = asFields(baileys.extractMessageContent(message));
      const corrected = inner(inner(content, 'protocolMessage'), 'editedMessage');
      return corrected ? asFields(baileys.extractMessageContent(corrected)) : content;
    } catch {
      return {};
    }
  };

  return {
    message(told) {
      const key = inner(asFields(told), 'key');
      const chat = textOf(key, 'remoteJid');
      const id = textOf(key, 'id');
      if (id === '' || key?.fromMe === true) return undefined;
      if (isJidGroup(chat) || isJidNewsletter(chat) || isJidBroadcast(chat)) return undefined;
      const from = addressesIn([chat, textOf(key, 'remoteJidAlt')].map(addressOf));
      const content = contentOf(inner(asFields(told), 'message'));
      if (!from || !content) return undefined;
      const kinds = Object.keys(content).filter((name) => has(content, name) && !BESIDE.includes(name));
      if (kinds.length === 0 || kinds.some((name) => SAYS_NOTHING.includes(name))) return undefined;
      const context = contextOf(content);
      const answers = textOf(context, 'stanzaId');
      const location = locationOf(content);
      return {
        kind: 'inbound',
        channel: CHANNEL,
        account: ACCOUNT,
        externalId: ids.message(jidNormalizedUser(chat), id, jidNormalizedUser(textOf(key, 'participant'))),
        from,
        text: wordsOf(content),
        media: mediaOf(content, { ids, id, chat }),
        ...(location && { location }),
        ...forwardedOf(context),
        // Ours are called by the id that we gave them: see send.ts.
        ...(isOurs(answers) && { answers }),
      };
    },

    receipt(told) {
      const key = inner(asFields(told), 'key');
      const update = inner(asFields(told), 'update');
      const externalId = textOf(key, 'id');
      if (key?.fromMe !== true || !isOurs(externalId)) return undefined;
      const level = numberOf(update, 'status');
      if (level === undefined) return undefined;
      const { ERROR, SERVER_ACK, DELIVERY_ACK, READ, PLAYED } = baileys.WAMessageStatus;
      const about = { kind: 'receipt', channel: CHANNEL, externalId } as const;
      if (level === ERROR) {
        const parameters: unknown = update?.messageStubParameters;
        const code = String(Array.isArray(parameters) ? parameters[0] : '').slice(0, 20);
        return { ...about, status: 'failed', error: { code, meaning: meaningOfAck(code) } };
      }
      if (level === SERVER_ACK) return { ...about, status: 'sent' };
      if (level === DELIVERY_ACK) return { ...about, status: 'delivered' };
      return level === READ || level === PLAYED ? { ...about, status: 'read' } : undefined;
    },
  };
}

/** Reads one of Baileys' events by its name. */
export function readEvent(reader: Reader, event: string, data: unknown): (Inbound | Receipt)[] {
  if (event === 'messages.upsert')
    return listOf(asFields(data)?.messages).flatMap((one) => reader.message(one) ?? []);
  if (event !== 'messages.update') return [];
  // What could not be decrypted at first may come as an update.
  return listOf(data).flatMap((one) => {
    const late = { key: one.key, ...asFields(one.update) };
    return reader.receipt(one) ?? reader.message(late) ?? [];
  });
}

/** How a channel without webhooks is tried: one thing that it heard on its connection, as its fixtures have it. */
export async function openHearing({ internalKey }: Pick<ChannelContext, 'internalKey'>) {
  const reader = openReader({ baileys: await loadBaileys(), ids: openIds(internalKey) });
  return (heard: unknown): (Inbound | Receipt)[] =>
    readEvent(reader, textOf(asFields(heard), 'event'), asFields(heard)?.data);
}

/** Made by Baileys' generateMessageIDV2 for us; others' phones make other ones. */
function isOurs(id: string): boolean {
  return /^3EB0[0-9A-F]{12,40}$/.test(id);
}

/** The number first, because it is the same person at every provider; who hides it is known by the LID alone. */
function addressesIn(told: readonly (Address | undefined)[]): [Address, ...Address[]] | undefined {
  const phone = told.find((one) => one?.kind === 'phone');
  const lid = told.find((one) => one?.kind === 'lid');
  if (phone) return lid ? [phone, lid] : [phone];
  return lid && [lid];
}

/** The digits of a LID are no phone number: it keeps its `@lid`, so that nobody can take it for one. */
function addressIn(baileys: Baileys, jid: string): Address | undefined {
  const { jidDecode, isPnUser, isLidUser, isHostedPnUser, isHostedLidUser } = baileys;
  const user = jidDecode(jid)?.user ?? '';
  if (!/^[1-9]\d{4,19}$/.test(user)) return undefined;
  if (isLidUser(jid) || isHostedLidUser(jid))
    return { scheme: 'whatsapp', kind: 'lid', value: baileys.jidEncode(user, 'lid') };
  if ((isPnUser(jid) || isHostedPnUser(jid)) && user.length <= 15)
    return { scheme: 'whatsapp', kind: 'phone', value: `+${user}` };
  return undefined;
}

/** Where a message has a file, words stand beside it as its caption; a button tells what stood on it. */
function wordsOf(content: Fields): string {
  if (typeof content.conversation === 'string' && content.conversation !== '') return content.conversation;
  const places: readonly [kind: string, field: string][] = [
    ['extendedTextMessage', 'text'],
    ['imageMessage', 'caption'],
    ['videoMessage', 'caption'],
    ['documentMessage', 'caption'],
    ['liveLocationMessage', 'caption'],
    ['locationMessage', 'comment'],
    ['buttonsResponseMessage', 'selectedDisplayText'],
    ['templateButtonReplyMessage', 'selectedDisplayText'],
    ['listResponseMessage', 'title'],
  ];
  for (const [kind, field] of places) {
    const text = textOf(inner(content, kind), field);
    if (text !== '') return text;
  }
  return textOf(inner(inner(content, 'interactiveResponseMessage'), 'body'), 'text');
}

/** Stands inside of whatever was sent. */
function contextOf(content: Fields): Fields | undefined {
  for (const name of Object.keys(content)) {
    const context = inner(inner(content, name), 'contextInfo');
    if (context) return context;
  }
  return undefined;
}

function forwardedOf(context: Fields | undefined): Pick<Inbound, 'forwarded'> {
  const score = numberOf(context, 'forwardingScore') ?? 0;
  if (score >= OFTEN) return { forwarded: 'often' };
  return context?.isForwarded === true || score > 0 ? { forwarded: 'once' } : {};
}
