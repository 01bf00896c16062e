/** The turn may be quicker than the request that it answers comes to wait: a reply looks so long for one. */
const GRACE_MS = 500;

interface Waiting {
  readonly take: (text: string) => void;
}

/**
 * Brings together a request that waits for the reply to a person and that reply. The oldest request of the person
 * gets it; what comes when none waits must find another way.
 */
export function openAnswers() {
  const waiting = new Map<string, Waiting[]>();
  const looking = new Map<string, Set<() => void>>();
  const ends = new Set<() => void>();
  let closed = false;

  const drop = (key: string, one: Waiting) => {
    const left = (waiting.get(key) ?? []).filter((other) => other !== one);
    if (left.length > 0) waiting.set(key, left);
    else waiting.delete(key);
  };

  const hand = (key: string, text: string): boolean => {
    const first = waiting.get(key)?.[0];
    if (!first) return false;
    drop(key, first);
    first.take(text);
    return true;
  };

  return {
    /**
     * @param gone aborts when nobody would read the answer any more: the next request of that person gets it then
     * @returns what is to be said to that person, undefined where nothing came in time. Never rejects.
     */
    wait(key: string, ms: number, gone: AbortSignal): Promise<string | undefined> {
      if (closed || gone.aborted) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const end = (text: string | undefined) => {
          clearTimeout(timer);
          ends.delete(giveUp);
          gone.removeEventListener('abort', giveUp);
          drop(key, one);
          resolve(text);
        };
        const giveUp = () => end(undefined);
        const one: Waiting = { take: end };
        const timer = setTimeout(giveUp, ms);
        ends.add(giveUp);
        gone.addEventListener('abort', giveUp);
        waiting.set(key, [...(waiting.get(key) ?? []), one]);
        for (const look of looking.get(key) ?? []) look();
      });
    },

    /** @returns whether a request has taken it */
    async give(key: string, text: string): Promise<boolean> {
      if (hand(key, text)) return true;
      if (closed) return false;
      return new Promise((resolve) => {
        const mine = looking.get(key) ?? new Set();
        const end = (found: boolean) => {
          clearTimeout(timer);
          mine.delete(look);
          if (mine.size === 0) looking.delete(key);
          resolve(found);
        };
        const look = () => {
          if (hand(key, text)) end(true);
        };
        const timer = setTimeout(end, GRACE_MS, false);
        mine.add(look);
        looking.set(key, mine);
      });
    },

    /** Whoever waits is answered with nothing. */
    close() {
      closed = true;
      for (const end of [...ends]) end();
    },
  };
}
