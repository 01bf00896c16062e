import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Queryable } from './connect.ts';
import { address, incidentReport, observer, observerPhone, pollingCentre, report } from './schema.ts';
import type { Seal } from './seal.ts';

export type ObserverRow = typeof observer.$inferSelect;
export type NewObserver = typeof observer.$inferInsert;
export type CentreRow = typeof pollingCentre.$inferSelect;

/** What is sealed of an observer: see {@link sealPerson}. */
export interface ObserverPerson {
  readonly name: string;
  /**
   * The count which, behind a check-in, says that somebody stands beside them: two digits, no round number, since
   * those who are well give round ones.
   */
  readonly silent: number;
}

export const sealPerson = (seal: Seal, { name, silent }: ObserverPerson): Buffer =>
  seal.seal(Buffer.from(JSON.stringify([name, silent])));

/** @throws when the key is another or the bytes were changed */
export function unsealPerson(seal: Seal, sealed: Buffer): ObserverPerson {
  const [name, silent] = JSON.parse(seal.unseal(sealed).toString());
  return { name, silent };
}

/** An observer as a text is read: never their name. */
export interface KnownObserver
  extends Pick<
    ObserverRow,
    'id' | 'number' | 'language' | 'verbosity' | 'training' | 'supervisor' | 'buddy' | 'blockedAt' | 'sealed'
  > {
  /** Where they are expected: their own place, or that of whom they stand in for. */
  readonly placeNumber: string | null;
}

const principal = alias(observer, 'principal');

const known = {
  id: observer.id,
  number: observer.number,
  language: observer.language,
  verbosity: observer.verbosity,
  training: observer.training,
  supervisor: observer.supervisor,
  buddy: observer.buddy,
  blockedAt: observer.blockedAt,
  sealed: observer.sealed,
  placeNumber: sql<string | null>`coalesce(${observer.placeNumber}, ${principal.placeNumber})`,
};

/** Whose phones these addresses are, by address. */
export async function observersAt(
  q: Queryable,
  addressIds: readonly string[],
): Promise<Map<string, KnownObserver>> {
  if (addressIds.length === 0) return new Map();
  const rows = await q
    .select({ addressId: address.id, ...known })
    .from(address)
    .innerJoin(observerPhone, eq(observerPhone.hash, address.hash))
    .innerJoin(observer, eq(observer.id, observerPhone.observerId))
    .leftJoin(principal, eq(principal.id, observer.deputyOf))
    .where(and(inArray(address.id, [...addressIds]), isNull(observer.endedAt)));
  return new Map(rows.map(({ addressId, ...row }) => [addressId, row]));
}

/** Everybody who observes now. */
export function listKnown(q: Queryable): Promise<KnownObserver[]> {
  return q
    .select(known)
    .from(observer)
    .leftJoin(principal, eq(principal.id, observer.deputyOf))
    .where(isNull(observer.endedAt));
}

/** Polling centres that are open. */
export function listCentres(q: Queryable): Promise<CentreRow[]> {
  return q.select().from(pollingCentre).where(isNull(pollingCentre.endedAt));
}

/** All polling centres, also those that are closed: their numbers are never given again. */
export function allCentres(q: Queryable): Promise<CentreRow[]> {
  return q.select().from(pollingCentre);
}

/** All rows, also of those who have ended: their numbers are never given again. */
export function allObservers(q: Queryable): Promise<ObserverRow[]> {
  return q.select().from(observer).orderBy(observer.number);
}

/** Whose phones these hashes are already, by hash in hex. */
export async function phonesTaken(q: Queryable, hashes: readonly Buffer[]): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map();
  const rows = await q
    .select({ hash: observerPhone.hash, observerId: observerPhone.observerId })
    .from(observerPhone)
    .where(inArray(observerPhone.hash, [...hashes]));
  return new Map(rows.map(({ hash, observerId }) => [hash.toString('hex'), observerId]));
}

/** Writes an observer as they are now, new or known by their id. */
export async function saveObserver(tx: Queryable, row: NewObserver): Promise<void> {
  const { id: _, number: __, createdAt: ___, ...change } = row;
  await tx
    .insert(observer)
    .values(row)
    .onConflictDoUpdate({ target: observer.id, set: { ...change, updatedAt: sql`now()` } });
}

/** These are the phones of an observer now, and no others. */
export async function setPhones(
  tx: Queryable,
  observerId: string,
  phones: readonly { hash: Buffer; sealed: Buffer }[],
): Promise<void> {
  await tx.delete(observerPhone).where(eq(observerPhone.observerId, observerId));
  if (phones.length > 0)
    await tx.insert(observerPhone).values(phones.map((phone) => ({ ...phone, observerId })));
}

/**
 * The phone of an observer may be in other hands from now on.
 * @returns false: it was so already
 */
export async function blockObserver(
  tx: Queryable,
  { observerId, by, now }: { observerId: string; by: string; now: Date },
): Promise<boolean> {
  const rows = await tx
    .update(observer)
    .set({ blockedAt: now, blockedBy: by, reinstateBy: null, updatedAt: now })
    .where(and(eq(observer.id, observerId), isNull(observer.blockedAt)))
    .returning({ id: observer.id });
  return rows.length === 1;
}

/** Locks an observer until the transaction ends. */
export async function lockObserver(tx: Queryable, observerId: string): Promise<ObserverRow | undefined> {
  const [found] = await tx.select().from(observer).where(eq(observer.id, observerId)).for('update');
  return found;
}

/** Only of an observer that {@link lockObserver} holds. */
export async function setObserver(
  tx: Queryable,
  observerId: string,
  change: Partial<NewObserver>,
): Promise<void> {
  await tx
    .update(observer)
    .set({ ...change, updatedAt: sql`now()` })
    .where(eq(observer.id, observerId));
}

/** Who told a report of an incident and from where, sealed: the observer whose number stands in it, their phones, the address it came from. */
export async function tellerOfReport(
  q: Queryable,
  { incidentId, reportId }: { incidentId: string; reportId: string },
): Promise<
  { person: Buffer | null; number: string | null; phones: Buffer[]; from: Buffer | null } | undefined
> {
  const [found] = await q
    .select({
      observerId: report.observerId,
      person: observer.sealed,
      number: observer.number,
      from: address.sealed,
    })
    .from(report)
    .leftJoin(observer, eq(observer.id, report.observerId))
    .leftJoin(address, eq(address.id, report.addressId))
    .innerJoin(incidentReport, eq(incidentReport.reportId, report.id))
    .where(and(eq(report.id, reportId), eq(incidentReport.incidentId, incidentId)));
  if (!found) return undefined;
  const { observerId, ...told } = found;
  const phones =
    observerId === null
      ? []
      : await q
          .select({ sealed: observerPhone.sealed })
          .from(observerPhone)
          .where(eq(observerPhone.observerId, observerId));
  return { ...told, phones: phones.map(({ sealed }) => sealed) };
}

/** Writes polling centres, new or known by their number. */
export async function saveCentres(tx: Queryable, rows: readonly (typeof pollingCentre.$inferInsert)[]) {
  for (const row of rows) {
    const { number: _, createdAt: __, ...change } = row;
    await tx
      .insert(pollingCentre)
      .values(row)
      .onConflictDoUpdate({ target: pollingCentre.number, set: change });
  }
}
