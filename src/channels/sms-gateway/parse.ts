import { randomUUID } from 'node:crypto';
import { Refused } from '../../core/channel.ts';
import type { Inbound, Receipt } from '../../core/message.ts';
import { type Charset, charsetNamed, decodeText } from './charset.ts';
import type { Entry } from './entries.ts';
import { meaningOfCode } from './errors.ts';
import type { Fields } from './fields.ts';
import type { Ids } from './ids.ts';
import type { Names } from './kind.ts';
import { addressOf } from './number.ts';
import { fragmentOf } from './udh.ts';

export const CHANNEL = 'sms-gateway';

export function accountOf(name: string): string {
  return `${CHANNEL}-${name}`;
}

/**
 * Reads one message of a gateway that has proven itself.
 * @param body the text where it is none of the fields: what a gateway posts as `text/plain`
 * @throws Refused 400 where nobody could be answered
 */
export function messageOf(ids: Ids, entry: Entry, fields: Fields, body: Buffer | undefined): Inbound {
  const { message } = entry.kind;
  const sender = wordOf(fields, message.from);
  const from = addressOf(sender, entry.national);
  if (!from) throw new Refused(400, 'no sender that could be answered');
  const coding = wordOf(fields, message.coding);
  const charset: Charset =
    charsetNamed(wordOf(fields, message.charset)) ??
    (Object.hasOwn(message.codings, coding) ? message.codings[coding] : undefined) ??
    entry.charset ??
    message.usual;
  const hex = wordOf(fields, message.hex);
  const told = bytesOf(fields, message.text) ?? body;
  if (told === undefined && hex === '') throw new Refused(400, 'no text');
  // An entry that writes UCS-2 in hex digits says so for all its texts, also where the coding speaks of UCS-2.
  const written = charset === 'utf-16be' && entry.charset === 'utf-16be-hex' ? 'utf-16be-hex' : charset;
  const bytes = /^([0-9a-f]{2})+$/i.test(hex) ? Buffer.from(hex, 'hex') : (told ?? Buffer.alloc(0));
  const header = bytesOf(fields, message.udh);
  const fragment = header && fragmentOf(header);
  return {
    kind: 'inbound',
    channel: CHANNEL,
    account: accountOf(entry.name),
    externalId: ids.of(entry.name, idOf(ids, entry, fields, [sender, bytes, header]), from.value),
    from: [from],
    text: decodeText(bytes, written),
    media: [],
    ...(fragment && { fragment }),
  };
}

/**
 * The gateway's id; else sender, text and the gateway's own time: the same request again is a copy, the same words
 * some seconds later are not. A gateway that gives neither cannot tell one from the other, and then a copy that
 * counts twice is better than a person who is not heard.
 */
function idOf(
  ids: Ids,
  entry: Entry,
  fields: Fields,
  said: readonly (string | Buffer | undefined)[],
): string {
  const id = wordOf(fields, entry.kind.message.id);
  if (id !== '') return id;
  const at = wordOf(fields, entry.kind.message.at);
  if (at === '') return randomUUID();
  return ids.made([at, ...said]);
}

/**
 * Reads one receipt.
 * @param part our id of the part, from the address that the gateway was given
 * @returns undefined where it tells nothing that we note
 * @throws Refused 400 where nothing says which message it is about
 */
export function receiptOf(
  ids: Ids,
  entry: Entry,
  fields: Fields,
  part: string | undefined,
): Receipt | undefined {
  const { receipt } = entry.kind;
  const status = wordOf(fields, receipt.status);
  const told = Object.hasOwn(receipt.statuses, status) ? receipt.statuses[status] : undefined;
  const partId = part ?? asPart(wordOf(fields, receipt.part));
  const id = wordOf(fields, receipt.id) || partId;
  if (!id) throw new Refused(400, 'a receipt about no message');
  if (!told) return undefined;
  const error = told.status === 'failed' ? codeIn(wordOf(fields, receipt.code)) : undefined;
  return {
    kind: 'receipt',
    channel: CHANNEL,
    externalId: ids.of(entry.name, id),
    ...(partId && { partId }),
    status: told.status,
    ...(told.status === 'failed' && {
      error: {
        code: error ?? status.replace(/[^\w-]/g, '_'),
        meaning: (error ? meaningOfCode(error) : undefined) ?? told.meaning ?? 'rejected',
      },
    }),
  };
}

/** @returns undefined where it is no id of ours */
export function asPart(text: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : undefined;
}

/** SMSCs and phones explain failures in words, which may quote the message: a code is all that passes. */
function codeIn(text: string): string | undefined {
  return (
    /\bRESULT_[A-Z_]{3,40}\b/.exec(text)?.[0] ??
    /\b0x[0-9a-f]{1,8}\b/i.exec(text)?.[0].toLowerCase() ??
    /\berr:\s*([0-9a-z]{1,8})\b/i.exec(text)?.[1] ??
    /^[0-9]{1,6}$/.exec(text)?.[0]
  );
}

function bytesOf(fields: Fields, names: Names | undefined): Buffer | undefined {
  const name = names?.find((one) => fields.has(one));
  return name === undefined ? undefined : fields.get(name);
}

/** A field that is no text of a person: short, and ASCII or UTF-8. */
export function wordOf(fields: Fields, names: Names | undefined): string {
  const bytes = bytesOf(fields, names);
  return bytes === undefined ? '' : bytes.toString('utf8').trim();
}
