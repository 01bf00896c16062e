import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RawRequest } from '../../core/channel.ts';
import type { Fields } from './fields.ts';
import type { Kind } from './kind.ts';

/** In constant time, whatever was shown and however long it is. */
function same(shown: string | Buffer, known: string | Buffer): boolean {
  const hash = (value: string | Buffer) => createHash('sha256').update(value).digest();
  return timingSafeEqual(hash(shown), hash(known));
}

/**
 * Whether a request is the gateway's.
 *
 * The Android app signs the body followed by `X-Timestamp` with HMAC-SHA256, in hex. How old the timestamp is does not
 * matter: the app tries for two days, and the id of what it tells makes a repeated request a copy.
 */
export function isProven(kind: Kind, secret: string, request: RawRequest, fields: Fields): boolean {
  if (kind.proof === 'secret') return same(fields.get('secret') ?? '', secret);
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  const timestamp = header('x-timestamp');
  if (!/^\d{1,15}$/.test(timestamp)) return false;
  const signature = createHmac('sha256', secret).update(request.body).update(timestamp).digest('hex');
  return same(header('x-signature').toLowerCase(), signature);
}

/** A part's own key in the address for its receipts: who sees one can tell us about that part alone, and send us nothing. */
export function receiptKey(internalKey: Buffer, account: string, partId: string): string {
  return createHmac('sha256', internalKey)
    .update(`sms receipt ${account} ${partId}`)
    .digest('hex')
    .slice(0, 32);
}

export function isReceiptKey(internalKey: Buffer, account: string, partId: string, shown: Buffer): boolean {
  return same(shown, receiptKey(internalKey, account, partId));
}
