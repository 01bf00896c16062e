import { Worker } from 'node:worker_threads';
import type { Log } from '../../../core/log.ts';
import type { SeenTip } from '../../../store/known-claims.ts';
import type { TipMatch } from './match.ts';
import type { Ask, EmbeddingsService, Say, ThreadData } from './messages.ts';

/** The index of everything that is known, in a thread of its own: looking things up never holds up a webhook. */
export interface MatchingThread {
  /**
   * What a tip may mean, by all that was committed before it is asked. Waits while the index is read.
   * @throws MatchingAway where the thread ended, or cannot reach the database
   */
  find(tip: SeenTip): Promise<TipMatch>;
  /** Resolves once everything has been read for the first time. */
  readonly ready: Promise<void>;
  /** Whether tips are matched now; and how many claims have been read. */
  state(): { readonly ready: boolean; readonly claims: number };
  /** Ends the thread as a crash would: it begins anew and reads everything once more. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The tip waits: its row is still there, and the sweeper asks again. */
export class MatchingAway extends Error {
  override readonly name = 'MatchingAway';
}

/** From source the thread must first learn to read TypeScript. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './from-source.js' : './worker.js', import.meta.url);
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Who asks holds a lock meanwhile. */
const LONGEST_WAIT_MS = 15_000;
/** A line of the log after so many claims more. */
const TOLD_EVERY = 50_000;

/**
 * @param again is told of waiting tips that may mean a claim whose words are new
 * @param embeddings where vectors of meaning come from; without it tips are matched by words alone
 */
export function openMatchingThread({
  databaseUrl,
  log,
  again,
  embeddings,
}: {
  databaseUrl: string;
  log: Log;
  again: (tipIds: readonly string[]) => void;
  embeddings?: EmbeddingsService | undefined;
}): MatchingThread {
  const asked = new Map<number, { resolve(match: TipMatch): void; reject(error: Error): void }>();
  let worker: Worker | undefined;
  let nextId = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  let closing = false;
  let claims = 0;
  let isReady = false;
  let opened: () => void = () => {};
  let gate = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const ready = gate;

  const hear = (said: Say) => {
    if (said.kind === 'reading') {
      if (Math.floor(said.claims / TOLD_EVERY) > Math.floor(claims / TOLD_EVERY))
        log.info('known claims are being read', { count: said.claims });
      claims = said.claims;
    } else if (said.kind === 'ready') {
      log.info('known claims are read: tips are matched', { count: said.claims, ms: said.ms });
      claims = said.claims;
      isReady = true;
      pauseMs = FIRST_PAUSE_MS;
      opened();
    } else if (said.kind === 'trouble') {
      log.warn('matching cannot read the database: tips wait', { code: said.message });
    } else if (said.kind === 'again') {
      again(said.tipIds);
    } else if (said.kind === 'meaning') {
      if (said.state === 'away')
        log.warn('the embeddings service does not help: tips are matched by words alone', {
          code: said.code,
        });
      else log.info('the embeddings service helps again');
    } else if (said.kind === 'well') {
      log.info('matching reads the database again');
    } else {
      const waiting = asked.get(said.id);
      asked.delete(said.id);
      if (said.kind === 'found') waiting?.resolve(said.match);
      else waiting?.reject(new MatchingAway(said.message));
    }
  };

  const ended = (error: unknown) => {
    if (worker === undefined) return;
    worker = undefined;
    for (const { reject } of asked.values()) reject(new MatchingAway('the thread ended'));
    asked.clear();
    if (closing) return;
    if (isReady)
      gate = new Promise((resolve) => {
        opened = resolve;
      });
    isReady = false;
    log.error('the matching thread ended and begins anew: tips wait', { error, ms: pauseMs });
    timer = setTimeout(begin, pauseMs);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  };

  function begin(): void {
    const data: ThreadData = { databaseUrl, ...(embeddings && { embeddings }) };
    const thread = new Worker(ENTRY, { workerData: data, name: 'matching' });
    worker = thread;
    claims = 0;
    let failure: unknown;
    thread.on('message', hear);
    thread.on('error', (error) => {
      failure = error;
    });
    thread.on('exit', (code) => worker === thread && ended(failure ?? new Error(`exit code ${code}`)));
  }

  begin();
  return {
    ready,
    state: () => ({ ready: isReady, claims }),
    async find(tip) {
      await gate;
      const id = nextId++;
      let late: NodeJS.Timeout | undefined;
      return new Promise<TipMatch>((resolve, reject) => {
        if (!worker) return reject(new MatchingAway('the thread ended'));
        asked.set(id, { resolve, reject });
        late = setTimeout(() => reject(new MatchingAway('the thread did not answer')), LONGEST_WAIT_MS);
        worker.postMessage({ id, tip } satisfies Ask);
      }).finally(() => {
        clearTimeout(late);
        asked.delete(id);
      });
    },
    async restart() {
      await worker?.terminate();
    },
    async close() {
      closing = true;
      clearTimeout(timer);
      await worker?.terminate();
    },
  };
}
