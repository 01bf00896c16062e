import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import type { ListPlace } from './partner-verdicts.ts';
import { claim, verdict } from './schema.ts';
import type { Rating } from './verdicts.ts';

/**
 * What partners' programs may know of a claim. Of one without a verdict that stands: where the work is, and never a
 * word of it, because what it says is still a rumor. Nobody's name, tip or phone is ever selected here.
 */
export interface ClaimFacts {
  readonly id: string;
  /** Null until it is first published. */
  readonly code: string | null;
  readonly state: (typeof claim.$inferSelect)['state'];
  readonly closedAs: (typeof claim.$inferSelect)['closedAs'];
  readonly category: string | null;
  readonly openedAt: string;
  /** When it came into its state, or its verdict went out, whichever is later: what lists are sorted by. */
  readonly changedAt: string;
  /** What readers of the verdict may know; null where none stands. */
  readonly standing: {
    readonly wording: Readonly<Record<string, string>>;
    readonly claimant: string | null;
    readonly firstSeen: string | null;
    readonly firstSeenAt: string | null;
    readonly rating: Rating;
    readonly version: number;
    readonly publishedAt: string;
  } | null;
}

export interface ClaimsWanted {
  /** Whether those count, too, of which nothing stands. */
  readonly all: boolean;
  readonly state?: ClaimFacts['state'] | undefined;
  readonly category?: string | undefined;
  readonly updatedSince?: Date | undefined;
}

const iso = (moment: SQL) =>
  sql<string>`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const stands = sql`(${verdict.id} is not null and ${claim.code} is not null)`;
/** To who may know of published ones alone it says nothing of what is being done about one. */
const changedAt = (all: boolean) =>
  sql`date_trunc('milliseconds', ${all ? sql`greatest(${claim.stateSince}, ${verdict.decidedAt})` : verdict.decidedAt})`;

const factsFor = (all: boolean) => ({
  id: claim.id,
  code: claim.code,
  state: claim.state,
  closedAs: claim.closedAs,
  category: claim.category,
  openedAt: iso(sql`${claim.createdAt}`),
  changedAt: iso(changedAt(all)),
  standing: sql<
    ClaimFacts['standing']
  >`case when ${stands} then jsonb_build_object('wording', ${claim.wording},
    'claimant', ${claim.claimant}, 'firstSeen', ${claim.firstSeen}, 'firstSeenAt', ${iso(sql`${claim.firstSeenAt}`)},
    'rating', ${verdict.rating}, 'version', ${verdict.version}, 'publishedAt', ${iso(sql`${verdict.decidedAt}`)}) end`,
});
const itsVerdict = and(eq(verdict.claimId, claim.id), eq(verdict.state, 'published'));

/** @param which its code, or its id; @param all also where nothing stands for it */
export async function findClaimFacts(
  q: Queryable,
  which: { code: string } | { id: string },
  all: boolean,
): Promise<ClaimFacts | undefined> {
  const [found] = await q
    .select(factsFor(all))
    .from(claim)
    .leftJoin(verdict, itsVerdict)
    .where(
      and('code' in which ? eq(claim.code, which.code) : eq(claim.id, which.id), all ? undefined : stands),
    );
  return found;
}

/** @param page.order `newest` or `oldest` change first; `after` is the last line that was read */
export function listClaimFacts(
  q: Queryable,
  { all, state, category, updatedSince }: ClaimsWanted,
  page: { order: 'newest' | 'oldest'; after?: ListPlace | undefined; limit: number },
): Promise<ClaimFacts[]> {
  const at = changedAt(all);
  const direction = sql.raw(page.order === 'newest' ? 'desc' : 'asc');
  const beyond = sql.raw(page.order === 'newest' ? '<' : '>');
  return q
    .select(factsFor(all))
    .from(claim)
    .leftJoin(verdict, itsVerdict)
    .where(
      and(
        all ? undefined : stands,
        // Its correction is nobody's affair but that of who may know of all.
        state === undefined || !all ? undefined : eq(claim.state, state),
        category === undefined ? undefined : eq(claim.category, category),
        updatedSince && sql`${at} >= ${updatedSince}`,
        page.after &&
          sql`(${at}, ${claim.id}) ${beyond} (${page.after.at}::timestamptz, ${page.after.id}::uuid)`,
      ),
    )
    .orderBy(sql`${at} ${direction}`, sql`${claim.id} ${direction}`)
    .limit(page.limit);
}
