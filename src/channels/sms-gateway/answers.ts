/** The turn may be quicker than the request that it answers comes to wait: a reply looks so long for one. */
const GRACE_MS = 500;

/**
 * What was held and what answers it now are two replies for one request, the second a moment after the first: without
 * it the person would hear each answer only when they write the next time.
 */
const GATHER_MS = 400;

interface Waiting {
  /** @returns whether there was room for it */
  readonly take: (text: string) => boolean;
}

/**
 * Brings together a request that waits for the reply to a person and that reply. The oldest request of the person
 * gets it, and what follows at once; what comes when none waits must find another way.
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

  const hand = (key: string, text: string): boolean => (waiting.get(key) ?? []).some((one) => one.take(text));

  return {
    /**
     * @param max how long the answer may be; one reply fits always
     * @param gone aborts when nobody would read the answer any more: the next request of that person gets it then
     * @returns what is to be said to that person, undefined where nothing came in time. Never rejects.
     */
    wait(key: string, ms: number, max: number, gone: AbortSignal): Promise<string | undefined> {
      if (closed || gone.aborted) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        let said: string | undefined;
        const end = () => {
          clearTimeout(timer);
          ends.delete(end);
          gone.removeEventListener('abort', end);
          drop(key, one);
          resolve(said);
        };
        const one: Waiting = {
          take(text) {
            if (said !== undefined && said.length + 1 + text.length > max) return false;
            if (said === undefined) {
              clearTimeout(timer);
              timer = setTimeout(end, GATHER_MS);
            }
            said = said === undefined ? text : `${said}\n${text}`;
            return true;
          },
        };
        let timer = setTimeout(end, ms);
        ends.add(end);
        gone.addEventListener('abort', end);
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
