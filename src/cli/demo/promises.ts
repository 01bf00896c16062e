/** What was promised, and whether it was kept: the summary, and the exit code. */
export function openPromises(say: (line: string) => void) {
  const kept: { promise: string; kept: boolean; seen: string }[] = [];
  return {
    all: kept,
    check(promise: string, holds: boolean, seen: string): void {
      kept.push({ promise, kept: holds, seen });
      if (!holds) say(`    BROKEN: ${promise} (${seen})`);
    },
    get broken() {
      return kept.filter((each) => !each.kept).length;
    },
  };
}

export type Promises = ReturnType<typeof openPromises>;

/** Looks again until something is there. No sleeping for a guess: the first look is at once. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false | null>,
  withinMs = 30_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${withinMs / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
