import { and, eq, gt, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Queryable } from './connect.ts';
import { bulletinTest, bulletinTestPhone } from './schema.ts';

type Test = typeof bulletinTest.$inferSelect;

/** @returns false: the code is given already */
export async function insertTest(
  tx: Queryable,
  row: Pick<Test, 'hash' | 'bulletinId' | 'language' | 'staffId' | 'expiresAt'>,
): Promise<boolean> {
  const { rowCount } = await tx
    .insert(bulletinTest)
    .values({ ...row, id: uuidv7() })
    .onConflictDoNothing();
  return rowCount === 1;
}

/** What the same person was given before for the same is worth nothing any more. */
export async function endTests(
  tx: Queryable,
  { bulletinId, staffId, language }: Pick<Test, 'bulletinId' | 'staffId' | 'language'>,
  now: Date,
): Promise<void> {
  await tx
    .update(bulletinTest)
    .set({ expiresAt: now })
    .where(
      and(
        eq(bulletinTest.bulletinId, bulletinId),
        eq(bulletinTest.staffId, staffId),
        eq(bulletinTest.language, language),
        gt(bulletinTest.expiresAt, now),
      ),
    );
}

/**
 * Notes that this phone has sent a code; it may again.
 * @param by.most phones that one code is good for
 * @returns what it is for; undefined: it is not good, or not for one more phone
 */
export async function useTest(
  tx: Queryable,
  by: { hash: Buffer; contactId: string; now: Date; most: number },
): Promise<Pick<Test, 'bulletinId' | 'language'> | undefined> {
  // Held, so that of two phones that come at once only one is the last.
  const [found] = await tx
    .select()
    .from(bulletinTest)
    .where(and(eq(bulletinTest.hash, by.hash), gt(bulletinTest.expiresAt, by.now)))
    .for('no key update');
  if (!found) return undefined;
  await tx
    .insert(bulletinTestPhone)
    .select(
      sql`select ${found.id}::uuid, ${by.contactId}::uuid
        where (select count(*) from bulletin_test_phone where test_id = ${found.id}) < ${by.most}`,
    )
    .onConflictDoNothing();
  const { testId, contactId } = bulletinTestPhone;
  const [theirs] = await tx
    .select({ testId })
    .from(bulletinTestPhone)
    .where(and(eq(testId, found.id), eq(contactId, by.contactId)));
  return theirs && { bulletinId: found.bulletinId, language: found.language };
}
