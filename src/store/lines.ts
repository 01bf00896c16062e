import { type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { tipLine } from './schema.ts';

/** Which lines and claims are wanted. Empty: all. Within one, any; between them, all. */
export interface QueueFilter {
  readonly categories: readonly string[];
  /** P-codes; a department has its communes, because their codes begin with its own. */
  readonly places: readonly string[];
  readonly channels: readonly string[];
  readonly languages: readonly string[];
  readonly harms: readonly string[];
  readonly kinds: readonly string[];
}

type Dimension = keyof QueueFilter;

/** Points for what a line has: data of the desk, see desks/verification/rank.ts. */
export interface RankWeights {
  /** For each doubling of people. */
  readonly askers: number;
  readonly hour: number;
  readonly six: number;
  readonly mismatches: number;
  readonly often: number;
  readonly once: number;
  /** Keys of `tip.harms`. */
  readonly harms: Readonly<Record<string, number>>;
  /** What is left of those where nobody counts: see count-lines.ts. */
  readonly harmsOfNobody: number;
  /** For each hour that the first has waited; without end, so that nothing waits for ever. */
  readonly perHour: number;
}

export type LineOrder = 'rank' | 'newest' | 'oldest' | 'askers';

/** Waiting tips that say the same, as one line. */
export interface WaitingLine {
  /** The oldest of them: stands for all, in `openClaim` and `addTips`, too. */
  readonly tipId: string;
  readonly code: string;
  /** Its first 400 characters; null where only a picture or a voice note came. */
  readonly text: string | null;
  readonly medium: string;
  readonly mediaCount: number;
  /** A link to the public message that was forwarded. */
  readonly origin: string | null;
  readonly tips: number;
  /** Different people. */
  readonly askers: number;
  readonly voices: number;
  readonly hour: number;
  readonly six: number;
  /** How often somebody sent again what they had sent. */
  readonly repeats: number;
  readonly forwarded: 'often' | 'once' | null;
  /** `seen`: one of them at least was there; null: nobody told. */
  readonly source: 'forwarded' | 'seen' | null;
  /** Whether the words of the tip that stands for all may be quoted; null: not asked, so no. */
  readonly quotable: boolean | null;
  readonly languages: readonly string[];
  readonly channels: readonly string[];
  readonly places: readonly string[];
  readonly harms: readonly string[];
  readonly kinds: readonly string[];
  readonly mismatches: number;
  readonly oldest: Date;
  readonly newest: Date;
  /** Points, as SQL counts them. */
  readonly score: number;
  /** A claim that holds the same words already. */
  readonly claim: KnownClaim | null;
  /** A claim that says the same, as matching thinks. */
  readonly suggested:
    | (KnownClaim & {
        readonly wording: Readonly<Record<string, string>>;
        readonly sure: number | null;
        readonly why: readonly { readonly key: string; readonly words?: readonly string[] }[];
      })
    | null;
}

interface KnownClaim {
  readonly id: string;
  readonly seq: number;
  readonly state: string;
}

/** A list as one parameter. */
const list = (values: readonly string[]) => sql`${sql.param([...values])}::text[]`;

/** A department has its communes: the codes of all places with waiting lines that lie in these, and these. */
export async function placesWithin(q: Queryable, codes: readonly string[]): Promise<string[]> {
  if (codes.length === 0) return [];
  const { rows } = await q.execute<{ code: string }>(sql`
    select distinct code from ${tipLine} l, unnest(l.places) code
    where code like any(${list(codes.map((code) => `${code}%`))})`);
  return [...new Set([...codes, ...rows.map((row) => row.code)])];
}

/**
 * @param filter with {@link placesWithin}
 * @param except the dimension that is being counted: what else could be chosen in it
 */
function linesWanted(filter: QueueFilter, except?: Dimension): SQL {
  const { categories, places, channels, languages, harms, kinds } = filter;
  const wanted: Readonly<Record<Dimension, SQL>> = {
    categories: sql`exists (select from claim c where c.id = l.suggested_claim_id and c.category = any(${list(categories)}))`,
    places: sql`l.places && ${list(places)}`,
    channels: sql`l.channels && ${list(channels)}`,
    languages: sql`l.languages && ${list(languages)}`,
    harms: sql`l.harms && ${list(harms)}`,
    kinds: sql`l.kinds && ${list(kinds)}`,
  };
  const chosen = (Object.keys(wanted) as Dimension[]).filter(
    (name) => name !== except && filter[name].length > 0,
  );
  return sql.join([sql`true`, ...chosen.map((name) => wanted[name])], sql` and `);
}

/** Log of two, as a doubling counts. */
const doublings = (count: SQL) => sql`(ln(1 + ${count}) / ln(2::float8))`;

/** The same sum as `rank` of the desk makes, so that a page can be cut from 20,000 lines where they are. */
function scoreOf(weights: RankWeights, now: Date): SQL {
  const harms = Object.entries(weights.harms).map(
    ([harm, points]) => sql`case when ${harm} = any(l.harms) then ${points}::float8 else 0 end`,
  );
  return sql`(${weights.askers}::float8 * ${doublings(sql`l.voices`)}
    + ${weights.hour}::float8 * ${doublings(sql`l.hour`)} + ${weights.six}::float8 * ${doublings(sql`l.six`)}
    + ${weights.mismatches}::float8 * ${doublings(sql`l.mismatches`)}
    + case l.forwarded when 'often' then ${weights.often}::float8 when 'once' then ${weights.once}::float8 else 0 end
    + (${sql.join([sql`0::float8`, ...harms], sql` + `)})
      * case when l.voices = 0 then ${weights.harmsOfNobody}::float8 else 1 end
    + ${weights.perHour}::float8 * greatest(0, extract(epoch from ${now}::timestamptz - l.oldest)::float8 / 3600))`;
}

const orders: Readonly<Record<LineOrder, SQL>> = {
  rank: sql`score desc`,
  newest: sql`l.newest desc`,
  oldest: sql`l.oldest`,
  askers: sql`l.askers desc, l.oldest`,
};

interface LineRow extends Record<string, unknown> {
  tip_id: string;
  code: string;
  text: string | null;
  medium: string;
  media: number;
  origin: string | null;
  tips: number;
  askers: number;
  voices: number;
  hour: number;
  six: number;
  repeats: number;
  forwarded: 'often' | 'once' | null;
  source: 'forwarded' | 'seen' | null;
  quotable: boolean | null;
  languages: string[];
  channels: string[];
  places: string[];
  harms: string[];
  kinds: string[];
  mismatches: number;
  oldest: number;
  newest: number;
  score: number;
  known: KnownClaim | null;
  suggested: (KnownClaim & { wording: Record<string, string> }) | null;
  suggested_sure: number | null;
  suggested_why: { key: string; words?: string[] }[] | null;
}

/** One page of the lines, as they were counted last: call `countLines` first. */
export async function listLines(
  q: Queryable,
  wanted: {
    filter: QueueFilter;
    order: LineOrder;
    weights: RankWeights;
    now: Date;
    limit: number;
    offset: number;
  },
): Promise<WaitingLine[]> {
  const { filter, order, weights, now, limit, offset } = wanted;
  const { rows } = await q.execute<LineRow>(sql`
    with page as (
      select l.*, ${scoreOf(weights, now)} as score from ${tipLine} l where ${linesWanted(filter)}
      order by ${orders[order]}, l.oldest, l.tip_id limit ${limit} offset ${offset})
    select l.tip_id, l.tips, l.askers, l.voices, l.hour, l.six, l.repeats, l.media, l.forwarded, l.source, l.languages,
      l.channels, l.places, l.harms, l.kinds, l.mismatches, l.score, l.suggested_sure, l.suggested_why,
      extract(epoch from l.oldest)::float8 * 1000 as oldest, extract(epoch from l.newest)::float8 * 1000 as newest,
      t.code, left(t.text, 400) as text, t.medium, t.origin, t.quotable, known.claim as known,
      case when s.id is not null then jsonb_build_object('id', s.id, 'seq', s.seq, 'state', s.state, 'wording', s.wording)
        end as suggested
    from page l join tip t on t.id = l.tip_id
    left join claim s on s.id = l.suggested_claim_id
    left join lateral (
      select jsonb_build_object('id', c.id, 'seq', c.seq, 'state', c.state) as claim
      from tip same join claim c on c.id = same.claim_id
      where same.text_key = t.text_key and same.state = 'grouped' order by c.seq limit 1) known on true
    order by ${orders[order]}, l.oldest, l.tip_id`);
  return rows.map((row) => ({
    tipId: row.tip_id,
    code: row.code,
    text: row.text,
    medium: row.medium,
    mediaCount: row.media,
    origin: row.origin,
    tips: row.tips,
    askers: row.askers,
    voices: row.voices,
    hour: row.hour,
    six: row.six,
    repeats: row.repeats,
    forwarded: row.forwarded,
    source: row.source,
    quotable: row.quotable,
    languages: row.languages,
    channels: row.channels,
    places: row.places,
    harms: row.harms,
    kinds: row.kinds,
    mismatches: row.mismatches,
    oldest: new Date(row.oldest),
    newest: new Date(row.newest),
    score: row.score,
    claim: row.known,
    suggested: row.suggested && {
      ...row.suggested,
      sure: row.suggested_sure,
      why: row.suggested_why ?? [],
    },
  }));
}

export async function countWanted(
  q: Queryable,
  filter: QueueFilter,
): Promise<{ lines: number; tips: number }> {
  const { rows } = await q.execute<{ lines: number; tips: number }>(sql`
    select count(*)::int as lines, coalesce(sum(tips), 0)::int as tips from ${tipLine} l where ${linesWanted(filter)}`);
  return rows[0] ?? { lines: 0, tips: 0 };
}

/** How many lines each choice would show, beside what else is chosen: by dimension and key. */
export async function countChoices(
  q: Queryable,
  filter: QueueFilter,
): Promise<ReadonlyMap<Dimension, ReadonlyMap<string, number>>> {
  const unnested = (['places', 'channels', 'languages', 'harms', 'kinds'] as const).map(
    (name) => sql`
      select ${name} as name, v as key, count(*)::int as count
      from ${tipLine} l, unnest(l.${sql.identifier(name)}) v where ${linesWanted(filter, name)} group by v`,
  );
  const { rows } = await q.execute<{ name: Dimension; key: string; count: number }>(sql`
    ${sql.join(unnested, sql` union all `)} union all
    select 'categories', c.category, count(*)::int from ${tipLine} l join claim c on c.id = l.suggested_claim_id
    where c.category is not null and ${linesWanted(filter, 'categories')} group by 2`);
  const found = new Map<Dimension, Map<string, number>>();
  for (const { name, key, count } of rows) {
    const of = found.get(name) ?? new Map<string, number>();
    found.set(name, of.set(key, count));
  }
  return found;
}
