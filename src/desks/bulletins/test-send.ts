import type { Content } from '../../core/message.ts';
import { endTests, insertTest, useTest } from '../../store/bulletin-tests.ts';
import { bulletinTexts, findBulletin, holdBulletin } from '../../store/bulletins.ts';
import type { Queryable } from '../../store/connect.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { drawPhoneCode, phoneCodeHash, phoneCodeUntil } from '../phone-code.ts';
import { saidBy } from './begin.ts';
import { type Actor, type BulletinDesk, type BulletinRefusal, mayCompose } from './desk.ts';
import { contentAt } from './send.ts';

/**
 * An editor sees a bulletin on real phones before anybody approves it: the page shows a code, and each phone that
 * sends it gets the bulletin. They asked for it, so it is an answer: no quiet hours, no subscription, no results.
 */

/** One phone of each kind that is at hand, and a colleague's. */
export const TEST_PHONES = 5;

/** @returns the code, which stands nowhere else, and until when it is good */
export async function offerTest(
  desk: Pick<BulletinDesk, 'store' | 'now'>,
  of: { by: Actor; id: string; language: string },
): Promise<BulletinRefusal | { code: string; until: Date }> {
  const { by, id, language } = of;
  if (!mayCompose(by)) return 'rights';
  const { seal, db } = desk.store;
  return db.transaction(async (tx: Transaction) => {
    const found = await holdBulletin(tx, id);
    if (!found) return 'gone';
    if (found.state === 'ended') return 'state';
    if (!(language in (await bulletinTexts(tx, id)))) return 'no_text';
    const now = desk.now();
    const until = phoneCodeUntil(now);
    const row = { bulletinId: id, language, staffId: by.id };
    await endTests(tx, row, now);
    const code = await drawPhoneCode((drawn) =>
      insertTest(tx, { ...row, hash: phoneCodeHash(seal, 'bulletin test', drawn), expiresAt: until }),
    );
    await addEvents(tx, [
      { at: now, subject: 'bulletin', subjectId: id, actor: by.id, what: 'test_code_given', to: language },
    ]);
    return { code, until };
  });
}

export interface TestSend {
  readonly language: string;
  /** What would leave that account now, to the letter; undefined: nothing would. */
  readonly content: Content | undefined;
}

/** A phone has sent a code. @returns null where the code is not good */
export async function takeTest(
  desk: Pick<BulletinDesk, 'store' | 'texts' | 'capabilities' | 'now'>,
  tx: Queryable,
  by: { code: string; contactId: string; account: string },
): Promise<TestSend | null> {
  const { contactId, account } = by;
  const now = desk.now();
  const hash = phoneCodeHash(desk.store.seal, 'bulletin test', by.code);
  const test = await useTest(tx, { hash, contactId, now, most: TEST_PHONES });
  const found = test && (await findBulletin(tx, test.bulletinId));
  if (!found || found.state === 'ended') return null;
  const { language } = test;
  const said = await saidBy(desk, tx, found, now);
  return { language, content: contentAt(desk, account, said)[language] };
}
