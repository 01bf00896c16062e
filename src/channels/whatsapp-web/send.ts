import type { AnyMessageContent, WAMessage } from '@whiskeysockets/baileys';
import type { Outbound, OutboundFile } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { type Baileys, silence } from './baileys.ts';
import { ACCOUNT } from './capabilities.ts';
import type { Sending } from './durable.ts';
import { type Ack, type Line, Over } from './line.ts';
import { meaningOfAck } from './refusals.ts';

/** In ms. Together below the minute after which a send that nobody finished counts as lost; tests go faster. */
export interface Patience {
  readonly upload: number;
  readonly relay: number;
  readonly ack: number;
}

const PATIENCE: Patience = { upload: 15_000, relay: 12_000, ack: 18_000 };

/** What sending needs of the connection, where there is one. */
export interface Connected {
  readonly baileys: Baileys;
  readonly line: Line;
}

/**
 * Sends over the connection that this process holds.
 * @param deps.stopped the code for which only a person of ours can bring the connection back
 */
export function openSender(deps: {
  connected: () => Connected | undefined;
  stopped: () => string | undefined;
  patience?: Patience;
}) {
  const { connected, stopped, patience = PATIENCE } = deps;
  return {
    /** @throws SendError and nothing else */
    async send(message: Outbound): Promise<{ externalId: string }> {
      if (message.account !== ACCOUNT) throw new SendError('misconfigured', 'account');
      checkAddress(message);
      const now = connected();
      if (!now) {
        // What waits for a person of ours is looked at again in minutes, not in seconds.
        const code = stopped();
        throw code === undefined
          ? new SendError('unavailable', 'not_connected')
          : new SendError('misconfigured', code);
      }
      const { baileys, line } = now;
      const id = baileys.generateMessageIDV2(line.sock.user?.id);
      const jid = jidOf(baileys, message);
      const made = await make(baileys, line, { jid, id, message, patience });
      // Kept before it leaves: a receipt, or a phone that could not read it, may ask for it after our death.
      await line.sent.note(id, { partId: message.partId, message: made }).catch(() => {
        throw new SendError('unavailable', 'not_kept');
      });
      return { externalId: await relay(line, { jid, id, made, patience }) };
    },
  };
}

/** Groups and channels have other addresses: into one of those goes nothing that was meant for one person. */
function checkAddress({ to }: Outbound): void {
  const forms: Partial<Record<typeof to.kind, RegExp>> = {
    phone: /^\+[1-9]\d{4,14}$/,
    lid: /^[1-9]\d{4,19}@lid$/,
  };
  if (to.scheme !== 'whatsapp' || !forms[to.kind]?.test(to.value))
    throw new SendError('invalid_address', 'scheme');
}

function jidOf({ jidEncode, jidNormalizedUser }: Baileys, { to }: Outbound): string {
  return to.kind === 'lid' ? jidNormalizedUser(to.value) : jidEncode(to.value.slice(1), 's.whatsapp.net');
}

/** Uploads what must be; nothing has been sent after this, whatever became of it. */
async function make(
  baileys: Baileys,
  { sock }: Line,
  asked: { jid: string; id: string; message: Outbound; patience: Patience },
): Promise<NonNullable<WAMessage['message']>> {
  const { jid, id, message, patience } = asked;
  const content = await contentOf(message);
  const making = baileys.generateWAMessage(jid, content, {
    userJid: sock.user?.id ?? '',
    messageId: id,
    upload: sock.waUploadToServer,
    mediaUploadTimeoutMs: patience.upload,
    logger: silence,
  });
  try {
    const { message: made } = await inTime(making, patience.upload);
    if (made) return made;
  } catch {
    // Baileys remembers that it could not learn where to upload, for as long as this connection lives.
    if (message.attachment) sock.refreshMediaConn(true).catch(() => sock.end(new Error('no way to upload')));
    throw new SendError('unavailable', message.attachment ? 'upload' : 'not_made');
  }
  throw new SendError('rejected', 'empty');
}

async function contentOf({ text, attachment, location }: Outbound): Promise<AnyMessageContent> {
  const words = clean(text);
  if (attachment) return fileOf(attachment, words);
  if (location) {
    const { latitude, longitude, label } = location;
    return {
      location: {
        degreesLatitude: latitude,
        degreesLongitude: longitude,
        ...(label !== undefined && { name: clean(label) }),
        ...(words !== '' && { address: words }),
      },
    };
  }
  if (words === '') throw new SendError('rejected', 'empty');
  // Left out, Baileys would look at the page behind a link: whose it is would learn that we speak of it.
  return { text: words, linkPreview: null };
}

async function fileOf(file: OutboundFile, words: string): Promise<AnyMessageContent> {
  const bytes = await file.bytes().catch(() => {
    throw new SendError('rejected', 'file_gone');
  });
  const caption = words === '' ? {} : { caption: words };
  switch (file.kind) {
    case 'voice':
      // No phone draws a wave for what is no Opus: then it is a sound to be played.
      if (!/^audio\/ogg\b/.test(file.contentType)) return { audio: bytes, mimetype: file.contentType };
      return {
        audio: bytes,
        ptt: true,
        // iOS plays nothing that is called otherwise.
        mimetype: 'audio/ogg; codecs=opus',
        seconds: Math.max(1, Math.round(file.seconds ?? 1)),
        ...waveOf(file),
      };
    case 'image':
      return { image: bytes, mimetype: file.contentType, ...caption };
    case 'video':
      // A thumbnail would be cut by a program that is not there.
      return { video: bytes, mimetype: file.contentType, jpegThumbnail: '', ...caption };
    case 'document':
      return {
        document: bytes,
        mimetype: file.contentType,
        fileName: clean(file.name ?? '') || 'document',
        ...caption,
      };
  }
}

/** Baileys' types do not know it. Left out, it would look for a decoder that is not there. */
function waveOf({ waveform }: OutboundFile): { waveform: Uint8Array } {
  return { waveform: waveform === undefined ? new Uint8Array(64) : Buffer.from(waveform, 'base64') };
}

/** @returns the id, once WhatsApp has said that it has the message. @throws SendError */
async function relay(
  line: Line,
  asked: { jid: string; id: string; made: NonNullable<WAMessage['message']>; patience: Patience },
): Promise<string> {
  const { jid, id, made, patience } = asked;
  await checkDevices(line, jid, patience);
  const state: Sending = { encrypted: false, abandoned: false };
  const acked = line.acked(id);
  acked.catch(() => {});
  try {
    await inTime(
      line.follow(state, () => line.sock.relayMessage(jid, made, { messageId: id })),
      patience.relay,
    );
  } catch {
    line.unawait(id);
    state.abandoned = true;
    // Before it was encrypted nothing can have left, and nothing will.
    throw state.encrypted
      ? new SendError('outcome_unknown', 'broken_off')
      : new SendError('unavailable', 'not_written');
  }
  let ack: Ack;
  try {
    ack = await inTime(acked, patience.ack);
  } catch (error) {
    line.unawait(id);
    throw new SendError('outcome_unknown', error instanceof Over ? 'dropped' : 'no_ack');
  }
  if (ack.error !== undefined) throw new SendError(meaningOfAck(ack.error), ack.error);
  return id;
}

/**
 * Where Baileys cannot learn which phones somebody has, it sends to none of them, and WhatsApp acknowledges that. It is
 * asked first, and remembers the answer.
 * @throws SendError
 */
async function checkDevices({ sock }: Line, jid: string, { relay: ms }: Patience): Promise<void> {
  const devices = await inTime(sock.getUSyncDevices([jid], true, false), ms).catch(() => []);
  if (devices.length === 0) throw new SendError('unavailable', 'no_devices');
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('took too long')), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

/** WhatsApp refuses half a surrogate pair, and a phone shows nothing behind U+0000. */
function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}
