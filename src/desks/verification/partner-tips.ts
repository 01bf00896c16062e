import { v7 as uuidv7 } from 'uuid';
import { findApiTip, insertApiTip } from '../../store/api-tips.ts';
import { insertTip } from '../../store/tips.ts';
import { giveCode } from '../give-code.ts';
import { type Desk, tidy } from './desk.ts';
import { wordsKey } from './tips.ts';

/**
 * A rumor that a partner's program hands in: a tip like any other in the queue, with nobody behind it whom we could
 * answer; the partner asks by its code.
 * @returns null where the same id came with something else before; `isNew` false where it came with the same
 */
export async function receivePartnerTip(
  desk: Pick<Desk, 'store' | 'log' | 'now'>,
  given: {
    keyId: string;
    idempotencyKey: string;
    text: string;
    link: string | null;
    language: string | null;
  },
): Promise<{ code: string; isNew: boolean } | null> {
  const { keyId, idempotencyKey, language } = given;
  const { seal, db } = desk.store;
  const text = tidy(given.text);
  const link = given.link && tidy(given.link);
  const requestHash = seal.hashText(JSON.stringify([text, link, language]));
  const receipt = await db.transaction(async (tx) => {
    const known = await findApiTip(tx, { keyId, idempotencyKey });
    if (known) return known.requestHash.equals(requestHash) ? { code: known.code, isNew: false } : null;
    const createdAt = desk.now();
    const row = { id: uuidv7(), account: 'api', medium: 'api', text, origin: link, language, createdAt };
    const textKey = wordsKey({ seal, text });
    const code = await giveCode(tx, (free) => insertTip(tx, { ...row, textKey, code: free }));
    await insertApiTip(tx, { tipId: row.id, keyId, idempotencyKey, requestHash, createdAt });
    return { code, isNew: true };
  });
  if (receipt?.isNew) desk.log.info('tip handed in by a partner');
  return receipt;
}
