import { isoInZone } from '../../language/wall-clock.ts';
import { alarmsSince, type OpenSilence, openSilenceRows, remindersOn } from '../../store/silence.ts';
import type { StaffMember } from '../../store/staff.ts';
import type { WatchDesk } from './desk.ts';
import { mayOpenPeople } from './people.ts';
import { allSlots, countsFrom, coveredBy, type Group, type Silence, type Slot } from './silence.ts';
import { type Present, presentObservers, silenceOf } from './watch-silence.ts';

/** A silent observer as a colleague sees them: a number, nobody. */
export interface SilentLine {
  readonly observerId: string;
  readonly number: string;
  readonly department: string | null;
  /** The hours that are open, in order. */
  readonly slots: readonly Date[];
  readonly heardAt: Date | null;
  /** They, or whoever has their phone, wrote without a code after the first of these hours. */
  readonly wroteAt: Date | null;
  readonly remindedAt: Date | null;
  readonly takenBy: string | null;
  readonly takenByName: string | null;
  readonly why: 'ended' | 'blocked' | null;
}

/** What fell silent together, and whoever belongs to it. */
export interface Signal {
  readonly kind: 'account' | 'department';
  readonly of: string;
  readonly group: Group;
  readonly lines: readonly SilentLine[];
}

export interface SilenceBoard {
  readonly slots: readonly Slot[];
  /** Of each department, per hour; null where nobody was expected. */
  readonly departments: readonly { readonly of: string | null; readonly counts: readonly (Group | null)[] }[];
  /** Where an operator, or else a department, is silent as a whole at the last hour. */
  readonly signals: readonly Signal[];
  /** Who is silent alone, by department. */
  readonly lines: readonly { readonly of: string | null; readonly lines: readonly SilentLine[] }[];
  /** Of whom the alarm was given, and who was not heard since. */
  readonly alarms: readonly {
    readonly number: string;
    readonly department: string | null;
    readonly at: Date;
  }[];
  readonly apart: readonly { readonly number: string; readonly why: 'ended' | 'blocked' }[];
  readonly expectedNext: Date | null;
  readonly reminders: { readonly today: number; readonly most: number };
}

/**
 * @param about `training`: those who practise, who are never shown with the others; `by`: who looks. That a phone was
 * seized is not for institutions.
 */
export async function silenceBoard(
  desk: WatchDesk,
  about: { training: boolean; by: Pick<StaffMember, 'role' | 'institution'> },
): Promise<SilenceBoard> {
  const { db } = desk.store;
  const now = desk.now();
  const observers = await presentObservers(db, desk, now);
  const whole = silenceOf(desk, observers, { training: about.training, now });
  const silence = mayOpenPeople(about.by)
    ? whole
    : { ...whole, apart: whole.apart.filter(({ why }) => why !== 'blocked') };
  const rows = await openSilenceRows(db);
  const alarms = await alarmsSince(db, new Date(now.getTime() - 48 * 3_600_000));
  const lines = observers
    .filter(({ training }) => training === about.training)
    .flatMap((one) => lineOf(desk, one, rows, silence));
  const { signals, alone } = fold(silence, observers, lines);
  const { units } = await remindersOn(db, isoInZone(now, desk.timeZone).slice(0, 10));
  return {
    slots: silence.slots.map(({ slot }) => slot),
    departments: departmentsOf(silence),
    signals,
    lines: byDepartment(alone),
    alarms: observers
      .filter(
        ({ id, training, heardAt }) => training === about.training && (alarms.get(id) ?? 0) > (heardAt ?? 0),
      )
      .map(({ id, number, department }) => ({ number, department, at: alarms.get(id) ?? now })),
    apart: silence.apart.map(({ one, why }) => ({ number: one.number, why })),
    expectedNext:
      allSlots(desk.cell.checkIns, { training: about.training, timeZone: desk.timeZone }).find(
        ({ at }) => at > now,
      )?.at ?? null,
    reminders: { today: units, most: desk.cell.checkIns.reminders.mostADay },
  };
}

function lineOf(
  { cell }: WatchDesk,
  one: Present,
  all: readonly OpenSilence[],
  { apart }: Silence<Present>,
): SilentLine[] {
  const rows = all.filter(({ observerId }) => observerId === one.id);
  const [first] = rows;
  if (!first) return [];
  const { door } = one;
  const wrote = door !== null && door.wroteAt >= countsFrom(cell.checkIns, first.slot);
  return [
    {
      observerId: one.id,
      number: one.number,
      department: one.department,
      slots: rows.map(({ slot }) => slot),
      heardAt: one.heardAt,
      wroteAt: wrote && door.wroteAt > (one.heardAt ?? 0) ? door.wroteAt : null,
      remindedAt: rows.at(-1)?.remindedAt ?? null,
      takenBy: rows.find(({ takenBy }) => takenBy !== null)?.takenBy ?? null,
      takenByName: rows.find(({ takenByName }) => takenByName !== null)?.takenByName ?? null,
      why: apart.find((each) => each.one.id === one.id)?.why ?? null,
    },
  ];
}

/** Many rows become one signal where what they have in common is silent at the last hour. */
function fold(
  { slots }: Silence<Present>,
  observers: readonly Present[],
  lines: readonly SilentLine[],
): { signals: Signal[]; alone: SilentLine[] } {
  const last = slots.at(-1);
  if (!last) return { signals: [], alone: [...lines] };
  const known = new Map(observers.map((one) => [one.id, one]));
  const coverOf = (line: SilentLine) => {
    const one = known.get(line.observerId);
    return one && last.silent.includes(one) ? coveredBy(last, one) : null;
  };
  const signalsOf = (kind: Signal['kind'], groups: readonly Group[]) =>
    groups.flatMap((group): Signal[] => {
      const { of } = group;
      if (!group.whole || of === null) return [];
      const theirs = lines.filter((line) => {
        const cover = coverOf(line);
        return cover?.kind === kind && cover.of === of;
      });
      return [{ kind, of, group, lines: theirs }];
    });
  return {
    signals: [...signalsOf('account', last.accounts), ...signalsOf('department', last.departments)],
    alone: lines.filter((line) => coverOf(line) === null),
  };
}

function departmentsOf({ slots }: Silence<Present>): SilenceBoard['departments'] {
  const codes = new Set(slots.flatMap(({ departments }) => departments.map(({ of }) => of)));
  return [...codes]
    .sort((one, other) => (one ?? '\uffff').localeCompare(other ?? '\uffff', 'en'))
    .map((of) => ({
      of,
      counts: slots.map(({ departments }) => departments.find((group) => group.of === of) ?? null),
    }));
}

function byDepartment(lines: readonly SilentLine[]): SilenceBoard['lines'] {
  const codes = new Set(lines.map(({ department }) => department));
  return [...codes]
    .sort((one, other) => (one ?? '\uffff').localeCompare(other ?? '\uffff', 'en'))
    .map((of) => ({ of, lines: lines.filter(({ department }) => department === of) }));
}

/**
 * Where nobody of those who are expected was heard at the last hour that is due, by P-code.
 * @param about `level`: whole departments, or communes
 */
export async function silentPlaces(
  desk: WatchDesk,
  about: { training: boolean; level: 'commune' | 'department' },
): Promise<ReadonlySet<string>> {
  const { db } = desk.store;
  const now = desk.now();
  const { places } = await desk.registry.recent(db);
  const observers = (await presentObservers(db, desk, now)).map((one) => {
    const code = one.placeNumber === null ? undefined : places.get(one.placeNumber)?.placeCode;
    return about.level === 'department' ? one : { ...one, department: code?.split('-')[0] ?? null };
  });
  const last = silenceOf(desk, observers, { training: about.training, now }).slots.at(-1);
  return new Set(
    (last?.departments ?? []).flatMap(({ of, expected, silent }) =>
      of !== null && silent === expected ? [of] : [],
    ),
  );
}
