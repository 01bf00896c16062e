import { and, eq, sql } from 'drizzle-orm';
import { keepBlob } from './blobs.ts';
import type { Queryable, Store } from './connect.ts';
import { evidence } from './schema.ts';

/** Longer than fetching one page can take: who has not said anything by then is gone. */
const LEASE_SECONDS = 60;

export interface LinkToCopy {
  readonly id: string;
  readonly url: string;
  /** This one included. */
  readonly attempts: number;
}

/** Takes up those of these entries whose link is due to be copied: for a minute nobody else will. */
export async function takeLinks(q: Queryable, ids: readonly string[]): Promise<LinkToCopy[]> {
  const { rows } = await q.execute<{ id: string; url: string; attempts: number }>(sql`
    update evidence set copy_due_at = now() + ${LEASE_SECONDS} * interval '1 second',
      copy_attempts = copy_attempts + 1
    where id in (select id from evidence where id = any(${sql.param([...ids])}::uuid[])
      and copy_state = 'waiting' and copy_due_at <= now() and url is not null for update skip locked)
    returning id, url, copy_attempts as attempts`);
  return rows;
}

/** Entries whose link is due, the longest waiting first: their wake-up was lost, or their time has come again. */
export async function linksDue(q: Queryable, limit: number): Promise<string[]> {
  const { rows } = await q.execute<{ id: string }>(sql`
    select id from evidence where copy_state = 'waiting' and copy_due_at <= now()
    order by copy_due_at limit ${limit}`);
  return rows.map(({ id }) => id);
}

/**
 * Ties what the link showed to its entry.
 * @param page.sha256 of its bytes
 */
export async function keepCopy(
  store: Store,
  evidenceId: string,
  page: { bytes: Buffer; contentType: string; sha256: Buffer; now: Date },
): Promise<void> {
  const { bytes, contentType, sha256, now } = page;
  // Of the type as well, and never the same as that of a file from a phone: those are stripped, and may be forgotten.
  const hash = store.seal.hashBytes(Buffer.concat([Buffer.from(`copy ${contentType}\n`), bytes]));
  const file = {
    contentType,
    kind: 'document',
    bytes,
    perceptual: null,
    fingerprint: null,
    seconds: null,
  } as const;
  await store.db.transaction(async (tx) => {
    const blobId = await keepBlob(tx, { seal: store.seal, hash, file });
    await tx
      .update(evidence)
      .set({ copyState: 'stored', copyError: null, blobId, sha256, copiedAt: now })
      .where(and(eq(evidence.id, evidenceId), eq(evidence.copyState, 'waiting')));
  });
}

/** It could not be had now. */
export async function putOffCopy(
  q: Queryable,
  evidenceId: string,
  seconds: number,
  code: string,
): Promise<void> {
  await q
    .update(evidence)
    .set({ copyDueAt: sql`now() + ${seconds} * interval '1 second'`, copyError: code })
    .where(and(eq(evidence.id, evidenceId), eq(evidence.copyState, 'waiting')));
}

export async function giveUpCopy(q: Queryable, evidenceId: string, code: string): Promise<void> {
  await q
    .update(evidence)
    .set({ copyState: 'failed', copyError: code })
    .where(and(eq(evidence.id, evidenceId), eq(evidence.copyState, 'waiting')));
}

/** Somebody wants it tried once more. @returns false where the claim has no such entry, or nothing failed */
export async function askCopyAgain(q: Queryable, claimId: string, evidenceId: string): Promise<boolean> {
  const { rowCount } = await q
    .update(evidence)
    .set({ copyState: 'waiting', copyError: null, copyAttempts: 0, copyDueAt: sql`now()` })
    .where(and(eq(evidence.id, evidenceId), eq(evidence.claimId, claimId), eq(evidence.copyState, 'failed')));
  return rowCount === 1;
}
