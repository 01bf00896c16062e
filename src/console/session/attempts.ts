/** Counts tries by key within a time, in memory and never more than `most` keys. */
export interface Attempts {
  /** Counts one try. @returns false where there were too many */
  allow(key: string): boolean;
  /** It was no guess after all: forgets the tries. */
  forgive(key: string): void;
}

/**
 * @param limit tries that are let through within `withinMs` of the first
 * @param most keys kept; beyond, the oldest is forgotten, so that inventing names cannot fill the memory
 */
export function countAttempts(options: {
  limit: number;
  withinMs: number;
  most?: number;
  now(): Date;
}): Attempts {
  const { limit, withinMs, most = 10_000 } = options;
  const tries = new Map<string, { count: number; until: number }>();
  return {
    allow(key) {
      const now = options.now().getTime();
      const kept = tries.get(key);
      const entry = kept && kept.until > now ? kept : { count: 0, until: now + withinMs };
      entry.count += 1;
      // Deleted first, so that the map's order is the order of the last try.
      tries.delete(key);
      tries.set(key, entry);
      if (tries.size > most) {
        const oldest = tries.keys().next().value;
        if (oldest !== undefined) tries.delete(oldest);
      }
      return entry.count <= limit;
    },
    forgive: (key) => void tries.delete(key),
  };
}
