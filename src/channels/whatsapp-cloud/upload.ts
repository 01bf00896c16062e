import { randomBytes } from 'node:crypto';
import type { OutboundFile } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import type { FarSide } from '../http-call.ts';
import { readAnswer } from './graph.ts';
import { text } from './json.ts';

/** Meta keeps an uploaded file for 30 days; some are left for what waits at their side. */
const GOOD_FOR_MS = 20 * 24 * 3_600_000;
const MOST_REMEMBERED = 500;

export interface Uploads {
  /**
   * Gives a file to Meta, once for all who get it.
   * @returns its id there; `fresh`: it was not there before this call
   * @throws SendError: the message was surely not sent
   */
  idOf(phoneId: string, file: OutboundFile): Promise<{ id: string; fresh: boolean }>;
  /** Meta does not know it any more. */
  forget(phoneId: string, file: OutboundFile): void;
}

/** An id is good only for the number that it was uploaded under. Remembered by this process alone: a copy costs little. */
export function openUploads(farSide: FarSide, token: string, now: () => number = Date.now): Uploads {
  const known = new Map<string, { id: Promise<string>; until: number }>();
  const keyOf = (phoneId: string, { blobId }: OutboundFile) => `${phoneId} ${blobId}`;

  return {
    async idOf(phoneId, file) {
      const key = keyOf(phoneId, file);
      const before = known.get(key);
      if (before && before.until > now()) return { id: await before.id, fresh: false };
      const id = upload(farSide, token, phoneId, file);
      const entry = { id, until: now() + GOOD_FOR_MS };
      known.delete(key);
      known.set(key, entry);
      const [oldest] = known.keys();
      if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
      try {
        return { id: await id, fresh: true };
      } catch (error) {
        if (known.get(key) === entry) known.delete(key);
        throw error;
      }
    },
    forget(phoneId, file) {
      known.delete(keyOf(phoneId, file));
    },
  };
}

async function upload(farSide: FarSide, token: string, phoneId: string, file: OutboundFile): Promise<string> {
  const bytes = await file.bytes().catch(() => {
    throw new SendError('rejected', 'file_gone');
  });
  const boundary = `teledjol-${randomBytes(16).toString('hex')}`;
  try {
    const answer = await farSide.call({
      method: 'POST',
      path: `/${phoneId}/media`,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      body: formOf(boundary, typeOf(file), bytes),
    });
    const id = text(readAnswer(answer).id);
    if (!/^[\w-]{1,128}$/.test(id)) throw new SendError('unavailable', 'answer');
    return id;
  } catch (error) {
    // Whatever became of the file, nobody has got a message yet.
    if (error instanceof SendError && error.kind === 'outcome_unknown')
      throw new SendError('unavailable', error.code);
    throw error;
  }
}

/** Meta takes Ogg only where it is said to be Opus, which ours always is. */
function typeOf({ kind, contentType }: OutboundFile): string {
  if (kind === 'voice' && /^audio\/ogg\b/.test(contentType)) return 'audio/ogg; codecs=opus';
  return contentType.replace(/[^\w.+/;= -]/g, '');
}

/** The name of the file is nobody's affair: a document is given its own when it is sent. */
function formOf(boundary: string, type: string, bytes: Buffer): Buffer {
  const part = (name: string, more: string, value: string | Buffer) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ];
  return Buffer.concat([
    ...part('messaging_product', '', 'whatsapp'),
    ...part('type', '', type),
    ...part('file', `; filename="file"\r\ncontent-type: ${type}`, bytes),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}
