import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Keep } from '../core/channel.ts';
import type { Queryable, Store } from './connect.ts';
import { keep } from './schema.ts';

/** @returns the sealed memory of one channel: what it writes, every process reads */
export function openKeep(store: Store, channel: string): Keep {
  const { db, seal } = store;
  /** One writer of a channel at a time: two that overlap would otherwise wait for each other for ever. */
  const oneWriter = (tx: Queryable) =>
    tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`keep ${channel}`}, 0))`);
  return {
    async get(keys) {
      if (keys.length === 0) return new Map();
      const rows = await db
        .select({ key: keep.key, sealed: keep.sealed })
        .from(keep)
        .where(and(eq(keep.channel, channel), inArray(keep.key, [...keys])));
      return new Map(rows.map((row) => [row.key, seal.unseal(row.sealed)]));
    },

    async set(entries) {
      const gone = [...entries].flatMap(([key, value]) => (value === null ? [key] : []));
      const rows = [...entries].flatMap(([key, value]) =>
        value === null ? [] : [{ channel, key, sealed: seal.seal(value) }],
      );
      await db.transaction(async (tx) => {
        await oneWriter(tx);
        if (rows.length > 0) {
          await tx
            .insert(keep)
            .values(rows)
            .onConflictDoUpdate({
              target: [keep.channel, keep.key],
              set: { sealed: sql`excluded.sealed`, updatedAt: sql`now()` },
            });
        }
        if (gone.length > 0)
          await tx.delete(keep).where(and(eq(keep.channel, channel), inArray(keep.key, gone)));
      });
    },

    async clear(prefix) {
      await db.transaction(async (tx) => {
        await oneWriter(tx);
        await tx.delete(keep).where(and(eq(keep.channel, channel), sql`starts_with(${keep.key}, ${prefix})`));
      });
    },
  };
}
