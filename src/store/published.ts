import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claim, part, reply, tip, verdict } from './schema.ts';
import type { Rating } from './verdicts.ts';

/** How far the answers of one verdict got, in people; each is in one of these. */
export interface Delivery {
  /** A phone has confirmed all of it. */
  readonly arrived: number;
  /** The provider took it and no phone has confirmed it: some channels never do, e.g. Telegram. */
  readonly sent: number;
  /** Waits, or is being sent. */
  readonly underWay: number;
  /** Could not be delivered, or became too old to send. */
  readonly failed: number;
  /** A send broke off and nobody can know. */
  readonly unknown: number;
  /** They stopped us or asked to be forgotten before it went out. */
  readonly stopped: number;
}

/** One pass over the replies of a verdict, for `select … from` after which `where` follows. */
const counts = sql`
  count(*) filter (where far = 'arrived')::int as arrived, count(*) filter (where far = 'sent')::int as sent,
  count(*) filter (where far = 'under_way')::int as under_way,
  count(*) filter (where far = 'failed')::int as failed, count(*) filter (where far = 'unknown')::int as unknown,
  count(*) filter (where far = 'stopped')::int as stopped`;

/** `offset 0` after it keeps PostgreSQL from working it out once for every count. */
const far = sql`
  case when r.state in ('failed', 'expired') then 'failed' when r.state = 'unknown' then 'unknown'
    when r.state = 'cancelled' then 'stopped'
    when r.state = 'sent' then
      case when (select bool_and(p.state in ('delivered', 'read')) from ${part} p where p.reply_id = r.id)
        then 'arrived' else 'sent' end
    else 'under_way' end as far`;

/** Not of those whose tip was put elsewhere before it left: they are told something else. */
const theirs = sql`not (r.state = 'cancelled' and coalesce(r.error, '') in ('moved', 'replaced', 'withdrawn'))`;

interface CountRow extends Record<string, unknown> {
  arrived: number;
  sent: number;
  under_way: number;
  failed: number;
  unknown: number;
  stopped: number;
}

const deliveryIn = (row: CountRow): Delivery => ({
  arrived: row.arrived,
  sent: row.sent,
  underWay: row.under_way,
  failed: row.failed,
  unknown: row.unknown,
  stopped: row.stopped,
});

/** How far the answers of one verdict got. */
export async function deliveryOf(q: Queryable, verdictId: string): Promise<Delivery> {
  const { rows } = await q.execute<CountRow>(sql`
    select ${counts} from (select ${far} from ${reply} r where r.verdict_id = ${verdictId} and ${theirs} offset 0) told`);
  return rows[0]
    ? deliveryIn(rows[0])
    : { arrived: 0, sent: 0, underWay: 0, failed: 0, unknown: 0, stopped: 0 };
}

export interface PublishedClaim {
  readonly id: string;
  readonly seq: number;
  readonly wording: Readonly<Record<string, string>>;
  readonly rating: Rating;
  readonly publishedAt: Date;
  /** Different people whose tips are in it, told or not. */
  readonly askers: number;
  readonly delivery: Delivery;
}

/** What is out, newest first, with how far each answer got: one statement for a page. */
export async function listPublished(
  q: Queryable,
  { limit, offset }: { limit: number; offset: number },
): Promise<PublishedClaim[]> {
  const { rows } = await q.execute<
    CountRow & {
      id: string;
      seq: number;
      wording: Record<string, string>;
      rating: Rating;
      published_at: number;
      askers: number;
    }
  >(sql`
    with shown as (
      select c.id, c.seq, c.wording, v.id as verdict_id, v.rating, v.decided_at from ${claim} c
      join ${verdict} v on v.claim_id = c.id and v.state = 'published'
      order by v.decided_at desc, c.seq desc limit ${limit} offset ${offset})
    select s.id, s.seq::int as seq, s.wording, s.rating, extract(epoch from s.decided_at)::float8 * 1000 as published_at,
      (select count(distinct t.contact_id)::int from ${tip} t where t.claim_id = s.id and t.state = 'grouped') as askers,
      d.*
    from shown s, lateral (
      select ${counts} from (select ${far} from ${reply} r where r.verdict_id = s.verdict_id and ${theirs} offset 0) told) d
    order by s.decided_at desc, s.seq desc`);
  return rows.map((row) => ({
    id: row.id,
    seq: row.seq,
    wording: row.wording,
    rating: row.rating,
    publishedAt: new Date(row.published_at),
    askers: row.askers,
    delivery: deliveryIn(row),
  }));
}

export async function countPublished(q: Queryable): Promise<number> {
  const { rows } = await q.execute<{ n: number }>(
    sql`select count(*)::int as n from ${verdict} where state = 'published'`,
  );
  return rows[0]?.n ?? 0;
}
