import type { Desk } from './desks/verification/desk.ts';
import { type PublicMatcher, publicMatcher } from './desks/verification/matching/ask.ts';
import { openHarms } from './desks/verification/matching/harms.ts';
import { lookAgain } from './desks/verification/matching/look-again.ts';
import { matchTip } from './desks/verification/matching/match-tip.ts';
import type { EmbeddingsService } from './desks/verification/matching/messages.ts';
import { openMatchingThread } from './desks/verification/matching/thread.ts';
import type { Queues } from './queue/open.ts';
import { dropOldChanges } from './store/match-changes.ts';
import { overdueTips } from './store/match-tips.ts';

/** How long a tip may wait for its wake-up; also how soon a file that came later is compared. */
const SWEEP_MS = 5_000;
const SWEPT_AT_ONCE = 500;
const TIDY_MS = 600_000;

export interface MatchingRole {
  /** For programs of partners. */
  readonly ask: PublicMatcher;
  /** For /readyz. */
  state(): { readonly ready: boolean; readonly claims: number };
  close(): Promise<void>;
}

/**
 * The role `matching`: holds the index of everything known in a thread of its own and takes the jobs of new tips, as
 * soon as everything has been read. Until then another process takes them, or they wait in their rows.
 */
export function serveMatching(deps: {
  databaseUrl: string;
  embeddings: EmbeddingsService | undefined;
  desk: Desk;
  placeIn: (text: string) => string | undefined;
  queues: Queues;
}): MatchingRole {
  const { databaseUrl, embeddings, desk, placeIn, queues } = deps;
  const { log, store } = desk;
  const again = (tipIds: readonly string[]) => {
    lookAgain(desk, tipIds).catch((error: unknown) =>
      log.error('tips could not be matched anew', { error, count: tipIds.length }),
    );
  };
  const thread = openMatchingThread({ databaseUrl, log, again, embeddings });
  const matching = { desk, thread, placeIn, harmsIn: openHarms(desk.texts) };
  let closed = false;
  thread.ready
    .then(async () => {
      if (closed) return;
      // One at a time: whoever is matched holds the lock of matching anyway.
      await queues.serve(
        'verification',
        async ([tipId = '']) => {
          if ((await matchTip(matching, tipId)) === 'changed') queues.wake('verification', [tipId]);
        },
        { batch: 1, concurrency: 1 },
      );
      queues.every('tips that wait to be matched', SWEEP_MS, async () => {
        queues.wake('verification', await overdueTips(store.db, SWEEP_MS / 1_000, SWEPT_AT_ONCE));
      });
      queues.every('changes that everybody has read', TIDY_MS, () => dropOldChanges(store.db));
    })
    .catch((error: unknown) => log.error('matching could not begin', { error }));
  return {
    ask: publicMatcher(thread),
    state: () => thread.state(),
    async close() {
      closed = true;
      await thread.close();
    },
  };
}
