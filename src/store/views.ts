import { and, asc, eq, or, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { openingView, savedView, staff } from './schema.ts';

export interface ViewRow {
  readonly id: string;
  readonly name: string;
  /** As in the address of the page. */
  readonly filter: string;
  readonly shared: boolean;
  readonly staffId: string;
  /** Who made it. */
  readonly by: string;
  /** The queue opens with it for the one who asks. */
  readonly opens: boolean;
}

/** One's own and those that others share, by name. */
export function listViews(q: Queryable, staffId: string): Promise<ViewRow[]> {
  return q
    .select({
      id: savedView.id,
      name: savedView.name,
      filter: savedView.filter,
      shared: savedView.shared,
      staffId: savedView.staffId,
      by: staff.name,
      opens: sql<boolean>`exists (select from ${openingView} o
        where o.staff_id = ${staffId} and o.view_id = ${savedView.id})`,
    })
    .from(savedView)
    .innerJoin(staff, eq(staff.id, savedView.staffId))
    .where(or(eq(savedView.staffId, staffId), savedView.shared))
    .orderBy(asc(savedView.name), asc(savedView.id));
}

/** @returns false where this person has one of that name */
export async function insertView(q: Queryable, row: typeof savedView.$inferInsert): Promise<boolean> {
  const rows = await q
    .insert(savedView)
    .values(row)
    .onConflictDoNothing({ target: [savedView.staffId, savedView.name] })
    .returning({ id: savedView.id });
  return rows.length === 1;
}

/** @returns `taken` where this person has another of that name, `unknown` where it is not theirs */
export async function changeView(
  q: Queryable,
  { id, staffId, ...change }: { id: string; staffId: string; name: string; shared: boolean },
): Promise<'done' | 'taken' | 'unknown'> {
  const { rows } = await q.execute<{ id: string; taken: boolean }>(sql`
    select v.id, exists (select from ${savedView} o
      where o.staff_id = ${staffId} and o.name = ${change.name} and o.id <> v.id) as taken
    from ${savedView} v where v.id = ${id} and v.staff_id = ${staffId} for update`);
  if (!rows[0]) return 'unknown';
  if (rows[0].taken) return 'taken';
  await q.update(savedView).set(change).where(eq(savedView.id, id));
  // Whoever opened with it when it was shared opens with everything again.
  if (!change.shared)
    await q
      .delete(openingView)
      .where(and(eq(openingView.viewId, id), sql`${openingView.staffId} <> ${staffId}`));
  return 'done';
}

/** @returns false where it is not theirs */
export async function deleteView(
  q: Queryable,
  { id, staffId }: { id: string; staffId: string },
): Promise<boolean> {
  const rows = await q
    .delete(savedView)
    .where(and(eq(savedView.id, id), eq(savedView.staffId, staffId)))
    .returning({ id: savedView.id });
  return rows.length === 1;
}

/** @param viewId null: with everything */
export async function setOpeningView(q: Queryable, staffId: string, viewId: string | null): Promise<void> {
  if (viewId === null) {
    await q.delete(openingView).where(eq(openingView.staffId, staffId));
    return;
  }
  await q
    .insert(openingView)
    .values({ staffId, viewId })
    .onConflictDoUpdate({ target: openingView.staffId, set: { viewId } });
}
