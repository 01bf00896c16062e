import type { PoolClient } from 'pg';
import type { Choice, Content, Extra } from '../core/message.ts';

/** A reply whose turn it may be, locked. */
export interface Candidate {
  readonly id: string;
  readonly contact_id: string;
  readonly class: number;
  readonly cause: string;
  readonly content: Content;
  readonly attempts: number;
  readonly expired: boolean;
  readonly stopped: boolean;
  readonly forgotten: boolean;
  /** What it says of a claim is not what we say any more. */
  readonly stale: boolean;
  /** It is a bulletin, and they want none any more; a correction of one is said all the same. */
  readonly unsubscribed: boolean;
  /** Whether we may write freely to this person now. */
  readonly open: boolean;
  /** How many messages they got lately from this account, where that is limited. */
  readonly lately: number;
  readonly sealed: Buffer | null;
  readonly parts:
    | readonly {
        readonly id: string;
        readonly text: string;
        readonly choices: readonly Choice[] | null;
        readonly extra: Extra | null;
        readonly segments: number;
        readonly state: string;
      }[]
    | null;
}

export interface DueOptions {
  readonly account: string;
  readonly limit: number;
  /** Nothing less urgent is looked at. */
  readonly mostClass: number;
  /** Set where the account may only write freely for so many hours after the person wrote to it. */
  readonly windowHours?: number | undefined;
  readonly perPerson?: { readonly messages: number; readonly seconds: number } | undefined;
}

/** A provider's clock started a little before ours. */
const MARGIN_HOURS = 5 / 60;

/**
 * SQL: when the person of a reply last wrote to its account. Looks at their newest messages only: one from the disk
 * spool may be older than its neighbours, but not by many.
 */
const lastWrote = (reply: string) => `(select max(m.received_at) from (select received_at from message
    where contact_id = ${reply}.contact_id and account = ${reply}.account order by id desc limit 20) m)`;

/** SQL: whether their window is open. @param hours a placeholder */
export const windowIsOpen = (reply: string, hours: string) =>
  `coalesce(${lastWrote(reply)} > now() - (${hours}::float8 - ${MARGIN_HOURS}) * interval '1 hour', false)`;

/** SQL: how many messages the person of a reply was sent lately from its account. */
const sentLately = (reply: string, messages: string, seconds: string) => `(select count(*)::int from (
    select id from reply where contact_id = ${reply}.contact_id and account = ${reply}.account
      and id <> ${reply}.id and claimed_at > now() - ${seconds}::float8 * interval '1 second'
    order by seq desc limit ${messages}::int) told join part p on p.reply_id = told.id)`;

/**
 * SQL: a version that was withdrawn or corrected, or a side exit that was undone, while this waited or a send of it
 * was being repeated. What the desk could take back it has taken back; this is for what was with a provider then.
 */
const STALE = `(exists (select from verdict v where v.id = coalesce(r.verdict_id, r.again_verdict_id)
    and v.state <> 'published')
  or exists (select from claim_notice n where n.id = r.notice_id and n.undone_at is not null))`;

/** SQL: consent is asked for at the moment of sending, whatever was planned. */
const UNSUBSCRIBED = `(r.run_id is not null
  and not exists (select from subscription s where s.contact_id = r.contact_id and s.ended_at is null)
  and exists (select from bulletin b where b.id = run.bulletin_id and b.corrects_run_id is null))`;

/**
 * What is due at one account, most urgent and oldest first, locked; of one contact one. What only some accounts
 * need is asked only there: most replies leave where neither window nor person is limited.
 */
export async function findDue(client: PoolClient, options: DueOptions): Promise<Candidate[]> {
  const { account, limit, mostClass, windowHours, perPerson } = options;
  const values: unknown[] = [account, limit, mostClass];
  const place = (value: unknown) => `$${values.push(value)}`;
  const open = windowHours === undefined ? 'true' : windowIsOpen('r', place(windowHours));
  const lately = perPerson ? sentLately('r', place(perPerson.messages), place(perPerson.seconds)) : '0';
  const { rows } = await client.query<Candidate>({
    name: `find_due${windowHours === undefined ? '' : '_open'}${perPerson ? '_paced' : ''}`,
    text: `select r.id, r.contact_id, r.class, r.cause, r.content, r.attempts, r.expires_at <= now() as expired,
        c.stopped_at is not null as stopped, c.forget_at is not null as forgotten, a.sealed,
        ${STALE} as stale, ${UNSUBSCRIBED} as unsubscribed,
        ${open} as open, ${lately} as lately,
        case when r.claimed_at is not null then (
          select jsonb_agg(jsonb_build_object('id', p.id, 'text', p.text, 'choices', p.choices, 'extra', p.extra,
            'segments', p.segments, 'state', p.state) order by p.n)
          from part p where p.reply_id = r.id) end as parts
      from reply r join contact c on c.id = r.contact_id left join address a on a.id = r.address_id
        left join bulletin_run run on run.id = r.run_id
      where r.account = $1 and r.state = 'queued' and r.due_at <= now() and r.class <= $3
        and (r.run_id is null or (run.state = 'running' and (run.rests_until is null or run.rests_until <= now())))
        and not exists (select from reply o where o.contact_id = r.contact_id and o.account = r.account
          and o.state in ('queued', 'sending') and (o.class, o.seq) < (r.class, r.seq)
          and (o.state = 'sending' or o.run_id is null
            or exists (select from bulletin_run b where b.id = o.run_id and b.state = 'running')))
      order by r.class, r.seq limit $2
      for update of r skip locked`,
    values,
  });
  return rows;
}
