import { listEvents } from '../../store/events.ts';
import { claimsOfIncident, claimVoicesOf } from '../../store/incident-claims.ts';
import { reportsOf, type Told, voicesOf } from '../../store/incident-reports.ts';
import {
  countIncidents,
  findIncident,
  type IncidentFilter,
  type IncidentListed,
  type IncidentRow,
  listIncidents,
} from '../../store/incidents.ts';
import type { IncidentState } from '../../store/schema/watch.ts';
import type { StaffMember } from '../../store/staff.ts';
import { type TransmissionRow, transmissionsOf } from '../../store/transmissions.ts';
import { independentSources } from './certainty.ts';
import { dueAt } from './clock.ts';
import { hiddenFrom, maySee, readsAll, sitsInCell, type WatchDesk } from './desk.ts';
import { asExactlyAs } from './precision.ts';
import { recipientsOf } from './transmit.ts';

/** Incidents on a page: what a slow link loads at once. */
export const INCIDENT_PAGE = 25;

export interface Board {
  readonly incidents: readonly (IncidentListed & { readonly due: Date | null })[];
  readonly counts: ReadonlyMap<IncidentState, number>;
  readonly total: number;
  readonly page: number;
}

/** What a member sees of the board. */
export async function boardFor(
  desk: WatchDesk,
  member: StaffMember,
  filter: Omit<IncidentFilter, 'hidden'>,
  { page = 0 }: { page?: number } = {},
): Promise<Board> {
  if (!sitsInCell(member)) return { incidents: [], counts: new Map(), total: 0, page: 0 };
  const { db } = desk.store;
  const whole = { ...filter, hidden: hiddenFrom(desk, member) };
  const { state: _, ...allStates } = whole;
  const counts = await countIncidents(db, allStates);
  const total =
    filter.state === undefined
      ? [...counts.values()].reduce((sum, n) => sum + n, 0)
      : (counts.get(filter.state) ?? 0);
  const shown = Math.min(page, Math.max(0, Math.ceil(total / INCIDENT_PAGE) - 1));
  const rows = await listIncidents(db, whole, { limit: INCIDENT_PAGE, offset: shown * INCIDENT_PAGE });
  const now = desk.now();
  return {
    incidents: rows.map((row) => ({ ...asExactlyAs(desk, member, row), due: dueAt(desk.cell, row, now) })),
    counts,
    total,
    page: shown,
  };
}

/** What tells of an incident, as the cell sees it: a letter for each organisation, and the words beside the codes. */
export interface SourceSeen
  extends Pick<
    Told,
    | 'reportId'
    | 'number'
    | 'items'
    | 'placeNumber'
    | 'seenAt'
    | 'strangePhone'
    | 'onceRefused'
    | 'seized'
    | 'duress'
    | 'withdrawnAt'
    | 'times'
  > {
  /** The same for sources that may depend on each other; null for citizens. */
  readonly letter: string | null;
  readonly comment: string | null;
}

/** As many reports as somebody reads: a flood of one rumor has thousands that say the same. */
const LATEST = 50;

export interface IncidentView {
  readonly incident: IncidentRow;
  readonly due: Date | null;
  /** The latest. */
  readonly sources: readonly SourceSeen[];
  /** Of all. */
  readonly reports: number;
  readonly independent: number;
  /** The claims of the verification desk that it came from, and how many people asked about them. */
  readonly claims: Awaited<ReturnType<typeof claimsOfIncident>>;
  readonly askers: number;
  readonly sent: readonly TransmissionRow[];
  /** Institutions whom it concerns, by the card. */
  readonly recipients: readonly string[];
  readonly duplicateOf: IncidentRow | null;
  /** What was decided, newest first. */
  readonly events: Awaited<ReturnType<typeof listEvents>>;
}

/** All that one page shows of an incident; null where there is none that they may see. */
export async function incidentView(
  desk: WatchDesk,
  member: StaffMember,
  incidentId: string,
): Promise<IncidentView | null> {
  const { db } = desk.store;
  const incident = await findIncident(db, { id: incidentId });
  if (!incident || !maySee(desk, member, incident)) return null;
  const [latest, voices, sent, events, claims, asked] = await Promise.all([
    reportsOf(db, incidentId, LATEST),
    voicesOf(db, [incidentId]),
    transmissionsOf(db, incidentId),
    listEvents(db, [incidentId]),
    claimsOfIncident(db, incidentId),
    claimVoicesOf(db, [incidentId]),
  ]);
  const organisations = [...new Set(voices.flatMap(({ organisation }) => organisation ?? []))];
  const other =
    incident.duplicateOf === null ? undefined : await findIncident(db, { id: incident.duplicateOf });
  const all = readsAll(desk, member);
  return {
    incident: asExactlyAs(desk, member, incident),
    due: dueAt(desk.cell, incident, desk.now()),
    sources: latest.map(({ organisation, words, ...report }) => ({
      ...asExactlyAs(desk, member, report),
      letter: organisation === null ? null : letterOf(organisations.indexOf(organisation)),
      // A citizen's words have no codes in them.
      comment: words === null ? null : (desk.commentIn(words) ?? (organisation === null ? words : null)),
    })),
    reports: voices.reduce((sum, { reports }) => sum + reports, 0),
    independent: independentSources(voices),
    claims,
    askers: asked.filter(({ teller }) => teller !== null).length,
    sent: sent.filter(({ institution }) => all || institution === member.institution),
    recipients: recipientsOf(desk, incident),
    duplicateOf: other && maySee(desk, member, other) ? other : null,
    events: all
      ? events
      : events.filter(({ what, why }) => !TELLS_WHERE.has(what) || why === member.institution),
  };
}

/** Events that name institutions to which it was sent. */
const TELLS_WHERE: ReadonlySet<string> = new Set([
  'transmitted',
  'acknowledged',
  'acknowledged_by_text',
  'responded',
  'unacknowledged',
]);

const letterOf = (n: number) => (n < 26 ? String.fromCharCode(65 + n) : `A${n}`);
