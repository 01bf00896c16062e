import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Fetched } from '../../core/channel.ts';
import { MediaError } from '../../core/media-error.ts';
import type { MediaRef } from '../../core/message.ts';
import { fetchFile } from '../fetch-file.ts';
import { type Baileys, loadBaileys } from './baileys.ts';
import type { Ids } from './ids.ts';
import { type FileKey, fileKeyIn, isMediaHost } from './parse-media.ts';
import type { Connected } from './send.ts';

const HOST = 'https://mmg.whatsapp.net';
/** A block of AES at most is filled up, and behind it stands what proves that nobody touched it. */
const MAC = 10;
const OVERHEAD = 16 + MAC;
/** How long the sender's phone may take to put a forgotten file up again. */
const REUPLOAD_MS = 20_000;

/**
 * Fetches what people sent. Files lie encrypted at WhatsApp for some weeks; the key came with the message. Where one is
 * gone, the phone that sent it is asked for it, over the connection: whichever process holds it.
 */
export function openMedia(deps: { ids: Ids; connected: () => Connected | undefined; reuploadMs?: number }) {
  const { ids, connected, reuploadMs = REUPLOAD_MS } = deps;
  return {
    /** @throws MediaError and nothing else */
    async fetch({ url, contentType }: MediaRef, maxBytes: number): Promise<Fetched> {
      const file = fileKeyIn(url, ids);
      if (!file) throw new MediaError('refused', 'address');
      const baileys = await loadBaileys();
      const bytes = await download(baileys, file, maxBytes).catch((error: unknown) => {
        if (!(error instanceof MediaError) || error.kind !== 'gone') throw error;
        return again(file, maxBytes, error);
      });
      return { bytes, contentType };
    },
  };

  async function again(file: FileKey, maxBytes: number, gone: MediaError): Promise<Buffer> {
    const now = connected();
    if (!now) throw new MediaError('unavailable', 'not_connected');
    const { baileys, line } = now;
    const kind = `${file.type}Message` as 'imageMessage';
    const asked = line.sock
      .updateMediaMessage({
        key: { remoteJid: file.chat, id: file.id, fromMe: false },
        message: { [kind]: { mediaKey: Buffer.from(file.key, 'base64'), directPath: file.path, url: '' } },
      })
      .then(({ message }) => message?.[kind]?.directPath ?? undefined);
    asked.catch(() => {});
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      // The phone may be off: it is asked once more later, for as long as files are waited for.
      timer = setTimeout(() => reject(new MediaError('unavailable', 'asked_again')), reuploadMs);
    });
    try {
      const path = await Promise.race([asked, late]);
      if (path === undefined) throw gone;
      return await download(baileys, { ...file, path }, maxBytes);
    } catch (error) {
      // The phone has deleted it, too.
      throw error instanceof MediaError ? error : new MediaError('gone', gone.code);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function download(baileys: Baileys, file: FileKey, maxBytes: number): Promise<Buffer> {
  const { bytes } = await fetchFile(HOST + file.path, {
    maxBytes: maxBytes + OVERHEAD,
    mayFetch: ({ protocol, hostname }) => protocol === 'https:' && isMediaHost(hostname),
    headers: { origin: 'https://web.whatsapp.com' },
  });
  if (file.sealedSha256 !== undefined) {
    const hash = createHash('sha256').update(bytes).digest('base64');
    if (hash !== file.sealedSha256) throw new MediaError('unavailable', 'not_as_sent');
  }
  const plain = await open(baileys, file, bytes);
  if (plain.length > maxBytes) throw new MediaError('too_big', 'received');
  return plain;
}

/** Checked before it is opened: Baileys itself does not look. */
async function open(baileys: Baileys, { key, type }: FileKey, sealed: Buffer): Promise<Buffer> {
  try {
    const { cipherKey, iv, macKey } = await baileys.getMediaKeys(Buffer.from(key, 'base64'), type);
    const body = sealed.subarray(0, -MAC);
    const proof = createHmac('sha256', macKey ?? '')
      .update(iv)
      .update(body)
      .digest()
      .subarray(0, MAC);
    if (!timingSafeEqual(proof, sealed.subarray(-MAC))) throw new Error('touched');
    const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    throw new MediaError('refused', 'key');
  }
}
