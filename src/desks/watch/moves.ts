import { addEvents, type DeskEvent, type Transaction } from '../../store/events.ts';
import { keepFromGrouping } from '../../store/incident-reports.ts';
import {
  findIncident,
  type IncidentRow,
  lockIncident,
  type NewIncident,
  OVER,
  setIncident,
} from '../../store/incidents.ts';
import type { Certainty, IncidentState, Severity } from '../../store/schema/watch.ts';
import type { StaffMember } from '../../store/staff.ts';
import { institutionOf, maySee, type WatchDesk, type WatchRefusal } from './desk.ts';
import { takeOut } from './group.ts';

export interface OfIncident {
  readonly incidentId: string;
  readonly by: Pick<StaffMember, 'id' | 'role' | 'institution'>;
}

interface Decided {
  readonly what: string;
  readonly to?: IncidentState;
  readonly change?: Partial<NewIncident>;
  readonly why?: string | undefined;
  /** What else is written in the same transaction. */
  readonly also?: () => Promise<void>;
}

/** Reasons and summaries are short: a log is no place for stories. */
const LONGEST_WHY = 500;
export const tidyWhy = (why: string) => why.trim().slice(0, LONGEST_WHY);

/**
 * One move on an incident, with its event, both or neither. A move into another state starts its clock.
 * @param decide what becomes of it, or why not
 * @param first what must be locked before the incident
 */
export function move(
  desk: WatchDesk,
  { incidentId, by }: OfIncident,
  decide: (
    incident: IncidentRow,
    now: Date,
    tx: Transaction,
  ) => Promise<WatchRefusal | Decided> | WatchRefusal | Decided,
  first?: (tx: Transaction) => Promise<unknown>,
): Promise<WatchRefusal | null> {
  return desk.store.db.transaction(async (tx: Transaction) => {
    await first?.(tx);
    const incident = await lockIncident(tx, incidentId);
    if (!incident || !maySee(desk, by, incident)) return 'gone';
    const now = desk.now();
    if (incident.heldBy !== null && incident.heldBy !== by.id && (incident.heldUntil ?? now) > now)
      return 'held';
    const decided = await decide(incident, now, tx);
    if (typeof decided === 'string') return decided;
    const event = await carryOut(tx, incident, now, decided);
    await addEvents(tx, [{ ...event, at: now, actor: by.id }]);
    return null;
  });
}

/** Writes what was decided of an incident that is locked. @returns what is to be written of it, last */
async function carryOut(
  tx: Transaction,
  incident: IncidentRow,
  now: Date,
  { what, to, change, why, also }: Decided,
): Promise<Omit<DeskEvent, 'at' | 'actor'>> {
  const moved = to !== undefined && to !== incident.state;
  await setIncident(tx, incident.id, {
    ...(moved && { state: to, stateSince: now, pausedAt: null, pausedSeconds: 0, alertedAt: null }),
    ...change,
  });
  await also?.();
  return {
    subject: 'incident',
    subjectId: incident.id,
    what,
    ...(moved && { from: incident.state, to }),
    ...(why !== undefined && { why }),
  };
}

const decides = (desk: WatchDesk, { institution }: OfIncident['by']) =>
  institutionOf(desk, institution)?.may === 'decide';

/** They begin to work on it: others see who, for some minutes. Again renews it. */
export function takeIncident(desk: WatchDesk, of: OfIncident): Promise<WatchRefusal | null> {
  return move(desk, of, ({ state }, now) => {
    if (OVER.includes(state)) return 'state';
    const heldUntil = new Date(now.getTime() + desk.cell.leaseMinutes * 60_000);
    return {
      what: 'taken',
      change: { heldBy: of.by.id, heldUntil },
      // Whoever takes it has seen it.
      ...(state === 'received' && { to: 'triage' as const }),
    };
  });
}

export function releaseIncident(desk: WatchDesk, of: OfIncident): Promise<WatchRefusal | null> {
  return move(desk, of, () => ({ what: 'released', change: { heldBy: null, heldUntil: null } }));
}

/** It is about the election, and worth being verified. @param of `severity`: where it is not what the card says */
export function verifyIncident(
  desk: WatchDesk,
  of: OfIncident & { severity?: Severity; accused?: readonly string[]; summary?: string },
): Promise<WatchRefusal | null> {
  return move(desk, of, ({ state, accused: before }) => {
    if (state !== 'received' && state !== 'triage') return 'state';
    const named = (of.accused ?? []).filter((id) => institutionOf(desk, id) !== undefined);
    // It hides the incident from them: who only proposes could hide it from everybody who decides.
    if (named.length > 0 && of.by.institution !== null && !decides(desk, of.by)) return 'rights';
    // Those who may open what is kept are kept from nothing all together.
    const opening = desk.cell.institutions.filter(({ opens }) => opens === true);
    if (opening.every(({ id }) => [...before, ...named].includes(id))) return 'rights';
    // Who was named before stays named, whatever is ticked this time.
    const accused = [...new Set([...before, ...named])];
    return {
      what: 'to_verification',
      to: 'verification',
      change: {
        ...(of.severity && { severity: of.severity }),
        accused,
        ...(of.summary !== undefined && { summary: tidyWhy(of.summary) || null }),
      },
    };
  });
}

/** By a call-back or a second source it is so; somebody of another institution must agree. */
export function confirmIncident(
  desk: WatchDesk,
  of: OfIncident & { certainty: Certainty; why: string; summary: string },
): Promise<WatchRefusal | null> {
  const why = tidyWhy(of.why);
  return move(desk, of, ({ state }) => {
    if (state !== 'verification') return 'state';
    if (institutionOf(desk, of.by.institution) === undefined) return 'institution';
    if (why === '') return 'why';
    return {
      what: 'confirmed',
      to: 'validation',
      why,
      change: {
        confirmedBy: of.by.id,
        confirmedFor: of.by.institution,
        certainty: of.certainty,
        certaintySetBy: of.by.id,
        summary: tidyWhy(of.summary) || null,
      },
    };
  });
}

/** The second one, who is neither the same person nor of the same institution. */
function second(
  desk: WatchDesk,
  by: OfIncident['by'],
  first: { readonly by: string | null; readonly institution: string | null },
): WatchRefusal | null {
  if (institutionOf(desk, by.institution) === undefined) return 'institution';
  if (!decides(desk, by)) return 'rights';
  if (first.by === by.id) return 'same_person';
  if (first.institution === by.institution) return 'same_institution';
  return null;
}

export function validateIncident(desk: WatchDesk, of: OfIncident): Promise<WatchRefusal | null> {
  return move(desk, of, ({ state, confirmedBy, confirmedFor }) => {
    if (state !== 'validation') return 'state';
    return (
      second(desk, of.by, { by: confirmedBy, institution: confirmedFor }) ?? {
        what: 'validated',
        to: 'transmission',
      }
    );
  });
}

/** The second one does not agree: it is verified again. */
export function returnIncident(
  desk: WatchDesk,
  of: OfIncident & { why: string },
): Promise<WatchRefusal | null> {
  const why = tidyWhy(of.why);
  return move(desk, of, ({ state }) => {
    if (state !== 'validation') return 'state';
    if (why === '') return 'why';
    return { what: 'returned', to: 'verification', why, change: { confirmedBy: null, confirmedFor: null } };
  });
}

const MAY_CLOSE: readonly IncidentState[] = ['transmission', 'acknowledged', 'response'];

/** Every institution may ask for it; another one closes. */
export function askToClose(desk: WatchDesk, of: OfIncident & { why: string }): Promise<WatchRefusal | null> {
  const why = tidyWhy(of.why);
  return move(desk, of, ({ state }) => {
    if (!MAY_CLOSE.includes(state)) return 'state';
    if (institutionOf(desk, of.by.institution) === undefined) return 'institution';
    if (why === '') return 'why';
    return {
      what: 'closing_asked',
      why,
      change: { closingBy: of.by.id, closingFor: of.by.institution },
    };
  });
}

export function closeIncident(desk: WatchDesk, of: OfIncident): Promise<WatchRefusal | null> {
  return move(desk, of, ({ state, closingBy, closingFor }) => {
    if (!MAY_CLOSE.includes(state) || closingBy === null) return 'state';
    return (
      second(desk, of.by, { by: closingBy, institution: closingFor }) ?? {
        what: 'closed',
        to: 'closed',
        change: { heldBy: null, heldUntil: null },
      }
    );
  });
}

export type SideExit = 'duplicate' | 'bogus' | 'not_election' | 'exercise' | 'rumor' | 'withdrawn';

/**
 * Out of the way by one of the cell, who says why; it can be undone.
 * @param of `number`: of which it is one more
 * @param also what is written with it
 * @param first what must be locked before the incident
 */
export function leaveIncident(
  desk: WatchDesk,
  of: OfIncident & { exit: SideExit; why: string; number?: string },
  also: (tx: Transaction, incident: IncidentRow, now: Date) => Promise<void>,
  first: (tx: Transaction) => Promise<unknown>,
): Promise<WatchRefusal | null> {
  const why = tidyWhy(of.why);
  const decide: Parameters<typeof move>[2] = async (incident, now, tx) => {
    if (OVER.includes(incident.state)) return 'state';
    if (of.by.institution !== null && !decides(desk, of.by)) return 'rights';
    if (why === '') return 'why';
    const change: Partial<NewIncident> = { heldBy: null, heldUntil: null };
    if (of.exit === 'duplicate') {
      const other = await findIncident(tx, { number: (of.number ?? '').replace(/\D/g, '') });
      if (
        !other ||
        other.id === incident.id ||
        other.exercise !== incident.exercise ||
        !maySee(desk, of.by, other) ||
        OVER.includes(other.state)
      )
        return 'number';
      change.duplicateOf = other.id;
    }
    return { what: of.exit, to: of.exit, why, change, also: () => also(tx, incident, now) };
  };
  return move(desk, of, decide, first);
}

/** It is looked at again: who agreed with what was found before must do so anew. */
const again = (why: string): Decided => ({
  what: 'reopened',
  to: 'triage',
  why,
  change: {
    duplicateOf: null,
    confirmedBy: null,
    confirmedFor: null,
    closingBy: null,
    closingFor: null,
  },
});

/** Undoes a closing or a side exit: it is looked at again. */
export function reopenIncident(
  desk: WatchDesk,
  of: OfIncident & { why: string },
): Promise<WatchRefusal | null> {
  const why = tidyWhy(of.why);
  return move(desk, of, ({ state }) => {
    if (!OVER.includes(state)) return 'state';
    if (of.by.institution !== null && !decides(desk, of.by)) return 'rights';
    if (why === '') return 'why';
    return again(why);
  });
}

/** Undoes that an incident was left as a rumor, because the desk that verifies rumors says so. It must be locked. */
export const takeBackRumor = (
  tx: Transaction,
  incident: IncidentRow,
  { why, now }: { why: string; now: Date },
) => carryOut(tx, incident, now, again(why));

/** The ombudsman or a human-rights body lets those see it who are accused. */
export function openToAccused(
  desk: WatchDesk,
  of: OfIncident & { why: string },
): Promise<WatchRefusal | null> {
  const why = tidyWhy(of.why);
  return move(desk, of, ({ openedAt }, now) => {
    if (openedAt !== null) return 'state';
    if (institutionOf(desk, of.by.institution)?.opens !== true) return 'rights';
    if (why === '') return 'why';
    return { what: 'opened', why, change: { openedAt: now } };
  });
}

/** The clock of this state stands still, for a reason, or goes on. */
export function pauseClock(desk: WatchDesk, of: OfIncident & { why: string }): Promise<WatchRefusal | null> {
  const why = tidyWhy(of.why);
  return move(desk, of, ({ state, pausedAt }, now) => {
    if (OVER.includes(state) || pausedAt !== null) return 'state';
    if (why === '') return 'why';
    return { what: 'paused', why, change: { pausedAt: now } };
  });
}

export function resumeClock(desk: WatchDesk, of: OfIncident): Promise<WatchRefusal | null> {
  return move(desk, of, ({ pausedAt, pausedSeconds }, now) => {
    if (pausedAt === null) return 'state';
    return {
      what: 'resumed',
      change: { pausedAt: null, pausedSeconds: pausedSeconds + (now.getTime() - pausedAt.getTime()) / 1_000 },
    };
  });
}

/** A report does not tell of this: it is closed, and what it alone held together falls apart. */
export function dismissReport(
  desk: WatchDesk,
  of: OfIncident & { reportId: string; why: string },
): Promise<WatchRefusal | null> {
  const why = tidyWhy(of.why);
  const dismiss: Parameters<typeof move>[2] = async (incident, _now, tx) => {
    if (OVER.includes(incident.state)) return 'state';
    if (of.by.institution !== null && !decides(desk, of.by)) return 'rights';
    if (why === '') return 'why';
    const events = await takeOut(tx, desk, incident, of.reportId);
    if (events === null) return 'gone';
    return { what: 'report_dismissed', why, also: () => addEvents(tx, events) };
  };
  return move(desk, of, dismiss, keepFromGrouping);
}
