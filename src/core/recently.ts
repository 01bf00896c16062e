/** Gives what was found a moment ago, and looks again meanwhile. */
export type Recently = <T>(what: string, look: () => Promise<T>) => Promise<T>;

/** As good as now. */
const FRESH_MS = 2_000;
/** Beyond it nobody is shown what was. */
const OLD_MS = 15_000;
/** Different questions at the same time. */
const MOST = 200;

interface Found {
  readonly at: number;
  readonly value: unknown;
}

/**
 * For what costs much to find out and is looked at by many, again and again: whoever asks gets what was found at most
 * 15 seconds ago, and where that is older than two seconds it is looked up anew behind their back, once for all.
 * @param clock in milliseconds
 */
export function openRecently(clock: () => number = () => performance.now()): Recently {
  const found = new Map<string, Found>();
  const looking = new Map<string, Promise<unknown>>();

  const lookAgain = <T>(what: string, look: () => Promise<T>): Promise<T> => {
    const under = looking.get(what) as Promise<T> | undefined;
    if (under) return under;
    const at = clock();
    const now = look()
      .then((value) => {
        // The last to be asked for stands last, and the first one goes.
        found.delete(what);
        found.set(what, { at, value });
        for (const [oldest] of found) if (found.size > MOST) found.delete(oldest);
        return value;
      })
      .finally(() => looking.delete(what));
    looking.set(what, now);
    return now;
  };

  return async (what, look) => {
    const before = found.get(what);
    const age = before ? clock() - before.at : Number.POSITIVE_INFINITY;
    if (age > OLD_MS) return lookAgain(what, look);
    // What fails behind somebody's back fails for whoever asks when it is too old.
    if (age > FRESH_MS) lookAgain(what, look).catch(() => undefined);
    return before?.value as Awaited<ReturnType<typeof look>>;
  };
}
