import { type SQL, sql } from 'drizzle-orm';
import type { ClaimRow } from './claims.ts';
import type { Queryable } from './connect.ts';
import type { QueueFilter } from './lines.ts';
import { claim } from './schema.ts';

/** Which claims are wanted beside the filter. Within `states` any: late ones and checks, both are shown. */
export interface ClaimsWanted {
  readonly filter: QueueFilter;
  readonly states: readonly ClaimState[];
  readonly whose: readonly ('mine' | 'to_me')[];
  readonly late: boolean;
  /** What a claim is said to be, in our words; accents and capitals do not matter. */
  readonly words: readonly string[];
  readonly staffId: string;
  readonly now: Date;
  /** Hours after which somebody should have looked, by state. */
  readonly lateAfter: Readonly<Partial<Record<ClaimState, number>>>;
}

export type ClaimState = ClaimRow['state'];

export interface ListedClaim
  extends Pick<
    ClaimRow,
    | 'id'
    | 'seq'
    | 'wording'
    | 'state'
    | 'stateSince'
    | 'closedAs'
    | 'category'
    | 'placeCode'
    | 'harms'
    | 'leasedBy'
    | 'leasedByName'
    | 'leasedUntil'
    | 'handedTo'
    | 'createdAt'
  > {
  readonly handedToName: string | null;
  readonly late: boolean;
  readonly tips: number;
  readonly askers: number;
}

export type ClaimOrder = 'work' | 'newest' | 'oldest' | 'askers';

const list = (values: readonly string[]) => sql`${sql.param([...values])}::text[]`;

function isLate({ now, lateAfter }: Pick<ClaimsWanted, 'now' | 'lateAfter'>): SQL {
  const each = Object.entries(lateAfter).map(
    ([state, hours]) =>
      sql`(c.state = ${state} and c.state_since < ${now}::timestamptz - make_interval(secs => ${hours * 3600}))`,
  );
  return sql`(${sql.join([sql`false`, ...each], sql` or `)})`;
}

/** @param except what is being counted: a state would hide all others */
function claimsWanted(wanted: ClaimsWanted, except?: 'states' | keyof QueueFilter): SQL {
  const { filter, states, whose, late, words, staffId } = wanted;
  const { categories, places, channels, languages, harms, kinds } = filter;
  const within = places.map((code) => `${code}%`);
  const tipWith = (what: SQL) =>
    sql`exists (select from tip t where t.claim_id = c.id and t.state = 'grouped' and ${what})`;
  const stated = [
    ...(states.length > 0 ? [sql`c.state = any(${list(states)})`] : []),
    ...(whose.includes('mine')
      ? [sql`c.leased_by = ${staffId} and c.state not in ('published', 'closed')`]
      : []),
    ...(whose.includes('to_me') ? [sql`c.handed_to = ${staffId}`] : []),
    ...(late ? [isLate(wanted)] : []),
  ];
  const file = kinds.filter((kind) => kind !== 'text');
  const all: readonly (readonly [name: string, on: boolean, what: SQL])[] = [
    [
      'states',
      true,
      stated.length > 0 ? sql`(${sql.join(stated, sql` or `)})` : sql`c.state not in ('published', 'closed')`,
    ],
    ['categories', categories.length > 0, sql`c.category = any(${list(categories)})`],
    [
      'places',
      places.length > 0,
      sql`(c.place_code like any(${list(within)}) or ${tipWith(sql`t.place_code like any(${list(within)})`)})`,
    ],
    [
      'harms',
      harms.length > 0,
      sql`(c.harms && ${list(harms)} or ${tipWith(sql`t.harms && ${list(harms)}`)})`,
    ],
    ['channels', channels.length > 0, tipWith(sql`t.medium = any(${list(channels)})`)],
    ['languages', languages.length > 0, tipWith(sql`t.language = any(${list(languages)})`)],
    [
      'kinds',
      kinds.length > 0,
      sql`(${kinds.includes('text')} and ${tipWith(sql`t.media_count = 0`)} or exists (
        select from tip t left join tip_message j on j.tip_id = t.id
        join media f on f.message_id in (t.message_id, j.message_id)
        where t.claim_id = c.id and t.state = 'grouped' and t.media_count > 0 and f.state <> 'forgotten'
          and coalesce(f.ref ->> 'kind', case split_part(f.ref ->> 'contentType', '/', 1) when 'image' then 'image'
            when 'audio' then 'audio' when 'video' then 'video' else 'document' end) = any(${list(file)})))`,
    ],
  ];
  const said = words.map(
    (word) => sql`exists (select from jsonb_each_text(c.wording) w
      where position(${plain(word)} in ${plainSql(sql`w.value`)}) > 0)`,
  );
  const chosen = all.filter(([name, on]) => on && name !== except).map(([, , what]) => what);
  return sql.join([sql`true`, ...chosen, ...said], sql` and `);
}

const ACCENTED = 'àáâäçèéêëìíîïñòóôöùúûü';
const PLAIN = 'aaaaceeeeiiiinoooouuuu';
const plain = (word: string) =>
  [...word.toLowerCase()].map((letter) => PLAIN[ACCENTED.indexOf(letter)] ?? letter).join('');
const plainSql = (text: SQL) => sql`translate(lower(${text}), ${ACCENTED}, ${PLAIN})`;

interface Row extends Record<string, unknown> {
  id: string;
  seq: number;
  wording: Record<string, string>;
  state: ClaimState;
  state_since: number;
  closed_as: ClaimRow['closedAs'];
  category: string | null;
  place_code: string | null;
  harms: string[];
  leased_by: string | null;
  leased_by_name: string | null;
  leased_until: number | null;
  handed_to: string | null;
  handed_to_name: string | null;
  created_at: number;
  late: boolean;
  tips: number;
  askers: number;
}

/** One page of claims. In the order of the work: what was handed to oneself, what is late, then by its next step. */
export async function listClaims(
  q: Queryable,
  wanted: ClaimsWanted & { order: ClaimOrder; limit: number; offset: number },
): Promise<ListedClaim[]> {
  const { order, limit, offset, staffId } = wanted;
  const orders: Readonly<Record<ClaimOrder, SQL>> = {
    work: sql`c.handed_to is distinct from ${staffId}, not late,
      array_position('{lead,check,draft,research,triage}'::text[], c.state) nulls last, c.state_since`,
    newest: sql`c.created_at desc`,
    oldest: sql`c.created_at`,
    askers: sql`(select count(distinct t.contact_id) from tip t where t.claim_id = c.id and t.state = 'grouped') desc`,
  };
  const { rows } = await q.execute<Row>(sql`
    with page as (
      select c.*, row_number() over (order by ${orders[order]}, c.seq) as n
      from (select c.*, ${isLate(wanted)} as late from ${claim} c where ${claimsWanted(wanted)}) c
      order by n limit ${limit} offset ${offset})
    select c.id, c.seq::int as seq, c.wording, c.state, c.closed_as, c.category, c.place_code, c.harms, c.late,
      extract(epoch from c.state_since)::float8 * 1000 as state_since,
      extract(epoch from c.created_at)::float8 * 1000 as created_at,
      c.leased_by, by.name as leased_by_name, extract(epoch from c.leased_until)::float8 * 1000 as leased_until,
      c.handed_to, to_whom.name as handed_to_name, asked.tips, asked.askers
    from page c
    left join staff by on by.id = c.leased_by
    left join staff to_whom on to_whom.id = c.handed_to
    cross join lateral (
      select count(*)::int as tips, count(distinct t.contact_id)::int as askers
      from tip t where t.claim_id = c.id and t.state = 'grouped') asked
    order by c.n`);
  return rows.map((row) => ({
    id: row.id,
    seq: row.seq,
    wording: row.wording,
    state: row.state,
    stateSince: new Date(row.state_since),
    closedAs: row.closed_as,
    category: row.category,
    placeCode: row.place_code,
    harms: row.harms,
    leasedBy: row.leased_by,
    leasedByName: row.leased_by_name,
    leasedUntil: row.leased_until === null ? null : new Date(row.leased_until),
    handedTo: row.handed_to,
    handedToName: row.handed_to_name,
    createdAt: new Date(row.created_at),
    late: row.late,
    tips: row.tips,
    askers: row.askers,
  }));
}

export async function countClaims(q: Queryable, wanted: ClaimsWanted): Promise<number> {
  const { rows } = await q.execute<{ count: number }>(
    sql`select count(*)::int as count from ${claim} c where ${claimsWanted(wanted)}`,
  );
  return rows[0]?.count ?? 0;
}

/** How many claims each state would show, beside what else is chosen; and how many each category would. */
export async function countClaimChoices(
  q: Queryable,
  wanted: ClaimsWanted,
): Promise<{
  readonly states: ReadonlyMap<string, number>;
  readonly categories: ReadonlyMap<string, number>;
}> {
  const { staffId } = wanted;
  const [stated, categorised] = await Promise.all([
    q.execute<{ key: string; count: number }>(sql`
      with found as materialized (select c.state, c.leased_by, c.handed_to, c.state_since from ${claim} c
        where ${claimsWanted(wanted, 'states')})
      select state as key, count(*)::int as count from found group by 1
      union all select 'mine', count(*)::int from found where leased_by = ${staffId} and state not in ('published', 'closed')
      union all select 'to_me', count(*)::int from found where handed_to = ${staffId}
      union all select 'late', count(*)::int from found c where ${isLate(wanted)}`),
    q.execute<{ key: string; count: number }>(sql`
      select c.category as key, count(*)::int as count from ${claim} c
      where c.category is not null and ${claimsWanted(wanted, 'categories')} group by 1`),
  ]);
  const counted = (rows: { key: string; count: number }[]) =>
    new Map(rows.map((row) => [row.key, row.count]));
  return { states: counted(stated.rows), categories: counted(categorised.rows) };
}

/** The claim with this number. */
export async function findClaimNumbered(q: Queryable, seq: number): Promise<string | undefined> {
  const { rows } = await q.execute<{ id: string }>(sql`select id from ${claim} where seq = ${seq}`);
  return rows[0]?.id;
}
