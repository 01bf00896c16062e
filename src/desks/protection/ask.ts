import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../store/connect.ts';
import { deleteCallbacks, insertCallback, replaceCallback } from '../../store/protection.ts';
import type { CallbackWords, ProtectionSeal } from '../../store/protection-seal.ts';
import { holdAsker } from '../../store/tips.ts';
import { giveCode } from '../give-code.ts';

/** What a citizen does, in the turn of their conversation. */

export interface AskedCallback extends CallbackWords {
  readonly seal: ProtectionSeal;
  readonly contactId: string;
  readonly consentedAt: Date;
}

/**
 * Keeps where and when somebody may be called back, sealed. Asking again replaces what was agreed before and keeps
 * the code.
 */
export async function keepCallback(tx: Queryable, asked: AskedCallback): Promise<{ code: string }> {
  const { seal, contactId, consentedAt } = asked;
  await holdAsker(tx, contactId);
  const row = { personHash: seal.hashPerson(contactId), sealed: seal.seal(asked), consentedAt };
  const known = await replaceCallback(tx, row);
  if (known !== undefined) return { code: known };
  // No time in the id: it would lead back to the message.
  const id = randomUUID();
  return { code: await giveCode(tx, (code) => insertCallback(tx, { ...row, id, code })) };
}

/** Somebody asked us to forget: their call-backs go wholly. */
export async function forgetCallbacks(
  tx: Queryable,
  { seal, contactId }: { seal: ProtectionSeal; contactId: string },
): Promise<void> {
  await holdAsker(tx, contactId);
  await deleteCallbacks(tx, seal.hashPerson(contactId));
}
