const SECONDS_PER_MESSAGE = 6;

/** What Meta counts per number of ours and person: the 24 hours since they wrote, and how many they get at once. */
export function openLimits(burst: number, now: () => number = Date.now) {
  const wrote = new Map<string, number>();
  const got = new Map<string, { left: number; at: number }>();
  const key = (phoneId: string, person: string) => `${phoneId} ${person}`;

  return {
    noteWritten: (phoneId: string, person: string) => wrote.set(key(phoneId, person), now()),
    /** As if a day had passed. */
    forgetWritten: (phoneId: string, person: string) => wrote.delete(key(phoneId, person)),
    isOpen: (phoneId: string, person: string) =>
      now() - (wrote.get(key(phoneId, person)) ?? Number.NEGATIVE_INFINITY) < 24 * 3_600_000,
    /** @returns whether one more may go to that person now */
    takeOne(phoneId: string, person: string): boolean {
      const before = got.get(key(phoneId, person)) ?? { left: burst, at: now() };
      const back = (now() - before.at) / 1000 / SECONDS_PER_MESSAGE;
      const left = Math.min(burst, before.left + back);
      if (left < 1) return false;
      got.set(key(phoneId, person), { left: left - 1, at: now() });
      return true;
    },
  };
}
