import { and, asc, eq, exists, inArray, notExists, notInArray, or, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import type { SeenAt, Voice } from './incident-reports.ts';
import { type IncidentRow, OVER } from './incidents.ts';
import {
  address,
  claim,
  incident,
  incidentClaim,
  incidentReport,
  incidentTip,
  observer,
  observerPhone,
  tip,
} from './schema.ts';

/**
 * The way between the watch cell and the verification desk: which tips an incident became that left as a rumor, and which
 * claims were handed over as incidents. Rows of ids: neither side's words are copied to the other.
 */

/** It left as a rumor: by this tip it can be found again. */
export async function noteTip(tx: Queryable, of: { incidentId: string; tipId: string }): Promise<void> {
  await tx.insert(incidentTip).values(of).onConflictDoNothing();
}

export async function noteClaim(
  tx: Queryable,
  of: { incidentId: string; claimId: string; handedAt: Date },
): Promise<void> {
  await tx
    .insert(incidentClaim)
    .values(of)
    .onConflictDoUpdate({
      target: [incidentClaim.incidentId, incidentClaim.claimId],
      set: { handedAt: of.handedAt },
    });
}

/** The incident goes on in another: so does what it came from. */
export async function moveOrigins(tx: Queryable, { from, to }: { from: string; to: string }): Promise<void> {
  await tx.execute(sql`update ${incidentTip} t set incident_id = ${to} where incident_id = ${from} and not exists
    (select from ${incidentTip} o where o.incident_id = ${to} and o.tip_id = t.tip_id)`);
  await tx.execute(sql`update ${incidentClaim} c set incident_id = ${to} where incident_id = ${from} and not exists
    (select from ${incidentClaim} o where o.incident_id = ${to} and o.claim_id = c.claim_id)`);
}

/** An incident as the verification desk may know it. */
export type IncidentOfClaim = Pick<IncidentRow, 'id' | 'number' | 'code' | 'accused' | 'openedAt' | 'state'>;

const known = {
  id: incident.id,
  number: incident.number,
  code: incident.code,
  accused: incident.accused,
  openedAt: incident.openedAt,
  state: incident.state,
};

/** What a claim was handed over as, the last first. */
export function incidentsOfClaim(q: Queryable, claimId: string): Promise<IncidentOfClaim[]> {
  return q
    .select(known)
    .from(incidentClaim)
    .innerJoin(incident, eq(incident.id, incidentClaim.incidentId))
    .where(eq(incidentClaim.claimId, claimId))
    .orderBy(sql`${incidentClaim.handedAt} desc`, asc(incident.id));
}

/**
 * From which incidents a claim came, that still stand where they were left or were opened again meanwhile: by the tips
 * in it, or because it was handed over as one before. Practice is never among them.
 */
export function originsOf(q: Queryable, claimId: string): Promise<IncidentOfClaim[]> {
  const byTip = q
    .select({ one: sql`1` })
    .from(incidentTip)
    .innerJoin(tip, eq(tip.id, incidentTip.tipId))
    .where(and(eq(incidentTip.incidentId, incident.id), eq(tip.claimId, claimId)));
  const byClaim = q
    .select({ one: sql`1` })
    .from(incidentClaim)
    .where(and(eq(incidentClaim.incidentId, incident.id), eq(incidentClaim.claimId, claimId)));
  return q
    .select(known)
    .from(incident)
    .where(
      and(
        or(exists(byTip), exists(byClaim)),
        eq(incident.exercise, false),
        or(eq(incident.state, 'rumor'), notInArray(incident.state, [...OVER])),
      ),
    )
    .orderBy(asc(incident.id));
}

/** From which claims an incident came, by their numbers; the last first. */
export function claimsOfIncident(q: Queryable, incidentId: string): Promise<{ id: string; seq: number }[]> {
  return q
    .select({ id: claim.id, seq: claim.seq })
    .from(incidentClaim)
    .innerJoin(claim, eq(claim.id, incidentClaim.claimId))
    .where(eq(incidentClaim.incidentId, incidentId))
    .orderBy(sql`${incidentClaim.handedAt} desc`, asc(claim.id));
}

/** SQL: a tip of the claim that is no report of this very incident. */
const ownTip = sql`${tip.state} in ('grouped', 'refused') and not exists (select from ${incidentTip} i
  where i.tip_id = ${tip.id} and i.incident_id = ${incidentClaim.incidentId})`;

/**
 * Who asked about the claims that these incidents came from: citizens, whoever they are. Who is an observer of ours is the
 * same person as in their reports, and a seized phone makes nothing surer here either. A claim of which nobody is left
 * who may be known is one voice without a person: somebody of ours still says that it is so.
 */
export async function claimVoicesOf(q: Queryable, incidentIds: readonly string[]): Promise<Voice[]> {
  if (incidentIds.length === 0) return [];
  const person = q
    .selectDistinctOn([address.contactId], {
      contactId: address.contactId,
      observerId: sql<string>`${observer.id}`.as('observer_id'),
      blocked: sql<boolean>`${observer.blockedAt} is not null`.as('blocked'),
    })
    .from(address)
    .innerJoin(observerPhone, eq(observerPhone.hash, address.hash))
    .innerJoin(observer, eq(observer.id, observerPhone.observerId))
    .orderBy(address.contactId, observer.id)
    .as('person');
  const teller = sql<string | null>`coalesce(${person.observerId}, ${tip.contactId})::text`;
  const seized = sql<boolean>`coalesce(${person.blocked}, false)`;
  const seen = sql`coalesce(${tip.createdAt}, ${incidentClaim.handedAt})`;
  const rows = await q
    .select({
      incidentId: incidentClaim.incidentId,
      teller,
      seized,
      reports: sql<number>`count(${tip.id})::int`,
      from: sql<Date>`min(${seen})`.mapWith(tip.createdAt),
      until: sql<Date>`max(${seen})`.mapWith(tip.createdAt),
    })
    .from(incidentClaim)
    .leftJoin(tip, and(eq(tip.claimId, incidentClaim.claimId), ownTip))
    .leftJoin(person, eq(person.contactId, tip.contactId))
    .where(inArray(incidentClaim.incidentId, [...incidentIds]))
    .groupBy(incidentClaim.incidentId, teller, seized);
  return rows.map((row) => ({
    ...row,
    organisation: null,
    strangePhone: false,
    duress: false,
    withdrawnAt: null,
    quantity: null,
  }));
}

/** Where and when incidents were seen of which nothing but a claim tells yet, as a person of ours said. */
export function placesOfClaims(q: Queryable, incidentIds: readonly string[]): Promise<SeenAt[]> {
  if (incidentIds.length === 0) return Promise.resolve([]);
  return q
    .select({
      incidentId: incident.id,
      placeNumber: incident.placeNumber,
      latitude: incident.latitude,
      longitude: incident.longitude,
      from: incident.firstSeenAt,
      until: incident.lastSeenAt,
    })
    .from(incident)
    .where(
      and(
        inArray(incident.id, [...incidentIds]),
        exists(
          q.select({ one: sql`1` }).from(incidentClaim).where(eq(incidentClaim.incidentId, incident.id)),
        ),
        notExists(
          q.select({ one: sql`1` }).from(incidentReport).where(eq(incidentReport.incidentId, incident.id)),
        ),
      ),
    );
}
