import { parentPort, workerData } from 'node:worker_threads';
import { openReader } from '../../../store/connect.ts';
import { openEmbeddings } from './embeddings.ts';
import { type Follower, follow } from './follow.ts';
import { Known, wordsOf } from './known.ts';
import type { Ask, Say, ThreadData } from './messages.ts';
import { understandAll } from './understand.ts';

/** How long a change in the database stays unknown here where nobody asks. */
const FOLLOW_MS = 250;
const AGAIN_MS = 1_000;

const { databaseUrl, embeddings: service } = workerData as ThreadData;
const { db } = openReader(databaseUrl);
const say = (what: Say) => parentPort?.postMessage(what);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** The error's own words may quote a row. */
const messageOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown');
const embeddings = service && openEmbeddings(service, (state, code) => say({ kind: 'meaning', state, code }));

let follower: Follower | undefined;
const begun = performance.now();
while (!follower) {
  follower = await follow(db, (claims) => say({ kind: 'reading', claims }), {
    open: () => new Known(service?.alike),
    again: (tipIds) => say({ kind: 'again', tipIds }),
  }).catch(async (error: unknown) => {
    say({ kind: 'trouble', message: messageOf(error) });
    await pause(AGAIN_MS);
    return undefined;
  });
}
const here = follower;

async function find({ tip }: Ask) {
  // Both at once: what is slower decides how long it takes, and the service has its own limit.
  const [vectors] = await Promise.all([embeddings?.embed([wordsOf(tip)]), here.sync()]);
  return here.known.find(tip, vectors?.[0]);
}

parentPort?.on('message', (ask: Ask) => {
  find(ask)
    .then((match) => say({ kind: 'found', id: ask.id, match }))
    .catch((error: unknown) => say({ kind: 'failed', id: ask.id, message: messageOf(error) }));
});
say({ kind: 'ready', claims: here.known.counts.claims, ms: Math.round(performance.now() - begun) });

for (let well = true; ; await pause(FOLLOW_MS)) {
  try {
    await here.sync();
    if (!well) say({ kind: 'well' });
    well = true;
    if (embeddings) await understandAll(here, embeddings);
  } catch (error) {
    if (well) say({ kind: 'trouble', message: messageOf(error) });
    well = false;
  }
}
