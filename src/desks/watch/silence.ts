import type { CheckIns } from '../../country/watch.ts';
import { dayNumber, instantAt, MINUTE } from '../../language/wall-clock.ts';

/** An observer, as far as it matters who was heard of. */
export interface Watched {
  readonly id: string;
  readonly number: string;
  /** They stand in for this one. */
  readonly deputyOf: string | null;
  /** Where they are expected; null: not known. */
  readonly department: string | null;
  /** Our sender account they last wrote to: what falls silent where an operator does. */
  readonly account: string | null;
  readonly verbosity: 'full' | 'short' | 'silent';
  readonly training: boolean;
  readonly blockedAt: Date | null;
  readonly endedAt: Date | null;
  readonly enteredAt: Date;
  /** When they were last heard of for sure. */
  readonly heardAt: Date | null;
}

/** An hour at which observers are expected to have been heard. */
export interface Slot {
  readonly at: Date;
  /** From when on it counts that somebody was not. */
  readonly dueAt: Date;
}

/** Those of one place, or of one operator. */
export interface Group {
  readonly of: string | null;
  readonly expected: number;
  readonly silent: number;
  /** So many that it is the network or the place, and one signal. */
  readonly whole: boolean;
}

export interface SlotSilence<One extends Watched = Watched> {
  readonly slot: Slot;
  readonly expected: number;
  readonly silent: readonly One[];
  /** All of them, in the order of their codes; those of no known place last. */
  readonly departments: readonly Group[];
  readonly accounts: readonly Group[];
}

export interface Silence<One extends Watched = Watched> {
  /** In the order of the hours. */
  readonly slots: readonly SlotSilence<One>[];
  /** Not expected, and not forgotten. */
  readonly apart: readonly { readonly one: One; readonly why: 'ended' | 'blocked' }[];
}

/** Nobody is looked for at an hour of two days ago, e.g. when the program starts again. */
const LOOKED_AT_MS = 24 * 60 * MINUTE;

/** All hours of the days of vote, in order. @param training of the days of those who practise */
export function allSlots(
  { days, exerciseDays, hours, graceMinutes }: CheckIns,
  { timeZone, training }: { timeZone: string; training: boolean },
): Slot[] {
  // An hour that the change to summer time leaves out is the next one: once is enough.
  const times = new Set(
    (training ? exerciseDays : days).flatMap((day) =>
      hours.map((hour) => instantAt(calendarDay(day), hour * 60, timeZone).getTime()),
    ),
  );
  return [...times]
    .sort((one, other) => one - other)
    .map((at) => ({ at: new Date(at), dueAt: new Date(at + graceMinutes * MINUTE) }));
}

/** Those that are due now. */
export const dueSlots = (
  checkIns: CheckIns,
  { now, ...about }: { timeZone: string; training: boolean; now: Date },
): Slot[] =>
  allSlots(checkIns, about).filter(
    ({ at, dueAt }) => dueAt <= now && now.getTime() < at.getTime() + LOOKED_AT_MS,
  );

/** @throws Error where it is no day of the calendar */
function calendarDay(written: string): number {
  const [year = 0, month = 0, day = 0] = written.split('-').map(Number);
  const number = dayNumber({ year, month, day });
  const read = new Date(number * 24 * 60 * MINUTE);
  if (Number.isNaN(read.getTime()) || read.toISOString().slice(0, 10) !== written)
    throw new Error(`${written} is no day of the calendar: write it as 2026-08-30`);
  return number;
}

/** From when on somebody who was heard counts for an hour. */
export const countsFrom = ({ earlyMinutes }: Pick<CheckIns, 'earlyMinutes'>, at: Date) =>
  new Date(at.getTime() - earlyMinutes * MINUTE);

const heardSince = ({ heardAt }: Watched, since: Date) => heardAt !== null && heardAt >= since;

/**
 * Who is silent at the hours that are due, as of now: who was heard later is silent at none of those before.
 * @param about `training`: only those who practise, or only the others; the two are never put together
 */
export function silenceAmong<One extends Watched>(
  checkIns: CheckIns,
  observers: readonly One[],
  about: { timeZone: string; training: boolean; now: Date },
): Silence<One> {
  const ours = observers
    .filter(({ training }) => training === about.training)
    .toSorted((one, other) => one.number.localeCompare(other.number, 'en'));
  const present = ours.filter(({ blockedAt, endedAt }) => blockedAt === null && endedAt === null);
  const slots = dueSlots(checkIns, about);
  const dayBegins = slots[0] && countsFrom(checkIns, slots[0].at);
  return {
    slots: slots.map((slot) => {
      const since = countsFrom(checkIns, slot.at);
      const replaced = new Set(present.filter((one) => heardSince(one, since)).map((one) => one.deputyOf));
      const expected = present.filter(
        (one) =>
          one.enteredAt <= slot.at &&
          // A deputy who stays at home is silent all day, and one who has come stands in for the other.
          (one.deputyOf === null
            ? !replaced.has(one.id) || heardSince(one, since)
            : heardSince(one, dayBegins ?? since)),
      );
      const silent = expected.filter((one) => !heardSince(one, since));
      return {
        slot,
        expected: expected.length,
        silent,
        departments: groupsBy(({ department }) => department, expected, silent, checkIns),
        accounts: groupsBy(({ account }) => account, expected, silent, checkIns),
      };
    }),
    apart: ours
      .filter((one) => !present.includes(one))
      .map((one) => ({ one, why: one.endedAt === null ? ('blocked' as const) : ('ended' as const) })),
  };
}

function groupsBy(
  of: (one: Watched) => string | null,
  expected: readonly Watched[],
  silent: readonly Watched[],
  { whole }: Pick<CheckIns, 'whole'>,
): Group[] {
  const counts = new Map<string | null, { expected: number; silent: number }>();
  for (const one of expected) {
    const count = counts.get(of(one)) ?? { expected: 0, silent: 0 };
    counts.set(of(one), { ...count, expected: count.expected + 1 });
  }
  for (const one of silent) {
    const count = counts.get(of(one));
    if (count) count.silent += 1;
  }
  return [...counts]
    .map(([key, count]) => ({
      of: key,
      ...count,
      // What has no name in common does not fall silent together.
      whole: key !== null && count.expected >= whole.least && count.silent >= whole.share * count.expected,
    }))
    .sort((one, other) => orderOf(one.of).localeCompare(orderOf(other.of), 'en'));
}

const orderOf = (key: string | null) => key ?? '\uffff';

/** By what a silent observer is covered: their operator, or else their department; null: by nothing. */
export function coveredBy(
  { departments, accounts }: Pick<SlotSilence, 'departments' | 'accounts'>,
  one: Watched,
): { readonly kind: 'account' | 'department'; readonly of: string } | null {
  const covers = (groups: readonly Group[], of: string | null) =>
    groups.some((group) => group.whole && group.of === of);
  if (one.account !== null && covers(accounts, one.account)) return { kind: 'account', of: one.account };
  if (one.department !== null && covers(departments, one.department))
    return { kind: 'department', of: one.department };
  return null;
}
