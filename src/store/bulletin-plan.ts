import { type SQL, sql } from 'drizzle-orm';
import { answered, type Question } from './campaign-answered.ts';
import type { Queryable } from './connect.ts';
import type { Transaction } from './events.ts';
import type { Audience } from './schema/audience.ts';

/** Whom a bulletin is for. */
export interface Meant {
  readonly topic: string;
  /** The topic that stands for all of them. */
  readonly everything: string;
  readonly audience: Audience;
  /** Accounts from which bulletins may leave. */
  readonly accounts: readonly string[];
  /** Those of the media that are meant. */
  readonly within: readonly string[];
  /** The languages there are words in, best first. */
  readonly languages: readonly string[];
}

const list = (values: readonly string[]) => sql`${sql.param([...values])}::text[]`;

/** SQL over a subscription `s`: whether they want to hear of this topic. The same at planning and at sending. */
export const wantsTopic = ({ topic, everything }: Pick<Meant, 'topic' | 'everything'>): SQL =>
  sql`(${topic} = ${everything} or s.topics && array[${topic}, ${everything}]::text[])`;

/** SQL over `language`: the words that there are for somebody of that language. */
const speaks = (languages: readonly string[]) =>
  sql`case when language = any(${list(languages)}) then language else ${languages[0] ?? ''}::text end`;

/**
 * SQL: those of some subscriptions who are meant, with where they are reached.
 * @param from a subquery of subscriptions
 */
function meantOf(from: SQL, meant: Meant): SQL {
  const { languages, places, media, activeDays } = meant.audience;
  const only = [
    sql`s.ended_at is null and c.stopped_at is null and c.forget_at is null and ${wantsTopic(meant)}`,
    ...(languages ? [sql`s.language = any(${list(languages)})`] : []),
    ...(places ? [sql`s.place_code = any(${list(places)})`] : []),
    ...(activeDays
      ? [
          sql`exists (select from message m where m.contact_id = s.contact_id
            and m.received_at > now() - ${activeDays} * interval '1 day')`,
        ]
      : []),
  ];
  const reached = sql`select s.contact_id, s.language, coalesce(s.account, l.account) as account,
      case when s.account is null then l.address_id else s.address_id end as address_id
    from ${from} s join contact c on c.id = s.contact_id
    left join lateral (select m.account, m.address_id from message m where m.contact_id = s.contact_id
      order by m.id desc limit 1) l on s.account is null
    where ${sql.join(only, sql` and `)}`;
  const here = media ? sql`account = any(${list(meant.within)})` : sql`true`;
  return sql`(select * from (${reached}) r where account is not null and ${here})`;
}

/** How many would be meant now. */
export async function countMeant(
  q: Queryable,
  meant: Meant,
): Promise<{ account: string; language: string; count: number }[]> {
  const { rows } = await q.execute<{ account: string; language: string; count: number }>(sql`
    select account, ${speaks(meant.languages)} as language, count(*)::int as count
    from ${meantOf(sql`subscription`, meant)} m group by 1, 2 order by 1, 2`);
  return rows;
}

/** The same of who got earlier sendings, see {@link planAgain}. */
export interface Pass {
  readonly planned: number;
  /** The contact up to whom it went; null: nobody is left. */
  readonly to: string | null;
}

/**
 * Writes a row for each of the next subscribers who are meant: those behind `after`, `limit` looked at. Who is
 * reached from an account that may send no bulletins is noted as skipped.
 */
export async function planNext(
  tx: Transaction,
  of: { runId: string; after: string | null; limit: number; meant: Meant },
): Promise<Pass> {
  const { runId, after, limit, meant } = of;
  const slice = sql`(select * from subscription where ${after === null ? sql`true` : sql`contact_id > ${after}::uuid`}
    order by contact_id limit ${limit})`;
  const { rows } = await tx.execute<{ planned: number; looked: number; last: string | null }>(sql`
    with slice as materialized ${slice},
    planned as (${insertSends(runId, meantOf(sql`slice`, meant), meant)})
    select (select count(*)::int from planned where state = 'due') as planned, count(*)::int as looked,
      (select contact_id from slice order by contact_id desc limit 1) as last from slice`);
  const [pass] = rows;
  return { planned: pass?.planned ?? 0, to: (pass?.looked ?? 0) < limit ? null : (pass?.last ?? null) };
}

/**
 * SQL over a reply `r`: they have it or a part of it, whatever became of the rest, or nobody can know that they do not.
 */
const got = sql`(r.state in ('sent', 'sending', 'unknown') or exists (select from part p where p.reply_id = r.id
  and p.state in ('sending', 'accepted', 'sent', 'delivered', 'read', 'unknown')))`;

/**
 * The same from an earlier sending: who has got it, also by a re-sending of it, to set it right; or who did not get
 * it, to send it again. Whoever holds a phone that was somebody else's then has not got it.
 */
export async function planAgain(
  tx: Transaction,
  of: {
    runId: string;
    after: string | null;
    limit: number;
    meant: Meant;
    from:
      | { readonly runId: string; readonly who: 'got' | 'missed' }
      /** Who has got it, and has not answered what it asks. */
      | { readonly runId: string; readonly who: 'unanswered'; readonly question: Question };
  },
): Promise<Pass> {
  const { runId, after, limit, meant, from } = of;
  const behind = (column: SQL) => (after === null ? sql`true` : sql`${column} > ${after}::uuid`);
  const those =
    from.who !== 'missed'
      ? sql`(select distinct on (r.contact_id) r.contact_id, s.language, r.account, r.address_id
          from chain join reply r on r.run_id = chain.id
          join bulletin_send s on s.run_id = r.run_id and s.contact_id = r.contact_id
          join contact c on c.id = r.contact_id
          where ${got} and ${behind(sql`r.contact_id`)} and (c.person_since is null or r.created_at >= c.person_since)
            ${from.who === 'unanswered' ? sql`and not ${answered(from.question, sql`r.contact_id`)}` : sql``}
          order by r.contact_id, r.seq desc limit ${limit})`
      : sql`(select s.contact_id, s.language, s.account, s.address_id
          from bulletin_send s left join reply r on r.run_id = s.run_id and r.contact_id = s.contact_id
          where s.run_id = ${from.runId} and ${behind(sql`s.contact_id`)}
            and (s.state in ('due', 'later') or (s.state = 'queued' and not ${got}
              and (r.state in ('failed', 'expired') or r.error = 'bulletin_cancelled')))
          order by s.contact_id limit ${limit})`;
  const { rows } = await tx.execute<{ planned: number; looked: number; last: string | null }>(sql`
    with recursive chain as (
      select id from bulletin_run where id = ${from.runId}
      union select b.id from bulletin_run b join chain on b.resend_of = chain.id),
    slice as materialized ${those},
    planned as (${insertSends(runId, sql`slice`, meant)})
    select (select count(*)::int from planned where state = 'due') as planned, count(*)::int as looked,
      (select contact_id from slice order by contact_id desc limit 1) as last from slice`);
  const [pass] = rows;
  return { planned: pass?.planned ?? 0, to: (pass?.looked ?? 0) < limit ? null : (pass?.last ?? null) };
}

/** SQL. */
function insertSends(runId: string, from: SQL, { accounts, languages }: Meant): SQL {
  const may = sql`account = any(${list(accounts)})`;
  return sql`insert into bulletin_send (run_id, contact_id, address_id, account, language, state, reason)
    select ${runId}::uuid, contact_id, address_id, account, ${speaks(languages)},
      case when ${may} then 'due' else 'skipped' end, case when not ${may} then 'not_here' end
    from ${from} m order by contact_id
    on conflict do nothing returning state`;
}
