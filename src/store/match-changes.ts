import { sql } from 'drizzle-orm';
import type { Db, Queryable } from './connect.ts';

/** How long a change can be read: who has heard nothing for longer reads everything anew. */
export const CHANGES_KEPT_MS = 3_600_000;

export interface Changes {
  /** Where to read on: every commit before it has been seen. */
  readonly mark: string;
  readonly rows: readonly {
    readonly id: number;
    readonly kind: 'claim' | 'tip';
    readonly subjectId: string;
  }[];
}

/**
 * What changed in commits that a reader at `mark` cannot have seen for sure, in one snapshot. The mark is the oldest
 * transaction that was still open then: what commits late has a number from there on, so nothing is missed, and what
 * was seen already comes again while an older transaction is open.
 * @param mark left out: only where to begin
 */
export async function changesSince(q: Queryable, mark?: string): Promise<Changes> {
  const { rows } = await q.execute<{
    mark: string;
    id: string | null;
    kind: 'claim' | 'tip';
    subject_id: string;
  }>(sql`
    select pg_snapshot_xmin(pg_current_snapshot())::text as mark, c.id, c.kind, c.subject_id
    from (select) one left join match_change c on c.xid >= ${mark ?? null}::text::xid8`);
  return {
    mark: rows[0]?.mark ?? '0',
    rows: rows.flatMap((row) =>
      row.id === null ? [] : [{ id: Number(row.id), kind: row.kind, subjectId: row.subject_id }],
    ),
  };
}

/** Twice as long as anybody reads back: whoever begins to read now misses nothing. */
export async function dropOldChanges(db: Db): Promise<void> {
  await db.execute(
    sql`delete from match_change where at < now() - ${2 * CHANGES_KEPT_MS} * interval '1 millisecond'`,
  );
}
