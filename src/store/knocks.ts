import { sql } from 'drizzle-orm';
import { type Content, REPLY_CLASS } from '../core/message.ts';
import type { Store } from './connect.ts';
import { addReplies } from './replies.ts';
import { noteTemplates, templatesToday } from './spend.ts';

export interface KnockTerms {
  /** Those that have a template. */
  readonly accounts: readonly string[];
  /** How many may be sent in a day of that time zone. */
  readonly perDay: number;
  readonly timeZone: string;
  /** What one costs, in thousandths. */
  readonly milliEach: number;
  /** @param language the person's, where they chose one */
  readonly contentIn: (account: string, language: string | null) => Content;
  readonly expiresAt: Date;
}

/** Somebody who did not write after the last one is left in peace for so long. */
const AGAIN_AFTER_DAYS = 3;
const MOST_AT_ONCE = 100;
/** Arbitrary, and nobody else's: see `pg_advisory_xact_lock`. */
const KNOCK_LOCK = 7_310_642;

/**
 * Asks people, with a template that costs, to write to us, so that what is held for them may leave: for whom the most
 * urgent waits and then who has waited longest, nobody twice within three days, and no more than a day's budget. One
 * commit holds the reply, the person's mark and the money, and one process at a time does it.
 * @returns the accounts where something is due now
 */
export async function queueKnocks(store: Store, terms: KnockTerms): Promise<string[]> {
  if (terms.accounts.length === 0) return [];
  const accounts = sql.param(terms.accounts);
  const mayBeAsked = sql`c.stopped_at is null and c.forget_at is null
    and (c.knocked_at is null or c.knocked_at < now() - ${AGAIN_AFTER_DAYS} * interval '1 day')`;
  const isHeld = sql`r.state = 'held' and r.class <= ${REPLY_CLASS.workflow} and r.account = any(${accounts}::text[])
    and r.address_id is not null and r.expires_at > now()`;
  return store.db.transaction(async (tx) => {
    const { rows: lock } = await tx.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(${KNOCK_LOCK}) as mine`,
    );
    if (!lock[0]?.mine) return [];
    const left = Math.min(MOST_AT_ONCE, terms.perDay - (await templatesToday(tx, terms.timeZone)));
    if (left <= 0) return [];
    const { rows: longest } = await tx.execute<{ id: string }>(sql`
      select c.id from reply r join contact c on c.id = r.contact_id where ${isHeld} and ${mayBeAsked}
      group by c.id order by min(r.class), min(r.seq) limit ${left}`);
    if (longest.length === 0) return [];
    const { rows: asked } = await tx.execute<{
      id: string;
      language: string | null;
      account: string;
      address_id: string;
    }>(sql`
      select c.id, c.language, h.account, h.address_id from contact c, lateral (
        select r.account, r.address_id from reply r where r.contact_id = c.id and ${isHeld}
        order by r.seq desc limit 1) h
      where c.id = any(${sql.param(longest.map(({ id }) => id))}::uuid[]) and ${mayBeAsked}
      order by c.id for no key update of c skip locked`);
    await tx.execute(sql`
      update contact set knocked_at = now() where id = any(${sql.param(asked.map(({ id }) => id))}::uuid[])`);
    await addReplies(
      tx,
      asked.map((one) => ({
        contactId: one.id,
        addressId: one.address_id,
        account: one.account,
        class: REPLY_CLASS.workflow,
        content: terms.contentIn(one.account, one.language),
        cause: 'knock',
        expiresAt: terms.expiresAt,
      })),
    );
    const byAccount = new Map<string, number>();
    for (const { account } of asked) byAccount.set(account, (byAccount.get(account) ?? 0) + 1);
    await noteTemplates(tx, byAccount, terms);
    return [...byAccount.keys()];
  });
}
