import { randomBytes } from 'node:crypto';
import { readFile, unlink } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  aesDecryptWithIV,
  encryptedStream,
  getMediaKeys,
  hmacSign,
  type MediaType,
  type proto,
  sha256,
} from '@whiskeysockets/baileys';
import type { FileKind, FileOptions } from './double.ts';
import type { StandingOrders } from './orders.ts';

const NOTHING = Buffer.alloc(0);

type FileLike = Pick<proto.Message.IImageMessage, 'directPath' | 'mediaKey' | 'fileEncSha256' | 'fileSha256'>;

/** The media servers: they keep what was encrypted before it came to them, under a path that only the message names. */
export function openMedia(orders: StandingOrders) {
  const stored = new Map<string, Buffer>();

  function store(bytes: Buffer): { url: string; direct_path: string } {
    const path = `/v/t62.7118-24/${randomBytes(12).toString('hex')}`;
    stored.set(path, bytes);
    return { url: `https://mmg.whatsapp.net${path}?mms3=true`, direct_path: `${path}?mms3=true` };
  }

  async function upload(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const order = orders.takeUpload();
    if (order === 'hang') return;
    if (order !== undefined) return refuse(response, order);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(store(Buffer.concat(parts))));
  }

  function download(path: string, response: ServerResponse) {
    const order = orders.takeDownload();
    if (order === 'hang') return;
    const bytes = stored.get(path);
    if (typeof order === 'number' || !bytes)
      return refuse(response, order === undefined ? 404 : Number(order));
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
    });
    if (order !== 'cut') response.end(bytes);
    else response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  }

  return {
    answer(request: IncomingMessage, response: ServerResponse): void {
      const path = new URL(request.url ?? '/', 'https://localhost').pathname;
      if (request.method === 'POST' && path.startsWith('/mms/'))
        upload(request, response).catch(() => response.destroy());
      else download(path, response);
    },

    /** What somebody's phone does with a file before it sends the message. */
    async offer(kind: FileKind, bytes: Buffer, options: FileOptions): Promise<proto.IMessage> {
      const { mediaType, mimetype } = KINDS[kind];
      const sealed = await encryptedStream(bytes, mediaType);
      const { url, direct_path: directPath } = store(await readFile(sealed.encFilePath));
      await unlink(sealed.encFilePath);
      const file = {
        url,
        directPath,
        mimetype: options.mimetype ?? mimetype,
        mediaKey: sealed.mediaKey,
        fileSha256: sealed.fileSha256,
        fileEncSha256: sealed.fileEncSha256,
        fileLength: sealed.fileLength,
        mediaKeyTimestamp: Math.floor(Date.now() / 1000),
      };
      const caption = options.caption === undefined ? {} : { caption: options.caption };
      switch (kind) {
        case 'image':
          return { imageMessage: { ...file, ...caption, width: 16, height: 16 } };
        case 'video':
          return { videoMessage: { ...file, ...caption, seconds: 1 } };
        case 'voice':
          return { audioMessage: { ...file, seconds: 1, ptt: true } };
        case 'sticker':
          return { stickerMessage: { ...file, isAnimated: false } };
        case 'document': {
          const fileName = options.fileName ?? 'document';
          return { documentMessage: { ...file, ...caption, fileName, title: fileName } };
        }
      }
    },

    /** Puts up again what lay there: it gets another path. */
    renew(path: string): string {
      const bytes = stored.get(new URL(path, 'https://localhost').pathname);
      if (!bytes) throw new Error('nobody has uploaded this file');
      return store(bytes).direct_path;
    },

    /**
     * The file in a message, as the phone that received it opens it: checked in every way there is.
     * @throws Error where it holds none, or one that is not what the message says
     */
    async open(message: proto.IMessage): Promise<Buffer> {
      const [file, type] = fileIn(message);
      const sealed = stored.get(new URL(file.directPath ?? '', 'https://localhost').pathname);
      if (!sealed) throw new Error('nobody has uploaded this file');
      if (!sha256(sealed).equals(file.fileEncSha256 ?? NOTHING)) throw new Error('another file was uploaded');
      const { iv, cipherKey, macKey } = await getMediaKeys(file.mediaKey, type);
      const [body, mac] = [sealed.subarray(0, -10), sealed.subarray(-10)] as const;
      const proof = hmacSign(Buffer.concat([iv, body]), Buffer.from(macKey ?? NOTHING));
      if (!proof.subarray(0, 10).equals(mac)) throw new Error('the file was tampered with');
      const plain = aesDecryptWithIV(body, Buffer.from(cipherKey), Buffer.from(iv));
      if (!sha256(plain).equals(file.fileSha256 ?? NOTHING)) throw new Error('another file was encrypted');
      return plain;
    },
  };
}

const KINDS: Record<FileKind, { mediaType: MediaType; mimetype: string }> = {
  image: { mediaType: 'image', mimetype: 'image/jpeg' },
  voice: { mediaType: 'audio', mimetype: 'audio/ogg; codecs=opus' },
  video: { mediaType: 'video', mimetype: 'video/mp4' },
  document: { mediaType: 'document', mimetype: 'application/pdf' },
  sticker: { mediaType: 'sticker', mimetype: 'image/webp' },
};

/** @throws Error where there is none */
export function fileIn(message: proto.IMessage): [FileLike, MediaType] {
  if (message.imageMessage) return [message.imageMessage, 'image'];
  if (message.videoMessage) return [message.videoMessage, 'video'];
  if (message.audioMessage) return [message.audioMessage, 'audio'];
  if (message.documentMessage) return [message.documentMessage, 'document'];
  if (message.stickerMessage) return [message.stickerMessage, 'sticker'];
  const within = message.documentWithCaptionMessage?.message;
  if (within) return fileIn(within);
  throw new Error('there is no file in it');
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' });
  response.end(JSON.stringify({ error: { code: status } }));
}
