import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Queryable } from './connect.ts';
import { silence, staff } from './schema.ts';

export type SilenceRow = typeof silence.$inferSelect;

const SILENCE_LOCK = 7_353_310_008;

/** One process at a time looks for silence. @returns false: another one does */
export async function holdSilence(tx: Queryable): Promise<boolean> {
  const { rows } = await tx.execute<{ mine: boolean }>(
    sql`select pg_try_advisory_xact_lock(${SILENCE_LOCK}) as mine`,
  );
  return rows[0]?.mine === true;
}

/** How an observer is reached: where they last wrote from, with or without a code. */
export interface Door {
  readonly contactId: string;
  readonly addressId: string;
  readonly account: string;
  readonly wroteAt: Date;
}

/** When and where observers were last heard of. */
export interface HeardObserver {
  readonly id: string;
  readonly number: string;
  readonly deputyOf: string | null;
  readonly placeNumber: string | null;
  readonly language: string;
  readonly verbosity: 'full' | 'short' | 'silent';
  readonly training: boolean;
  readonly blockedAt: Date | null;
  readonly endedAt: Date | null;
  readonly enteredAt: Date;
  readonly heardAt: Date | null;
  readonly account: string | null;
  readonly door: Door | null;
}

/** Of reports that came again as the same, e.g. an SMS that did not seem to leave, the last few are looked at. */
const LAST = 3;

/**
 * Everybody who observes, and who ended since then or still has an open row. Heard is what came with a code of theirs from a phone that is
 * sure and was no national exercise, or that a colleague called them. A secret sign of duress counts as well: whoever forced them would learn from a
 * reminder that it did not.
 */
export async function heardObservers(
  q: Queryable,
  { now, endedSince }: { now: Date; endedSince: Date },
): Promise<HeardObserver[]> {
  const { rows } = await q.execute<Record<string, string | number | boolean | null>>(sql`
    select o.id, o.number, o.deputy_of, coalesce(o.place_number, p.place_number) as place_number, o.language,
      o.verbosity, o.training, ${ms('o.blocked_at')} as blocked_at, ${ms('o.ended_at')} as ended_at,
      ${ms('o.created_at')} as entered_at, ${ms('greatest(told.at, called.at)')} as heard_at,
      coalesce(door.account, told.account) as account, door.contact_id, door.address_id,
      door.account as door_account, ${ms('door.received_at')} as wrote_at
    from observer o
    left join observer p on p.id = o.deputy_of
    left join lateral (
      select max(greatest(r.created_at, m.received_at)) as at,
        (array_agg(r.account order by r.created_at desc))[1] as account
      from (select id, created_at, account from report
          where observer_id = o.id and kind in ('incident', 'check-in') and not seized and not strange_phone
            and (not exercise or o.training)
            and created_at <= ${now.toISOString()}::timestamptz
          order by created_at desc limit ${LAST}) r
        left join report_message rm on rm.report_id = r.id
        left join message m on m.id = rm.message_id) told on true
    left join lateral (
      select max(closed_at) as at from silence where observer_id = o.id and how = 'called') called on true
    left join lateral (
      select m.contact_id, m.address_id, m.account, m.received_at
      from observer_phone ph join address a on a.hash = ph.hash
        cross join lateral (select id, contact_id, address_id, account, received_at from message
          where contact_id = a.contact_id order by id desc limit 1) m
      where ph.observer_id = o.id and m.address_id is not null order by m.id desc limit 1) door on true
    where o.ended_at is null or o.ended_at > ${endedSince.toISOString()}::timestamptz
      or exists (select from silence where observer_id = o.id and closed_at is null)
    order by o.number`);
  return rows.map((row) => {
    const time = (name: string) => (row[name] == null ? null : new Date(Number(row[name])));
    const text = (name: string) => (row[name] == null ? null : String(row[name]));
    const wroteAt = time('wrote_at');
    return {
      id: String(row.id),
      number: String(row.number),
      deputyOf: text('deputy_of'),
      placeNumber: text('place_number'),
      language: String(row.language),
      verbosity: row.verbosity as HeardObserver['verbosity'],
      training: row.training === true,
      blockedAt: time('blocked_at'),
      endedAt: time('ended_at'),
      enteredAt: time('entered_at') ?? new Date(0),
      heardAt: time('heard_at'),
      account: text('account'),
      door: wroteAt && {
        contactId: String(row.contact_id),
        addressId: String(row.address_id),
        account: String(row.door_account),
        wroteAt,
      },
    };
  });
}

const ms = (of: string) => sql.raw(`(extract(epoch from ${of}) * 1000)::float8`);

/** Opens rows; one that is there already, open or closed, is left alone. @returns how many are new */
export async function openSilences(
  tx: Queryable,
  rows: readonly { observerId: string; slot: Date }[],
  now: Date,
): Promise<number> {
  if (rows.length === 0) return 0;
  const opened = await tx
    .insert(silence)
    .values(rows.map((row) => ({ ...row, id: uuidv7(), openedAt: now })))
    .onConflictDoNothing()
    .returning({ id: silence.id });
  return opened.length;
}

export interface OpenSilence extends SilenceRow {
  readonly takenByName: string | null;
}

/** What a person has to look into, the oldest hour first. @param lock until the transaction ends, and of these only */
export async function openSilenceRows(
  q: Queryable,
  lock?: { readonly observerIds: readonly string[] },
): Promise<OpenSilence[]> {
  const chosen = q
    .select({ row: silence, takenByName: staff.name })
    .from(silence)
    .leftJoin(staff, eq(staff.id, silence.takenBy))
    .where(and(isNull(silence.closedAt), lock && inArray(silence.observerId, [...lock.observerIds])))
    .orderBy(asc(silence.slot), asc(silence.id));
  const rows = await (lock ? chosen.for('update', { of: silence }) : chosen);
  return rows.map(({ row, takenByName }) => ({ ...row, takenByName }));
}

/** Only of rows that are still open. @returns how many */
export async function setSilences(
  tx: Queryable,
  ids: readonly string[],
  change: Partial<Omit<SilenceRow, 'id' | 'observerId' | 'slot'>>,
): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await tx
    .update(silence)
    .set(change)
    .where(and(inArray(silence.id, [...ids]), isNull(silence.closedAt)))
    .returning({ id: silence.id });
  return rows.length;
}

/** Takes rows to be reminded of, each once ever. @returns those that nobody else took */
export async function claimReminders(tx: Queryable, ids: readonly string[], now: Date): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .update(silence)
    .set({ remindedAt: now })
    .where(and(inArray(silence.id, [...ids]), isNull(silence.remindedAt), isNull(silence.closedAt)))
    .returning({ id: silence.id });
  return rows.map(({ id }) => id);
}

/** Of whom a colleague gave the alarm, and when last. */
export async function alarmsSince(q: Queryable, since: Date): Promise<Map<string, Date>> {
  const rows = await q
    .select({
      observerId: silence.observerId,
      at: sql<Date>`max(${silence.closedAt})`.mapWith(silence.closedAt),
    })
    .from(silence)
    .where(and(eq(silence.how, 'alarm'), sql`${silence.closedAt} > ${since.toISOString()}`))
    .groupBy(silence.observerId);
  return new Map(rows.map(({ observerId, at }) => [observerId, at]));
}

/** What one press of a colleague gave the alarm for, and nobody outside was told of yet. */
export interface UntoldAlarm {
  readonly observers: readonly Pick<HeardObserver, 'number' | 'placeNumber'>[];
  readonly rows: readonly string[];
}

/** Alarms that are to be told, the oldest first. In an exercise nobody is called out of bed. */
export async function untoldAlarms(q: Queryable): Promise<UntoldAlarm[]> {
  const { rows } = await q.execute<{ observers: UntoldAlarm['observers']; ids: string[] }>(sql`
    select json_agg(distinct jsonb_build_object('number', o.number,
        'placeNumber', coalesce(o.place_number, p.place_number))) as observers,
      array_agg(s.id::text) as ids
    from silence s join observer o on o.id = s.observer_id left join observer p on p.id = o.deputy_of
    where s.how = 'alarm' and s.alerted_at is null and not o.training
    group by s.closed_at, s.closed_by order by s.closed_at, s.closed_by`);
  return rows.map(({ observers, ids }) => ({ observers, rows: ids }));
}

export async function noteAlarmTold(q: Queryable, ids: readonly string[], now: Date): Promise<void> {
  await q
    .update(silence)
    .set({ alertedAt: now })
    .where(inArray(silence.id, [...ids]));
}

/**
 * Which of these doors may be knocked at: not of somebody who said STOP, and no phone that may be in other hands.
 * @returns ids of addresses
 */
export async function safeDoors(
  q: Queryable,
  doors: readonly Pick<Door, 'contactId' | 'addressId'>[],
): Promise<Set<string>> {
  if (doors.length === 0) return new Set();
  const { rows } = await q.execute<{ id: string }>(sql`
    select a.id from address a join contact c on c.id = a.contact_id
    where a.id = any(${sql.param(doors.map(({ addressId }) => addressId))}::uuid[])
      and c.stopped_at is null and c.forget_at is null
      and not exists (select from report r where r.address_id = a.id and r.seized)
      and not exists (select from address other join observer_phone ph on ph.hash = other.hash
        join observer o on o.id = ph.observer_id
        where other.contact_id = a.contact_id and o.blocked_at is not null)`);
  return new Set(rows.map(({ id }) => id));
}

/** What reminders have cost on a day of the deployment: `2026-08-30`. */
export async function remindersOn(q: Queryable, day: string): Promise<{ units: number; milli: number }> {
  const { rows } = await q.execute<{ units: string; milli: string }>(sql`
    select coalesce(sum(units), 0) as units, coalesce(sum(milli), 0) as milli from spend
    where day = ${day}::date and what = 'reminder'`);
  return { units: Number(rows[0]?.units ?? 0), milli: Number(rows[0]?.milli ?? 0) };
}

export async function noteReminder(
  tx: Queryable,
  day: string,
  account: string,
  milli: number,
): Promise<void> {
  await tx.execute(sql`
    insert into spend as s (day, account, what, units, milli) values (${day}::date, ${account}, 'reminder', 1, ${milli})
    on conflict (day, account, what) do update set units = s.units + 1, milli = s.milli + excluded.milli`);
}
