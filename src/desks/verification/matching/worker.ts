import { parentPort, workerData } from 'node:worker_threads';
import { openReader } from '../../../store/connect.ts';
import { type Follower, follow } from './follow.ts';
import type { Ask, Say, ThreadData } from './messages.ts';

/** How long a change in the database stays unknown here where nobody asks. */
const FOLLOW_MS = 250;
const AGAIN_MS = 1_000;

const { databaseUrl } = workerData as ThreadData;
const { db } = openReader(databaseUrl);
const say = (what: Say) => parentPort?.postMessage(what);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** The error's own words may quote a row. */
const messageOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown');

let follower: Follower | undefined;
const begun = performance.now();
while (!follower) {
  follower = await follow(db, (claims) => say({ kind: 'reading', claims })).catch(async (error: unknown) => {
    say({ kind: 'trouble', message: messageOf(error) });
    await pause(AGAIN_MS);
    return undefined;
  });
}
const here = follower;

parentPort?.on('message', ({ id, tip }: Ask) => {
  here
    .sync()
    .then(() => say({ kind: 'found', id, match: here.known.find(tip) }))
    .catch((error: unknown) => say({ kind: 'failed', id, message: messageOf(error) }));
});
say({ kind: 'ready', claims: here.known.counts.claims, ms: Math.round(performance.now() - begun) });

for (let well = true; ; await pause(FOLLOW_MS)) {
  try {
    await here.sync();
    if (!well) say({ kind: 'well' });
    well = true;
  } catch (error) {
    if (well) say({ kind: 'trouble', message: messageOf(error) });
    well = false;
  }
}
