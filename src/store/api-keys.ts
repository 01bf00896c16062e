import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Queryable } from './connect.ts';
import { addEvents } from './events.ts';
import { apiKey } from './schema.ts';

/** What a key may do. Verdicts are public: any key reads them, and more often than who has none. */
export const API_SCOPES = ['tips:write', 'claims:read', 'match:read', 'figures:read'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

type Row = typeof apiKey.$inferSelect;
export type ApiKeyLine = Omit<Row, 'secretHash'>;

const shown = {
  id: apiKey.id,
  publicId: apiKey.publicId,
  name: apiKey.name,
  scopes: apiKey.scopes,
  perMinute: apiKey.perMinute,
  expiresAt: apiKey.expiresAt,
  revokedAt: apiKey.revokedAt,
  usedAt: apiKey.usedAt,
  createdBy: apiKey.createdBy,
  createdAt: apiKey.createdAt,
};

/** @returns its id */
export async function addApiKey(
  q: Queryable,
  what: Pick<Row, 'publicId' | 'secretHash' | 'name' | 'scopes' | 'perMinute' | 'expiresAt'> & {
    staffId: string;
    now: Date;
  },
): Promise<string> {
  const { staffId, now, ...row } = what;
  const id = uuidv7();
  await q.transaction(async (tx) => {
    await tx.insert(apiKey).values({ ...row, id, createdBy: staffId, createdAt: now });
    await addEvents(tx, [
      {
        at: now,
        subject: 'api_key',
        subjectId: id,
        actor: staffId,
        what: 'created',
        to: row.scopes.join(' '),
      },
    ]);
  });
  return id;
}

/** At once and for good. @returns false: there is none, or it is revoked already */
export async function revokeApiKey(
  q: Queryable,
  { id, staffId, now }: { id: string; staffId: string; now: Date },
): Promise<boolean> {
  return q.transaction(async (tx) => {
    const rows = await tx
      .update(apiKey)
      .set({ revokedAt: now })
      .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
      .returning({ id: apiKey.id });
    if (rows.length === 0) return false;
    await addEvents(tx, [{ at: now, subject: 'api_key', subjectId: id, actor: staffId, what: 'revoked' }]);
    return true;
  });
}

/** Those that work first, then the newest. */
export function listApiKeys(q: Queryable): Promise<ApiKeyLine[]> {
  return q.select(shown).from(apiKey).orderBy(sql`${apiKey.revokedAt} is not null`, desc(apiKey.createdAt));
}

/** Also the revoked and the expired: their owners are told why. */
export async function findApiKey(q: Queryable, publicId: string): Promise<Row | undefined> {
  const [found] = await q.select().from(apiKey).where(eq(apiKey.publicId, publicId));
  return found;
}

/** Once a minute is often enough to know whether a key is still in use. */
export async function noteApiKeyUse(q: Queryable, id: string, now: Date): Promise<void> {
  const stale = sql`${apiKey.usedAt} < ${now}::timestamptz - interval '1 minute'`;
  await q
    .update(apiKey)
    .set({ usedAt: now })
    .where(and(eq(apiKey.id, id), or(isNull(apiKey.usedAt), stale), workingAt(now)));
}

const workingAt = (now: Date) => or(isNull(apiKey.expiresAt), gt(apiKey.expiresAt, now));
