import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { hasWords } from './published-verdicts.ts';
import { claim, verdict, verdictText } from './schema.ts';
import type { Rating } from './verdicts.ts';

/**
 * What partners' programs may know of a verdict: what anybody may read, and that it was withdrawn. Nobody's name, tip
 * or phone is ever selected here. Dates are in ISO 8601, because the same facts are kept in the outbox as JSON.
 */
export interface VerdictFacts {
  readonly verdictId: string;
  readonly claimId: string;
  readonly code: string | null;
  readonly state: 'published' | 'withdrawn';
  readonly version: number;
  /** No earlier version was ever out. */
  readonly isFirst: boolean;
  readonly rating: Rating;
  readonly category: string | null;
  readonly wording: Readonly<Record<string, string>>;
  readonly texts: Readonly<
    Record<string, { readonly summary: string; readonly body: string; readonly todo: string }>
  >;
  readonly sources: readonly { readonly title: string; readonly url: string | null }[];
  /** By language: what is different from the version before. */
  readonly changed: Readonly<Record<string, string>>;
  /** When the first version went out. */
  readonly firstPublishedAt: string;
  /** When this version went out. */
  readonly publishedAt: string;
  readonly withdrawnAt: string | null;
  /** When this version was published or withdrawn: what lists are sorted by. */
  readonly changedAt: string;
}

export interface VerdictsWanted {
  readonly language?: string | undefined;
  readonly category?: string | undefined;
  readonly rating?: Rating | undefined;
  /** First published since. */
  readonly since?: Date | undefined;
  /** Published, corrected or withdrawn since; only then are the withdrawn listed. */
  readonly updatedSince?: Date | undefined;
  /** Folded, letters a-z and digits only; each must begin a word of the wording or a text. None finds nothing. */
  readonly words?: readonly string[] | undefined;
}

/** The place of one line in the list: what comes after it is found again whatever was added before it. */
export interface ListPlace {
  readonly at: string;
  readonly id: string;
}

const publicStates = sql`('published', 'superseded', 'withdrawn')`;
const iso = (moment: SQL) =>
  sql<string>`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const changedAt = sql`date_trunc('milliseconds', coalesce(${verdict.withdrawnAt}, ${verdict.decidedAt}))`;
const firstAt = sql`(select min(o.decided_at) from ${verdict} o
  where o.claim_id = ${verdict.claimId} and o.state in ${publicStates})`;
const texts = sql<VerdictFacts['texts']>`(select coalesce(jsonb_object_agg(t.language,
  jsonb_build_object('summary', t.summary, 'body', t.body, 'todo', t.todo)), '{}')
  from ${verdictText} t where t.verdict_id = ${verdict.id} and t.summary <> '')`;

const facts = {
  verdictId: verdict.id,
  claimId: claim.id,
  code: claim.code,
  state: sql<'published' | 'withdrawn'>`${verdict.state}`,
  version: verdict.version,
  isFirst: sql<boolean>`not exists (select from ${verdict} o where o.claim_id = ${verdict.claimId}
    and o.version < ${verdict.version} and o.state in ${publicStates})`,
  rating: verdict.rating,
  category: claim.category,
  wording: claim.wording,
  texts,
  sources: verdict.sources,
  changed: verdict.changed,
  firstPublishedAt: iso(sql`coalesce(${firstAt}, ${verdict.decidedAt})`),
  publishedAt: iso(sql`${verdict.decidedAt}`),
  withdrawnAt: sql<string | null>`${iso(sql`${verdict.withdrawnAt}`)}`,
  changedAt: iso(changedAt),
};

/** As it stands in this transaction. @throws Error where there is no such verdict that was ever published */
export async function factsOf(tx: Queryable, verdictId: string): Promise<VerdictFacts> {
  const [found] = await tx
    .select(facts)
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(and(eq(verdict.id, verdictId), sql`${verdict.decidedAt} is not null`));
  if (!found) throw new Error('a verdict that was never published has no public facts');
  return found;
}

/** The latest version that the public knows of each claim. */
const latest = sql`${verdict.state} in ('published', 'withdrawn') and ${verdict.decidedAt} is not null
  and ${claim.code} is not null and not exists (select from ${verdict} o where o.claim_id = ${verdict.claimId}
    and o.version > ${verdict.version} and o.state in ('published', 'withdrawn'))`;

/** @returns undefined where no verdict was ever published under this code */
export async function findVerdictFacts(q: Queryable, code: string): Promise<VerdictFacts | undefined> {
  const [found] = await q
    .select(facts)
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(and(eq(claim.code, code), latest));
  return found;
}

/** Of these claims those whose verdict stands at this moment. */
export async function standingFactsOf(
  q: Queryable,
  claimIds: readonly string[],
): Promise<Map<string, VerdictFacts>> {
  if (claimIds.length === 0) return new Map();
  const rows = await q
    .select(facts)
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(and(inArray(claim.id, [...claimIds]), eq(verdict.state, 'published'), latest));
  return new Map(rows.map((row) => [row.claimId, row]));
}

/** @param order `newest` or `oldest` change first; @param after the last line that was read */
export function listVerdictFacts(
  q: Queryable,
  wanted: VerdictsWanted,
  page: { order: 'newest' | 'oldest'; after?: ListPlace | undefined; limit: number },
): Promise<VerdictFacts[]> {
  const { language, category, rating, since, updatedSince, words } = wanted;
  const direction = sql.raw(page.order === 'newest' ? 'desc' : 'asc');
  const beyond = sql.raw(page.order === 'newest' ? '<' : '>');
  return q
    .select(facts)
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(
      and(
        latest,
        updatedSince === undefined ? eq(verdict.state, 'published') : sql`${changedAt} >= ${updatedSince}`,
        since && sql`${firstAt} >= ${since}`,
        category === undefined ? undefined : eq(claim.category, category),
        // A rating that was withdrawn is none: a partner that follows one learns of every withdrawal.
        rating && sql`(${verdict.rating} = ${rating} or ${verdict.state} = 'withdrawn')`,
        language === undefined
          ? undefined
          : sql`exists (select from ${verdictText} t where t.verdict_id = ${verdict.id}
              and t.language = ${language} and t.summary <> '')`,
        words && (words.length === 0 ? sql`false` : hasWords(words)),
        page.after &&
          sql`(${changedAt}, ${verdict.id}) ${beyond} (${page.after.at}::timestamptz, ${page.after.id}::uuid)`,
      ),
    )
    .orderBy(sql`${changedAt} ${direction}`, sql`${verdict.id} ${direction}`)
    .limit(page.limit);
}
