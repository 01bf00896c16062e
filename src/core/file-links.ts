import { createHmac, timingSafeEqual } from 'node:crypto';

/** Long enough for a phone that is charged once a week, short enough that a link in an old message opens nothing. */
const DAYS = 7;
const HOUR_MS = 3_600_000;

/** A UUID, hours since 1970, a code over both. */
const ID_BYTES = 16;
const HEAD_BYTES = ID_BYTES + 4;
const CODE_BYTES = 16;

/** Links to single files of ours, for who has no session: providers that fetch what we send, and phones that get an address. */
export interface FileLinks {
  /** @returns an address that opens this file for seven days; the same within an hour. The token has 48 characters */
  linkTo(blobId: string, now: Date): string;
  /** @returns the blob's id; undefined where we never gave such a token or its time is over */
  read(token: string, now: Date): string | undefined;
}

/**
 * @param key for nothing else: `Seal.linkKey`
 * @param publicUrl without trailing slash
 */
export function openLinks({ key, publicUrl }: { key: Buffer; publicUrl: string }): FileLinks {
  const codeOf = (head: Buffer) =>
    createHmac('sha256', key).update('file link\n').update(head).digest().subarray(0, CODE_BYTES);
  return {
    linkTo(blobId, now) {
      const head = Buffer.alloc(HEAD_BYTES);
      head.write(blobId.replaceAll('-', ''), 'hex');
      head.writeUInt32BE(Math.ceil(now.getTime() / HOUR_MS) + DAYS * 24, ID_BYTES);
      return `${publicUrl}/m/${Buffer.concat([head, codeOf(head)]).toString('base64url')}`;
    },

    read(token, now) {
      if (!/^[\w-]{48}$/.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      const head = bytes.subarray(0, HEAD_BYTES);
      if (!timingSafeEqual(bytes.subarray(HEAD_BYTES), codeOf(head))) return undefined;
      if (head.readUInt32BE(ID_BYTES) * HOUR_MS <= now.getTime()) return undefined;
      const hex = head.toString('hex', 0, ID_BYTES);
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
  };
}
