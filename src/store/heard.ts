import { type SQL, sql } from 'drizzle-orm';
import type { Attachment, Content } from '../core/message.ts';
import { REPLY_CLASS } from '../core/message.ts';
import type { Queryable } from './connect.ts';
import type { Form } from './contacts.ts';
import { address, claimNotice, contact, message, part, reply, subscription, tip, verdict } from './schema.ts';

/**
 * Who has heard what of a claim, and who is told now. Each verdict and each notice reaches a person once
 * (`reply_verdict_once`, `reply_notice_once`), whatever is done to the claim at the same time.
 */

/** SQL over a reply `r`: they have it, or nobody can know that they do not. A part that failed never arrived. */
const got = sql`(r.state in ('sent', 'sending', 'unknown') or (r.claimed_at is not null and exists (
  select from ${part} p where p.reply_id = r.id and p.state not in ('queued', 'failed'))))`;

/** What people have heard of one claim: a line for each reply. `rating` is that of a verdict, `kind` of a notice. */
const heardOf = (claimId: string) => sql`
  select r.contact_id, r.seq, r.address_id, r.account, r.tip_id, r.created_at, v.id as verdict_id, v.rating, null as kind
    from ${verdict} v join ${reply} r on r.verdict_id = v.id where v.claim_id = ${claimId} and ${got}
  union all
  select r.contact_id, r.seq, r.address_id, r.account, r.tip_id, r.created_at, v.id, v.rating, null
    from ${verdict} v join ${reply} r on r.again_verdict_id = v.id where v.claim_id = ${claimId} and ${got}
  union all
  select r.contact_id, r.seq, r.address_id, r.account, r.tip_id, r.created_at, null, null, n.kind
    from ${claimNotice} n join ${reply} r on r.notice_id = n.id where n.claim_id = ${claimId} and ${got}`;

/**
 * SQL: everybody who is concerned: who has a tip in the claim, and who heard a verdict of it, also where their tip
 * was put elsewhere since; not who has got a phone from its former owner. Who sent several tips is told with the code of the last, where it came from.
 */
const concerned = (claimId: string) => sql`
  heard as materialized (${heardOf(claimId)}),
  last_heard as (select distinct on (contact_id) contact_id, kind from heard order by contact_id, seq desc),
  had as (
    select distinct on (contact_id) h.* from heard h join ${contact} c on c.id = h.contact_id
    where h.rating is not null and (c.person_since is null or h.created_at >= c.person_since)
    order by contact_id, seq desc),
  asker as (
    select distinct on (t.contact_id) t.contact_id, t.address_id, t.account, t.code, t.id as tip_id
    from ${tip} t where t.claim_id = ${claimId} and t.state = 'grouped' and t.address_id is not null
    order by t.contact_id, t.created_at desc, t.id desc),
  person as (
    select contact_id, coalesce(a.address_id, h.address_id) as address_id, coalesce(a.account, h.account) as account,
      coalesce(a.tip_id, h.tip_id) as tip_id, coalesce(a.code, (select code from ${tip} where id = h.tip_id), '') as code, c.language, c.form,
      a.contact_id is not null as asks, h.contact_id is not null as had, h.verdict_id as had_verdict_id,
      h.rating as before, l.kind as last_kind
    from asker a full join had h using (contact_id) left join last_heard l using (contact_id)
    join ${contact} c on c.id = contact_id
    where c.stopped_at is null and c.forget_at is null)`;

/** SQL over a `person`: they chose to be spoken to, or chose nothing and spoke to us. */
const wantsVoice = sql`case person.form when 'text' then false when 'voice' then true when 'both' then true else
  (exists (select from ${tip} t join ${message} m on m.id = t.message_id
      where t.id = person.tip_id and (m.media @> '[{"kind":"voice"}]' or m.media @> '[{"kind":"audio"}]'))
    or exists (select from ${subscription} s where s.contact_id = person.contact_id and s.form in ('voice', 'both')
      and s.ended_at is null)) end`;

/** SQL over a `person`: they want to hear, and their door carries sound. */
const listens = sql`(exists (select from ${tip} t join ${address} ad on ad.id = person.address_id
    where t.id = person.tip_id and t.medium <> 'sms') and ${wantsVoice})`;

/** Whether somebody who asks about their tip again wants to hear what they are told. @param who.form what they chose */
export async function wantsToHear(
  q: Queryable,
  who: { contactId: string; tipId: string; form: Form | null },
): Promise<boolean> {
  const { rows } = await q.execute<{ wants: boolean }>(sql`
    select ${wantsVoice} as wants from (select ${who.contactId}::uuid as contact_id, ${who.tipId}::uuid as tip_id,
      ${who.form}::text as form) person`);
  return rows[0]?.wants ?? false;
}

/** Behind a key of {@link Said}: the same for who is answered because matching took their tip for this claim. */
export const MATCHED = ':matched';

/** By language, then by what the person heard before: `plain`, or the rating that is corrected. */
export type Said = Readonly<Record<string, Readonly<Record<string, Content>>>>;

export interface Telling {
  readonly claimId: string;
  readonly said: Said;
  /** What to take where a person's language is not there; must be in `said`. */
  readonly otherwise: string;
  /** The same, spoken, by language. */
  readonly spoken?: Readonly<Record<string, Attachment>>;
  /** Stands in `said` where each person's own case code goes. */
  readonly codeMark: string;
  readonly now: Date;
  readonly expiresAt: Date;
}

export interface Told {
  /** Sender accounts that now have something to send. */
  readonly accounts: readonly string[];
  /** How many people. */
  readonly count: number;
  /** Endpoints of webhooks that have something to be sent now. */
  readonly endpoints?: readonly string[];
}

/**
 * One reply of this version for everybody concerned who does not have it: who has an earlier one reads what is
 * corrected. Who was told that it was about something else, and whose tip came back, is told once more.
 */
export function tellVerdict(tx: Queryable, what: Telling & { verdictId: string }): Promise<Told> {
  const { verdictId } = what;
  const again = sql`person.had_verdict_id is not distinct from ${verdictId}::uuid`;
  return tell(tx, what, {
    cause: 'verdict',
    to: sql`(not ${again} or (person.asks and person.last_kind = 'moved' and not exists (select from ${reply} r
      where r.again_verdict_id = ${verdictId} and r.contact_id = person.contact_id
        and r.state in ('queued', 'held'))))`,
    before: sql`case when ${again} then 'plain' else coalesce(person.before, 'plain') end`,
    verdictId: sql`case when ${again} then null else ${verdictId}::uuid end`,
    againVerdictId: sql`case when ${again} then ${verdictId}::uuid end`,
    noticeId: sql`null::uuid`,
    once: sql`(verdict_id, contact_id) where verdict_id is not null`,
  });
}

/**
 * A notice for all concerned, or for those only whose last word of the claim is a verdict of ours.
 * @param to `had`: these, and of them only `contactIds` where given
 */
export function tellNotice(
  tx: Queryable,
  what: Telling & { noticeId: string; kind: string; to: 'all' | 'had'; contactIds?: readonly string[] },
): Promise<Told> {
  const { noticeId, kind, contactIds } = what;
  const these = contactIds ? sql`person.contact_id = any(${sql.param([...contactIds])}::uuid[])` : sql`true`;
  return tell(tx, what, {
    cause: `notice.${kind}`,
    to:
      what.to === 'had'
        ? sql`person.had and person.last_kind is null and ${these}`
        : // Closed, opened and closed the same way again: who has heard that need not hear it twice.
          sql`person.last_kind is distinct from ${kind}`,
    before: sql`'plain'`,
    verdictId: sql`null::uuid`,
    againVerdictId: sql`null::uuid`,
    noticeId: sql`${noticeId}::uuid`,
    once: sql`(notice_id, contact_id) where notice_id is not null`,
  });
}

interface Row {
  readonly cause: string;
  readonly to: SQL;
  readonly before: SQL;
  readonly verdictId: SQL;
  readonly againVerdictId: SQL;
  readonly noticeId: SQL;
  readonly once: SQL;
}

/** What was cancelled unsent because of a move of the desk is due again when the desk says so. */
const REVIVED = ['moved', 'replaced'] as const;

/** One statement for any number of people. */
async function tell(tx: Queryable, what: Telling, row: Row): Promise<Told> {
  const said = sql`(${JSON.stringify(what.said)}::jsonb)`;
  const spoken = sql`(${JSON.stringify(what.spoken ?? {})}::jsonb)`;
  // Else the words of the attempt before would go out, with the code of a tip that is elsewhere now.
  await tx.execute(sql`
    delete from ${part} where reply_id in (select r.id from ${reply} r
      where r.state = 'cancelled' and r.error = any(${sql.param([...REVIVED])}::text[]) and not ${got}
        and (r.verdict_id in (select id from ${verdict} where claim_id = ${what.claimId})
          or r.notice_id in (select id from ${claimNotice} where claim_id = ${what.claimId})))`);
  const { rows } = await tx.execute<{ account: string; count: number }>(sql`
    with ${concerned(what.claimId)},
    words as (
      select person.*, case when ${said} ? person.language then person.language else ${what.otherwise}::text end as speaks,
        ${listens} as listens, ${row.before} as heard, case when exists (select from ${tip} t
          where t.id = person.tip_id and t.grouped_by = 'matching') then ${MATCHED} else '' end as matched
      from person where ${row.to} and person.address_id is not null),
    told as (
      insert into ${reply} as r (id, contact_id, address_id, account, class, content, cause, verdict_id, again_verdict_id,
        notice_id, tip_id, due_at, expires_at, created_at)
      select gen_random_uuid(), person.contact_id, person.address_id, person.account, ${REPLY_CLASS.workflow},
        replace((coalesce(${said} -> speaks -> (heard || matched), ${said} -> speaks -> heard, ${said} -> speaks -> 'plain')
            - case when form = 'voice' then '' else 'beside' end)::text, ${what.codeMark}, person.code)::jsonb
          || case when listens and ${spoken} ? speaks then jsonb_build_object('attachment', ${spoken} -> speaks)
            else '{}'::jsonb end,
        ${row.cause}, ${row.verdictId}, ${row.againVerdictId}, ${row.noticeId}, person.tip_id, ${what.now},
        ${what.expiresAt}, ${what.now}
      from words person order by person.contact_id
      on conflict ${row.once} do update set state = 'queued', error = null, content = excluded.content,
        address_id = excluded.address_id, account = excluded.account, tip_id = excluded.tip_id,
        seq = nextval(pg_get_serial_sequence('reply', 'seq')), claimed_at = null, finished_at = null,
        due_at = excluded.due_at, expires_at = excluded.expires_at, created_at = excluded.created_at
      where r.state = 'cancelled' and r.error = any(${sql.param([...REVIVED])}::text[])
      returning r.account)
    select account, count(*)::int as count from told group by account`);
  return { accounts: rows.map((one) => one.account), count: rows.reduce((sum, one) => sum + one.count, 0) };
}

type NoticeKind = (typeof claimNotice.$inferSelect)['kind'];

/**
 * Takes back what has not left of a claim: all of it, or only what some people would get. Waits for a send that
 * takes one of these at this moment: what it took counts as heard afterwards.
 * @param of.why `moved` and `replaced` may become due again
 * @returns how many
 */
export async function cancelUnsent(
  tx: Queryable,
  of: {
    claimId: string;
    verdicts: boolean;
    notices: readonly NoticeKind[];
    why: 'moved' | 'replaced' | 'withdrawn';
    contactIds?: readonly string[];
    now: Date;
  },
): Promise<number> {
  const these = of.contactIds ? sql`and r.contact_id = any(${sql.param([...of.contactIds])}::uuid[])` : sql``;
  const versions = sql`(select id from ${verdict} where claim_id = ${of.claimId})`;
  const verdicts = of.verdicts
    ? sql`r.verdict_id in ${versions} or r.again_verdict_id in ${versions} or`
    : sql``;
  const { rows } = await tx.execute(sql`
    update ${reply} set state = 'cancelled', error = ${of.why}, finished_at = ${of.now} where id in (
      select r.id from ${reply} r where r.state in ('queued', 'held') ${these} and (${verdicts}
        r.notice_id in (select id from ${claimNotice} where claim_id = ${of.claimId}
          and kind = any(${sql.param([...of.notices])}::text[])))
      order by r.id for update)
    returning id`);
  return rows.length;
}

/** What moving tips out of a claim would mean, before it is done. */
export interface WouldMove {
  readonly tips: number;
  /** Different people. */
  readonly askers: number;
  /** Of them: who last heard a verdict of this claim and have no other tip in it. They would hear that it was about something else. */
  readonly had: number;
}

/** @param tipIds of tips that are in the claim; others are not counted */
export async function wouldMove(
  q: Queryable,
  claimId: string,
  tipIds: readonly string[],
): Promise<WouldMove> {
  const these = sql`${sql.param([...tipIds])}::uuid[]`;
  const { rows } = await q.execute<{ tips: number; askers: number; had: number }>(sql`
    with heard as materialized (${heardOf(claimId)}),
    last_heard as (select distinct on (contact_id) contact_id, kind from heard order by contact_id, seq desc),
    moving as (select id, contact_id from ${tip} where claim_id = ${claimId} and state = 'grouped' and id = any(${these}))
    select count(distinct m.id)::int as tips, count(distinct m.contact_id)::int as askers,
      (count(distinct m.contact_id) filter (where l.contact_id is not null and l.kind is null and not exists (
        select from ${tip} o where o.claim_id = ${claimId} and o.state = 'grouped' and o.contact_id = m.contact_id
          and o.id <> all(${these}))))::int as had
    from moving m left join last_heard l on l.contact_id = m.contact_id`);
  return rows[0] ?? { tips: 0, askers: 0, had: 0 };
}
