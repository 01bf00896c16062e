import { v7 as uuidv7 } from 'uuid';
import type { MediaRef, Medium } from '../../core/message.ts';
import { foldWords } from '../../language/fold.ts';
import type { Queryable } from '../../store/connect.ts';
import type { Seal } from '../../store/seal.ts';
import {
  countRepeat,
  findOwnTip,
  findSameTip,
  holdAsker,
  insertTip,
  refuseTipsOf,
} from '../../store/tips.ts';
import { giveCode } from '../give-code.ts';

/**
 * What citizens do with tips. All of it runs in the transaction of a conversation's turn and is no event in the
 * hash chain: the chain is for decisions of staff. A turn would hold its lock, which is one for the whole desk, until
 * it commits; and who asked to be forgotten must not leave a line in a log that can never be erased.
 */

export interface ReceivedTip {
  readonly seal: Seal;
  readonly contactId: string;
  readonly messageId: number;
  readonly addressId: string | null;
  readonly account: string;
  readonly medium: Medium;
  readonly text: string;
  readonly forwarded?: 'once' | 'often' | undefined;
  readonly media: readonly MediaRef[];
  /** A link to the public message that was forwarded. */
  readonly origin?: string | undefined;
}

export interface TipReceipt {
  /**
   * `kept`: new. `repeated`: this person sent the same before, counted. `answered`: so they did, and the verdict is
   * out: their code finds it.
   */
  readonly outcome: 'kept' | 'repeated' | 'answered';
  readonly code: string;
  readonly tipId: string;
}

/** Keeps a rumor somebody sent us, or counts that they sent it again. */
export async function receiveTip(tx: Queryable, input: ReceivedTip): Promise<TipReceipt> {
  const { contactId, addressId, account, medium } = input;
  const forwarded = input.forwarded ?? null;
  const textKey = keyOf(input);
  await holdAsker(tx, contactId);
  const same = textKey && (await findSameTip(tx, { contactId, textKey }));
  if (same) {
    await countRepeat(tx, same.id, { addressId, account, medium, forwarded });
    return { outcome: same.published ? 'answered' : 'repeated', code: same.code, tipId: same.id };
  }
  const row = {
    id: uuidv7(),
    contactId,
    messageId: input.messageId,
    addressId,
    account,
    medium,
    text: input.text === '' ? null : input.text,
    textKey,
    forwarded,
    mediaCount: input.media.length,
    origin: input.origin ?? null,
  };
  const code = await giveCode(tx, (free) => insertTip(tx, { ...row, code: free }));
  return { outcome: 'kept', code, tipId: row.id };
}

/** Whether this person sent the same before: then it is a repeat, however soon it comes. */
export async function isKnownTip(tx: Queryable, input: ReceivedTip): Promise<boolean> {
  const textKey = keyOf(input);
  return textKey !== null && (await findSameTip(tx, { contactId: input.contactId, textKey })) !== undefined;
}

/**
 * The same words make the same key, whatever accents, capitals and punctuation; a caption under another picture is
 * another rumor. Null where nothing can be compared.
 */
function keyOf({ seal, text, media }: ReceivedTip): Buffer | null {
  if (text.trim() === '' && media.length === 0) return null;
  return wordsKey({ seal, text, files: media.map((one) => one.url).sort() });
}

/** The key of words, and of the files beside them. */
export function wordsKey(tip: { seal: Seal; text: string; files?: readonly string[] }): Buffer {
  const { seal, text, files = [] } = tip;
  // Emoji alone fold to nothing, and two different ones must not become the same.
  return seal.hashText(JSON.stringify([foldWords(text) || text.trim(), ...files]));
}

/**
 * Somebody refused consent: what they told us, and that it was them, is gone from every tip. The rows stay as a
 * count, also in a claim.
 */
export async function refuseTips(tx: Queryable, contactId: string, since?: Date): Promise<void> {
  await holdAsker(tx, contactId);
  await refuseTipsOf(tx, contactId, since);
}

export type TipStatus = 'waiting' | 'working' | 'answered' | 'dismissed';

/** @returns null where the code is unknown or somebody else's: the two must look the same */
export async function tipStatus(
  tx: Queryable,
  asked: { code: string; contactId: string },
): Promise<TipStatus | null> {
  const found = await findOwnTip(tx, asked);
  if (!found || found.state === 'refused') return null;
  if (found.state !== 'grouped') return found.state;
  return found.answered ? 'answered' : 'working';
}
