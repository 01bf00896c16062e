import { v7 as uuidv7 } from 'uuid';
import type { DeskEvent, Transaction } from '../../store/events.ts';
import type { Told as Heard } from '../../store/heard.ts';
import { incidentsOfClaim, noteClaim, originsOf } from '../../store/incident-claims.ts';
import { type IncidentRow, lockIncidents, OVER } from '../../store/incidents.ts';
import { publishedVerdict } from '../../store/verdicts.ts';
import { DeskError, tidy } from '../verification/desk.ts';
import { endClaim, wakeFor } from '../verification/exits.ts';
import { type FactsDesk, placeOf } from '../verification/facts.ts';
import { type LockedClaim, moveClaim } from '../verification/lease.ts';
import { stateAfter } from '../verification/moves.ts';
import { HANDED_AS, type WatchDesk } from './desk.ts';
import { enterIncident, renewIncidents } from './incident.ts';
import { takeBackRumor, tidyWhy } from './moves.ts';

type Event = Omit<DeskEvent, 'at' | 'actor'>;

const NOBODY: Heard & { endpoints: readonly string[] } = { accounts: [], count: 0, endpoints: [] };

/** A verdict of it is being checked: who asked hears that one. */
const IN_REVIEW: ReadonlySet<string> = new Set(['check', 'lead']);

export interface HandedClaim {
  readonly claimId: string;
  readonly staffId: string;
  /** Both desks read it: nobody's name or number. */
  readonly why: string;
  /** Of the observers' card, with its check digit. Not asked where the claim came from the watch cell. */
  readonly code: string;
  /** As typed, or a code of the country's places. */
  readonly place: string;
}

/**
 * A claim is no rumor but something that happens: the watch cell has it from now on. Where the claim came from incidents
 * that were left as rumors, they are looked at again; else a new one is opened. Who asked about it is a source of it, and
 * stays with the claim: nothing is copied.
 *
 * The claim is closed, and everybody who asked is told so; but where a verdict stands or is being checked it stays where
 * it is, because that is their answer.
 * @throws DeskError `why_missing`, `watch_has_it` naming the incident, `watch_code`, `place_unknown`, `place_ambiguous`, or
 *   that of the lease
 */
export async function handToWatch(
  desk: FactsDesk,
  watch: WatchDesk,
  input: HandedClaim,
): Promise<{ number: string; told: number }> {
  const { claimId, staffId } = input;
  const why = tidyWhy(tidy(input.why));
  if (why === '') throw new DeskError('why_missing');
  const handed = await moveClaim(
    desk,
    { claimId, staffId, early: (tx) => refuseTwice(tx, claimId) },
    async (tx, claim, now) => {
      const stays = IN_REVIEW.has(claim.state) || (await publishedVerdict(tx, claimId)) !== undefined;
      const to = stays ? claim.state : stateAfter(claim.state, 'exit');
      const { incidents, events } = await incidentsFor(tx, desk, watch, { claim, input, why, now });
      for (const { id: incidentId } of incidents) await noteClaim(tx, { incidentId, claimId, handedAt: now });
      await renewIncidents(
        tx,
        watch,
        incidents.map(({ id }) => id),
      );
      const told = stays
        ? NOBODY
        : await endClaim(desk, tx, { claimId, to, as: HANDED_AS, by: staffId, now });
      const moved = to === claim.state ? {} : { from: claim.state, to };
      const event = { subject: 'claim', subjectId: claimId, what: 'handed_to_watch', ...moved, why } as const;
      return { events: [event, ...events], result: { ...told, number: incidents[0]?.number ?? '' } };
    },
  );
  wakeFor(desk, handed);
  desk.log.info('claim handed to the watch desk', { claimId, staffId, count: handed.count });
  return { number: handed.number, told: handed.count };
}

/** Who presses twice, or second, hears which incident it is. */
async function refuseTwice(tx: Transaction, claimId: string): Promise<void> {
  const open = (await incidentsOfClaim(tx, claimId)).find(({ state }) => !OVER.includes(state));
  if (open) throw new DeskError('watch_has_it', { number: open.number });
}

/** The incidents that the claim is of, and what is to be written of them. */
async function incidentsFor(
  tx: Transaction,
  desk: FactsDesk,
  watch: WatchDesk,
  of: { claim: LockedClaim; input: HandedClaim; why: string; now: Date },
): Promise<{ incidents: IncidentRow[]; events: Event[] }> {
  const { why, now } = of;
  const origins = await lockIncidents(
    tx,
    (await originsOf(tx, of.claim.id)).map(({ id }) => id),
  );
  const incidents: IncidentRow[] = [];
  const events: Event[] = [];
  for (const incident of origins) {
    if (incident.state === 'rumor') events.push(await takeBackRumor(tx, incident, { why, now }));
    // The cell has opened it again by itself: it learns that others found the same.
    else if (!OVER.includes(incident.state)) events.push(fromClaim(incident, why));
    else continue;
    incidents.push(incident);
  }
  if (incidents.length > 0) return { incidents, events };
  const incident = await open(tx, desk, watch, of);
  return { incidents: [incident], events: [{ ...fromClaim(incident, why), to: incident.state }] };
}

const fromClaim = ({ id }: IncidentRow, why: string): Event => ({
  subject: 'incident',
  subjectId: id,
  what: 'from_claim',
  why,
});

async function open(
  tx: Transaction,
  desk: FactsDesk,
  watch: WatchDesk,
  { input, now }: { input: HandedClaim; now: Date },
): Promise<IncidentRow> {
  const line = watch.lines.get(input.code);
  if (line?.kind !== 'incident') throw new DeskError('watch_code');
  const placeCode = placeOf(desk, input.place);
  if (placeCode === null) throw new DeskError('place_unknown');
  const { places } = await watch.registry.recent(tx);
  // A polling centre lies in a place: nobody said that it was there.
  const numbered = [...places.values()].find((one) => one.placeCode === placeCode && one.name === undefined);
  return enterIncident(tx, {
    id: uuidv7(),
    state: 'triage',
    stateSince: now,
    code: input.code,
    placeCode,
    placeNumber: numbered?.number ?? null,
    latitude: numbered?.latitude ?? null,
    longitude: numbered?.longitude ?? null,
    firstSeenAt: now,
    lastSeenAt: now,
    severity: line.severity,
    urgency: line.urgency,
    exercise: false,
  });
}
