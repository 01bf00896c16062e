import type { ObserverCode } from '../../../country/observer-code.ts';
import { wallClock } from '../../../language/wall-clock.ts';
import type { IncidentFigure } from '../../../store/incident-figures.ts';
import { INCIDENT_STATES, type IncidentState } from '../../../store/schema/watch.ts';
import type { PlaceTable } from './place-table.ts';
import { stands } from './select.ts';

export interface Counted<Key> {
  readonly key: Key;
  readonly count: number;
}

/** Minutes that half of them did not exceed; null where there was none. */
export interface Median {
  readonly count: number;
  readonly minutes: number | null;
}

/** What happened in a period, in numbers. */
export interface Situation {
  readonly from: Date;
  readonly until: Date;
  readonly exercise: boolean;
  /** Those that happened, as far as is known. */
  readonly incidents: number;
  readonly reports: number;
  /** Duplicates, bogus ones and all others that left on the way; only `states` has them, too. */
  readonly leftOut: number;
  readonly states: readonly Counted<IncidentState>[];
  /** The gravest first. */
  readonly severities: readonly Counted<ObserverCode['severity']>[];
  /** Most first. */
  readonly codes: readonly Counted<string>[];
  /** Most first; null where nobody knows. */
  readonly departments: readonly Counted<string | null>[];
  /** By the hour of the day in which they were first seen: 24. */
  readonly hours: readonly number[];
  /** Since the incident was opened; acknowledgement, by each institution, since it was sent there. */
  readonly took: Readonly<Record<'triage' | 'validation' | 'transmission' | 'acknowledgement', Median>>;
  readonly institutions: readonly InstitutionFigure[];
}

/** In incidents: one that was sent again after a change is one. */
export interface InstitutionFigure {
  readonly institution: string;
  readonly sent: number;
  /** The last of what was sent of an incident. */
  readonly acknowledged: number;
  /** As of now; never among `acknowledged`. */
  readonly overdue: number;
}

export interface SituationOf {
  readonly from: Date;
  readonly until: Date;
  readonly exercises: boolean;
  readonly now: Date;
  /** IANA name: whose hours they are. */
  readonly timeZone: string;
  readonly places: PlaceTable;
}

const SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const;

/**
 * @param rows of this period or a longer one
 * @throws RangeError where exercises and real incidents are in one list
 */
export function situationOf(all: readonly IncidentFigure[], of: SituationOf): Situation {
  const { from, until, exercises, timeZone, places } = of;
  if (all.some(({ exercise }) => exercise !== exercises))
    throw new RangeError('exercises and real incidents are never counted together');
  const rows = all.filter(({ firstSeenAt }) => firstSeenAt >= from && firstSeenAt < until);
  const standing = rows.filter(stands);
  const hours = Array.from({ length: 24 }, () => 0);
  for (const { firstSeenAt } of standing) {
    const { hour } = wallClock(firstSeenAt, timeZone);
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  const states = counted(rows, ({ state }) => state);
  const severities = counted(standing, ({ severity }) => severity);
  const since = (at: (row: IncidentFigure) => Date | null | undefined) =>
    medianOf(standing.flatMap((row) => minutesBetween(row.createdAt, at(row))));
  return {
    from,
    until,
    exercise: exercises,
    incidents: standing.length,
    reports: standing.reduce((sum, { reports }) => sum + reports, 0),
    leftOut: rows.length - standing.length,
    states: states.toSorted((a, b) => INCIDENT_STATES.indexOf(a.key) - INCIDENT_STATES.indexOf(b.key)),
    severities: severities.toSorted((a, b) => SEVERITIES.indexOf(a.key) - SEVERITIES.indexOf(b.key)),
    codes: mostFirst(counted(standing, ({ code }) => code)),
    departments: mostFirst(
      counted(standing, (row) => places.around(row).find(({ kind }) => kind === 'department')?.code ?? null),
    ),
    hours,
    took: {
      triage: since(({ triagedAt }) => triagedAt),
      validation: since(({ validatedAt }) => validatedAt),
      transmission: since(({ sent }) => sent[0]?.sentAt),
      acknowledgement: medianOf(
        standing.flatMap(({ sent }) =>
          byInstitution(sent).flatMap(([, theirs]) => {
            const [first] = theirs.flatMap(({ acknowledgedAt }) => acknowledgedAt ?? []).toSorted(early);
            return theirs[0] ? minutesBetween(theirs[0].sentAt, first) : [];
          }),
        ),
      ),
    },
    institutions: institutionsOf(rows, of.now),
  };
}

const early = (a: Date, b: Date) => a.getTime() - b.getTime();

function institutionsOf(rows: readonly IncidentFigure[], now: Date): InstitutionFigure[] {
  const figures = new Map<string, { sent: number; acknowledged: number; overdue: number }>();
  for (const { sent } of rows)
    for (const [institution, theirs] of byInstitution(sent)) {
      const last = theirs.at(-1);
      const figure = figures.get(institution) ?? { sent: 0, acknowledged: 0, overdue: 0 };
      figure.sent += 1;
      if (last?.acknowledgedAt) figure.acknowledged += 1;
      else if (last && last.dueAt < now) figure.overdue += 1;
      figures.set(institution, figure);
    }
  return [...figures]
    .map(([institution, figure]) => ({ institution, ...figure }))
    .toSorted((a, b) => b.sent - a.sent || (a.institution < b.institution ? -1 : 1));
}

function byInstitution(sent: IncidentFigure['sent']): [string, IncidentFigure['sent'][number][]][] {
  const by = new Map<string, IncidentFigure['sent'][number][]>();
  for (const one of sent) by.set(one.institution, [...(by.get(one.institution) ?? []), one]);
  return [...by];
}

function counted<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Counted<Key>[] {
  const counts = new Map<Key, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return [...counts].map(([key, count]) => ({ key, count }));
}

const mostFirst = <Key extends string | null>(all: readonly Counted<Key>[]) =>
  all.toSorted((a, b) => b.count - a.count || ((a.key ?? '~') < (b.key ?? '~') ? -1 : 1));

const minutesBetween = (from: Date, to: Date | null | undefined): number[] =>
  to ? [Math.max(0, to.getTime() - from.getTime()) / 60_000] : [];

/** One that there was, and no mean of two: as PostgreSQL's `percentile_disc` has it. */
function medianOf(minutes: readonly number[]): Median {
  const middle = minutes.toSorted((a, b) => a - b)[Math.ceil(minutes.length / 2) - 1];
  return { count: minutes.length, minutes: middle === undefined ? null : Math.round(middle) };
}
