import type { Capabilities } from '../../core/channel.ts';
import { REPLY_CLASS } from '../../core/message.ts';
import { type Prices, priceOf } from '../../country/price.ts';
import type { Texts } from '../../i18n.ts';
import { isoInZone, MINUTE } from '../../language/wall-clock.ts';
import type { Queryable } from '../../store/connect.ts';
import type { Transaction } from '../../store/events.ts';
import { addReplies } from '../../store/replies.ts';
import {
  alarmsSince,
  claimReminders,
  type HeardObserver,
  heardObservers,
  holdSilence,
  noteReminder,
  openSilenceRows,
  openSilences,
  remindersOn,
  type SilenceRow,
  safeDoors,
  setSilences,
} from '../../store/silence.ts';
import type { WatchDesk } from './desk.ts';
import type { Registry } from './registry.ts';
import { countsFrom, coveredBy, type Silence, silenceAmong, type Watched } from './silence.ts';

/** What reminding needs beside the desk. */
export interface Reminding {
  readonly texts: Pick<Texts, 'text'>;
  readonly prices: Prices;
  /** By sender account that is open: what it can carry. */
  readonly capabilities: ReadonlyMap<string, Pick<Capabilities, 'medium' | 'window'>>;
}

export interface SilenceWatched {
  /** Rows that a person looks into, new. */
  readonly opened: number;
  /** Rows that closed, because they were heard. */
  readonly heard: number;
  readonly reminded: number;
  /** Accounts where a reminder waits: outbound is woken for them. */
  readonly accounts: readonly string[];
}

/** An observer, when they were heard, and where they are expected. */
export type Present = HeardObserver & Watched;

const DAY_MS = 24 * 60 * MINUTE;

/**
 * Looks who is silent: opens rows for hours that are due, closes those of observers who were heard meanwhile, and
 * reminds who wants to hear all. May run at any time and as often as wanted.
 * @returns null where another process does it just now
 */
export function watchSilence(desk: WatchDesk, reminding: Reminding): Promise<SilenceWatched | null> {
  return desk.store.db.transaction(async (tx: Transaction) => {
    if (!(await holdSilence(tx))) return null;
    const now = desk.now();
    const observers = await presentObservers(tx, desk, now);
    const silences = [false, true].map((training) => silenceOf(desk, observers, { training, now }));
    const opened = await openSilences(
      tx,
      silences.flatMap(({ slots }) =>
        slots.flatMap(({ slot, silent }) => silent.map(({ id }) => ({ observerId: id, slot: slot.at }))),
      ),
      now,
    );
    const rows = await openSilenceRows(tx);
    const known = new Map(observers.map((one) => [one.id, one]));
    const over = rows.filter((row) => isHeard(desk, known.get(row.observerId), row));
    const heard = await setSilences(
      tx,
      over.map(({ id }) => id),
      { closedAt: now, how: 'heard' },
    );
    const accounts: string[] = [];
    for (const silence of silences)
      accounts.push(...(await remind(tx, desk, reminding, { silence, rows, now })));
    return { opened, heard, reminded: accounts.length, accounts: [...new Set(accounts)] };
  });
}

/** Who observes, with the department where each is expected. */
export async function presentObservers(q: Queryable, desk: WatchDesk, now: Date): Promise<Present[]> {
  const registry = await desk.registry.recent(q);
  const departmentOf = departmentsBy(registry);
  const heard = await heardObservers(q, { now, endedSince: new Date(now.getTime() - DAY_MS) });
  return heard.map((one) => {
    const place = one.placeNumber === null ? undefined : registry.places.get(one.placeNumber);
    return { ...one, department: place ? departmentOf(place.placeCode) : null };
  });
}

/** P-codes begin with that of what the place lies in: a department is the shortest of them. */
export function departmentsBy({ places }: Registry): (placeCode: string) => string {
  const codes = new Set([...places.values()].map(({ placeCode }) => placeCode));
  return (placeCode) => {
    for (let length = 1; length < placeCode.length; length += 1)
      if (codes.has(placeCode.slice(0, length))) return placeCode.slice(0, length);
    return placeCode;
  };
}

export const silenceOf = (
  { cell, timeZone }: WatchDesk,
  observers: readonly Present[],
  about: { training: boolean; now: Date },
): Silence<Present> => silenceAmong(cell.checkIns, observers, { ...about, timeZone });

const isHeard = ({ cell }: WatchDesk, one: Watched | undefined, { slot }: Pick<SilenceRow, 'slot'>) =>
  one?.heardAt != null && one.heardAt >= countsFrom(cell.checkIns, slot);

/**
 * Asks those who did not check in at the last hour that is due whether they are well. Where a place or an operator is
 * silent as a whole nobody is asked: it would not arrive, and it costs.
 * @returns the account of each reminder
 */
async function remind(
  tx: Transaction,
  desk: WatchDesk,
  { texts, prices, capabilities }: Reminding,
  { silence, rows, now }: { silence: Silence<Present>; rows: readonly SilenceRow[]; now: Date },
): Promise<string[]> {
  const { checkIns } = desk.cell;
  const last = silence.slots.at(-1);
  const worth = checkIns.reminders.worthMinutes * MINUTE;
  if (!last || now.getTime() >= last.slot.dueAt.getTime() + worth) return [];
  const free = new Map(
    rows
      .filter(
        ({ slot, remindedAt, takenBy }) =>
          slot.getTime() === last.slot.at.getTime() && remindedAt === null && takenBy === null,
      )
      .map((row) => [row.observerId, row.id]),
  );
  const alarms = await alarmsSince(tx, new Date(now.getTime() - DAY_MS));
  const since = countsFrom(checkIns, last.slot.at);
  const reached = last.silent.flatMap((one) => {
    const row = free.get(one.id);
    const { door } = one;
    const carries = door && capabilities.get(door.account);
    if (row === undefined || !door || !carries || one.verbosity !== 'full') return [];
    // Without a code: it is not sure who wrote, but somebody reads what comes there.
    if (door.wroteAt >= since || coveredBy(last, one) !== null) return [];
    // Nobody knows in whose hands they are.
    if ((alarms.get(one.id) ?? 0) > (one.heardAt ?? 0)) return [];
    // It would wait until they write by themselves.
    if (carries.window && now.getTime() - door.wroteAt.getTime() >= carries.window.hours * 60 * MINUTE)
      return [];
    return [{ one, row, door, milli: priceOf(prices, { medium: carries.medium, account: door.account }) }];
  });
  if (reached.length === 0) return [];
  const safe = await safeDoors(
    tx,
    reached.map(({ door }) => door),
  );
  const day = isoInZone(now, desk.timeZone).slice(0, 10);
  const spent = await remindersOn(tx, day);
  const { mostADay, milliADay } = checkIns.reminders;
  const affordable = reached.filter(({ door, milli }) => {
    if (!safe.has(door.addressId) || spent.units >= mostADay || spent.milli + milli > milliADay) return false;
    spent.units += 1;
    spent.milli += milli;
    return true;
  });
  const claimed = new Set(
    await claimReminders(
      tx,
      affordable.map(({ row }) => row),
      now,
    ),
  );
  const sent = affordable.filter(({ row }) => claimed.has(row));
  await addReplies(
    tx,
    sent.map(({ one, door }) => ({
      contactId: door.contactId,
      addressId: door.addressId,
      account: door.account,
      class: REPLY_CLASS.workflow,
      content: { text: texts.text(one.language, 'observer.reminder') },
      cause: 'observer.reminder',
      expiresAt: new Date(now.getTime() + worth),
    })),
  );
  for (const { door, milli } of sent) await noteReminder(tx, day, door.account, milli);
  return sent.map(({ door }) => door.account);
}
