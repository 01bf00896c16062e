import { aliasedTable, and, countDistinct, desc, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { searchable } from './schema/searchable.ts';
import { blob, claim, tip, verdict, verdictText } from './schema.ts';
import type { Rating } from './verdicts.ts';

/** What the public may read of verdicts. Nobody's name, tip or phone is ever selected here. */

export interface PublicText {
  readonly summary: string;
  readonly body: string;
  readonly todo: string;
  readonly audioId: string | null;
}

export interface PublicVersion {
  readonly verdictId: string;
  readonly version: number;
  readonly rating: Rating;
  readonly state: 'published' | 'superseded' | 'withdrawn';
  /** By language: what is different from the version before. */
  readonly changed: Readonly<Record<string, string>>;
  readonly checkedAt: Date | null;
  readonly decidedAt: Date;
  readonly withdrawnAt: Date | null;
}

interface PublicClaim {
  readonly claimId: string;
  readonly code: string;
  /** By language, in the desk's neutral words. */
  readonly wording: Readonly<Record<string, string>>;
  readonly category: string | null;
  readonly claimant: string | null;
  readonly firstSeen: string | null;
  readonly firstSeenAt: Date | null;
}

/** A verdict that stands, as lists, feeds, cards and scripts show it. */
export interface StandingVerdict extends PublicClaim {
  readonly verdictId: string;
  readonly rating: Rating;
  readonly version: number;
  readonly changed: Readonly<Record<string, string>>;
  readonly sources: readonly { readonly title: string; readonly url: string | null }[];
  readonly checkedAt: Date | null;
  readonly decidedAt: Date;
  /** Of the first version. */
  readonly publishedAt: Date;
  /** By language; only languages with a summary. */
  readonly texts: Readonly<Record<string, PublicText>>;
}

/** Everything behind a code: what stands, or that nothing does any more. */
export interface PublicRecord {
  readonly claim: PublicClaim;
  readonly standing: StandingVerdict | null;
  /** Every version that was ever out, newest first; never empty. */
  readonly versions: readonly PublicVersion[];
}

export interface VerdictFilter {
  readonly rating?: Rating;
  readonly category?: string;
  /** Only those that are written in it. */
  readonly language?: string;
  /** Folded words, letters a-z and digits only; each must begin a word of the wording, a summary or a text. */
  readonly words?: readonly string[];
  /** Only what was published or corrected since. */
  readonly since?: Date;
}

const ofClaim = {
  claimId: claim.id,
  code: claim.code,
  wording: claim.wording,
  category: claim.category,
  claimant: claim.claimant,
  firstSeen: claim.firstSeen,
  firstSeenAt: claim.firstSeenAt,
};

const earlier = aliasedTable(verdict, 'earlier');
const ofVerdict = {
  ...ofClaim,
  verdictId: verdict.id,
  rating: verdict.rating,
  version: verdict.version,
  changed: verdict.changed,
  sources: verdict.sources,
  checkedAt: verdict.checkedAt,
  decidedAt: verdict.decidedAt,
  publishedAt: sql`(select min(${earlier.decidedAt}) from ${verdict} ${sql.raw('earlier')}
    where ${earlier.claimId} = ${claim.id} and ${earlier.state} in ('published', 'superseded', 'withdrawn'))`.mapWith(
    verdict.decidedAt,
  ),
};

/** What stands, newest first. */
export async function listStanding(
  q: Queryable,
  filter: VerdictFilter,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<StandingVerdict[]> {
  const rows = await q
    .select(ofVerdict)
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(standing(filter))
    .orderBy(desc(verdict.decidedAt), desc(verdict.id))
    .limit(limit)
    .offset(offset);
  return withTexts(q, rows);
}

/** Those of these that stand, in this order. */
export async function listStandingByIds(
  q: Queryable,
  verdictIds: readonly string[],
): Promise<StandingVerdict[]> {
  if (verdictIds.length === 0) return [];
  const rows = await q
    .select(ofVerdict)
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(and(inArray(verdict.id, [...verdictIds]), standing({})));
  const found = await withTexts(q, rows);
  return verdictIds.flatMap((id) => found.filter(({ verdictId }) => verdictId === id));
}

/** What stands now of the claims of these verdicts, where the verdicts themselves do not. */
export async function standingInstead(q: Queryable, verdictIds: readonly string[]): Promise<string[]> {
  if (verdictIds.length === 0) return [];
  const rows = await q
    .select({ id: verdict.id })
    .from(verdict)
    .innerJoin(earlier, eq(earlier.claimId, verdict.claimId))
    .where(
      and(
        inArray(earlier.id, [...verdictIds]),
        eq(verdict.state, 'published'),
        sql`${earlier.state} <> 'published'`,
      ),
    );
  return [...new Set(rows.map(({ id }) => id))];
}

export async function countStanding(q: Queryable, filter: VerdictFilter): Promise<number> {
  const [row] = await q
    .select({ n: sql<number>`count(*)::int` })
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(standing(filter));
  return row?.n ?? 0;
}

/** @returns undefined where no verdict was ever published under this code */
export async function findRecord(q: Queryable, code: string): Promise<PublicRecord | undefined> {
  const rows = await q
    .select(ofVerdict)
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(and(eq(claim.code, code), standing({})));
  const [stands] = await withTexts(q, rows);
  const versions = await listVersions(q, eq(claim.code, code), 100);
  const [first] = versions;
  return first ? { claim: stands ?? first.claim, standing: stands ?? null, versions } : undefined;
}

/** A correction or a withdrawal, for the public log. */
export interface Correction extends PublicVersion {
  readonly claim: PublicClaim;
}

/** Corrections and withdrawals, newest first. */
export function listCorrections(q: Queryable, limit: number): Promise<Correction[]> {
  // The first version that went out corrects nothing, whatever number the desk gave it.
  const before = sql`exists (select from ${verdict} ${sql.raw('earlier')} where ${earlier.claimId} = ${verdict.claimId}
    and ${earlier.version} < ${verdict.version} and ${earlier.state} in ('published', 'superseded', 'withdrawn'))`;
  return listVersions(q, sql`(${verdict.state} = 'withdrawn' or ${before})`, limit);
}

async function listVersions(q: Queryable, where: SQL, limit: number): Promise<Correction[]> {
  const rows = await q
    .select({
      claim: ofClaim,
      verdictId: verdict.id,
      version: verdict.version,
      rating: verdict.rating,
      state: verdict.state,
      changed: verdict.changed,
      checkedAt: verdict.checkedAt,
      decidedAt: verdict.decidedAt,
      withdrawnAt: verdict.withdrawnAt,
    })
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(
      and(
        isNotNull(claim.code),
        isNotNull(verdict.decidedAt),
        inArray(verdict.state, ['published', 'superseded', 'withdrawn']),
        where,
      ),
    )
    .orderBy(desc(sql`coalesce(${verdict.withdrawnAt}, ${verdict.decidedAt})`), desc(verdict.version))
    .limit(limit);
  return rows as Correction[];
}

/** Code, time of the last change and languages of all that stands: for a sitemap. */
export async function listAddresses(
  q: Queryable,
  limit: number,
): Promise<{ code: string; changedAt: Date; languages: string[] }[]> {
  const languages = sql<string[]>`array(select ${verdictText.language} from ${verdictText}
    where ${verdictText.verdictId} = ${verdict.id} and ${verdictText.summary} <> '' order by 1)`;
  const rows = await q
    .select({ code: claim.code, changedAt: verdict.decidedAt, languages })
    .from(verdict)
    .innerJoin(claim, eq(claim.id, verdict.claimId))
    .where(standing({}))
    .orderBy(desc(verdict.decidedAt), desc(verdict.id))
    .limit(limit);
  return rows as { code: string; changedAt: Date; languages: string[] }[];
}

/** How many different people asked about a claim and have not asked to be forgotten. */
export async function countAskers(q: Queryable, claimId: string): Promise<number> {
  const [row] = await q
    .select({ n: countDistinct(tip.contactId) })
    .from(tip)
    .where(and(eq(tip.claimId, claimId), eq(tip.state, 'grouped')));
  return row?.n ?? 0;
}

/** Type and size of recorded verdicts that are still there, by id: for feeds. */
export async function soundsOf(
  q: Queryable,
  blobIds: readonly string[],
): Promise<Map<string, { contentType: string; size: number }>> {
  if (blobIds.length === 0) return new Map();
  const rows = await q
    .select({ id: blob.id, contentType: blob.contentType, size: blob.size })
    .from(blob)
    .where(and(inArray(blob.id, [...blobIds]), eq(blob.kind, 'audio'), isNotNull(blob.sealed)));
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

function standing({ rating, category, language, words = [], since }: VerdictFilter): SQL | undefined {
  const written = sql`exists (select from ${verdictText} where ${verdictText.verdictId} = ${verdict.id}
    and ${verdictText.language} = ${language} and ${verdictText.summary} <> '')`;
  return and(
    eq(verdict.state, 'published'),
    isNotNull(verdict.decidedAt),
    isNotNull(claim.code),
    rating && eq(verdict.rating, rating),
    category === undefined ? undefined : eq(claim.category, category),
    language === undefined ? undefined : written,
    since && sql`${verdict.decidedAt} >= ${since}`,
    words.length === 0 ? undefined : hasWords(words),
  );
}

/**
 * Of a query of verdicts: those, whatever became of them since, that the public could find by every word.
 * @param words folded, letters a-z and digits only; at least one
 */
export const hasWords = (words: readonly string[]): SQL =>
  sql`${verdict.id} in (${sql.join(words.map(withWord), sql` intersect `)})`;

/** The verdicts that have one word: three index scans and no look at the others. */
function withWord(word: string): SQL {
  const asked = sql`to_tsquery('simple'::regconfig, ${`${word}:*`})`;
  return sql`(select v.id from ${verdict} v join ${claim} on ${claim.id} = v.claim_id
      where v.state in ('published', 'withdrawn') and ${claim.code} is not null and ${searchable(claim.wording)} @@ ${asked}
    union select ${verdictText.verdictId} from ${verdictText} where ${searchable(verdictText.summary)} @@ ${asked}
    union select ${verdictText.verdictId} from ${verdictText} where ${searchable(verdictText.body)} @@ ${asked})`;
}

interface Row extends Omit<StandingVerdict, 'texts' | 'code' | 'decidedAt'> {
  readonly code: string | null;
  readonly decidedAt: Date | null;
}

async function withTexts(q: Queryable, rows: readonly Row[]): Promise<StandingVerdict[]> {
  const ids = rows.map(({ verdictId }) => verdictId);
  const texts = ids.length
    ? await q.select().from(verdictText).where(inArray(verdictText.verdictId, ids))
    : [];
  return rows.flatMap((row) => {
    const { code, decidedAt } = row;
    const own = texts.filter(({ verdictId, summary }) => verdictId === row.verdictId && summary !== '');
    if (code === null || decidedAt === null) return [];
    const said = Object.fromEntries(
      own.map(({ language, summary, body, todo, audioId }) => [language, { summary, body, todo, audioId }]),
    );
    return [{ ...row, code, decidedAt, texts: said }];
  });
}
