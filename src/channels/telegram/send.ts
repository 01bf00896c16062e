import { type Api, InputFile } from 'grammy';
import type { Outbound, OutboundFile } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import type { TelegramApi } from './api.ts';
import { ACCOUNT, MAX_CALLBACK_BYTES } from './capabilities.ts';
import { asSendError } from './errors.ts';
import type { IdOf } from './message-id.ts';

type Extra = NonNullable<Parameters<Api['sendMessage']>[2]>;

/** Sends as plain text: with a parse mode, one `_` in a rumor would make the whole message fail. */
export function openSender({ api, idOf }: { api: TelegramApi; idOf: IdOf }) {
  return {
    /** @throws SendError and nothing else */
    async send(message: Outbound): Promise<{ externalId: string }> {
      if (message.account !== ACCOUNT) throw new SendError('misconfigured', 'account');
      const chat = chatOf(message);
      const extra = keyboardOf(message);
      try {
        const { message_id: id } = message.attachment
          ? await sendFile(api.slow, chat, message.attachment, captioned(message, extra))
          : await sendWords(api.quick, chat, message, extra);
        // Taken, but under which number we were not told.
        if (!Number.isSafeInteger(id)) throw new SendError('outcome_unknown', 'no_id');
        return { externalId: idOf(chat, id) };
      } catch (error) {
        throw asSendError(error);
      }
    },
  };
}

/** Private chats alone have a positive number; into a group goes nothing that was meant for one person. */
function chatOf({ to }: Outbound): number {
  if (to.scheme !== 'telegram' || !/^[1-9]\d{0,15}$/.test(to.value))
    throw new SendError('invalid_address', 'scheme');
  return Number(to.value);
}

function keyboardOf({ choices = [] }: Outbound): Extra {
  if (choices.length === 0) return {};
  // The fitting keeps to the limit; a slip there must not reach the person as buttons that do nothing.
  if (choices.some(({ id }) => id === '' || Buffer.byteLength(id) > MAX_CALLBACK_BYTES))
    throw new SendError('rejected', 'button_data');
  const rows = choices.map(({ id, label }) => [{ text: clean(label), callback_data: id }]);
  return { reply_markup: { inline_keyboard: rows } };
}

function captioned({ text }: Outbound, extra: Extra) {
  return { ...extra, ...(text !== '' && { caption: clean(text) }) };
}

/** A pin has no words of its own; a venue has a name and an address, which must not be empty. */
async function sendWords(
  api: Api,
  chat: number,
  message: Outbound,
  extra: Extra,
): Promise<{ message_id: number }> {
  const { location } = message;
  const text = clean(message.text);
  if (!location) return api.sendMessage(chat, text, extra);
  const { latitude, longitude, label } = location;
  if (text === '' && label === undefined) return api.sendLocation(chat, latitude, longitude, extra);
  const numbers = `${latitude}, ${longitude}`;
  return api.sendVenue(chat, latitude, longitude, label ?? numbers, text || numbers, extra);
}

async function sendFile(
  api: Api,
  chat: number,
  file: OutboundFile,
  extra: object,
): Promise<{ message_id: number }> {
  const bytes = await file.bytes().catch(() => {
    throw new SendError('rejected', 'file_gone');
  });
  const input = () => new InputFile(bytes, nameOf(file));
  switch (file.kind) {
    case 'voice':
      try {
        const seconds = file.seconds === undefined ? {} : { duration: Math.round(file.seconds) };
        return await api.sendVoice(chat, input(), { ...extra, ...seconds });
      } catch (error) {
        // Some do not let voice notes in. Nothing was sent, so it may go once more: as a file they can play.
        if (asSendError(error).code !== '400_no_voice') throw error;
        return api.sendDocument(chat, input(), extra);
      }
    case 'image':
      try {
        return await api.sendPhoto(chat, input(), extra);
      } catch (error) {
        // A screenshot of a whole talk, for instance: nothing was sent, and as a file it may be as long as it likes.
        if (asSendError(error).code !== '400_no_photo') throw error;
        return api.sendDocument(chat, input(), extra);
      }
    case 'video':
      return api.sendVideo(chat, input(), extra);
    case 'document':
      return api.sendDocument(chat, input(), extra);
  }
}

/** Telegram goes by the ending. */
const ENDINGS: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'application/pdf': 'pdf',
};

/** grammY writes the name into a header as it is: what would end the name, the line or the folder goes. */
function nameOf({ name, kind, contentType }: OutboundFile): string {
  const given = clean(name ?? '').replace(/[\p{Cc}";\\/]+/gu, ' ');
  return given.trim() || `${kind}.${ENDINGS[contentType] ?? 'bin'}`;
}

/** Telegram refuses a message with half a surrogate pair or U+0000 in it. */
function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}
