import { v7 as uuidv7 } from 'uuid';
import { cancelRest } from '../../store/bulletin-feed.ts';
import {
  holdBulletin,
  holdRun,
  insertRun,
  isCorrected,
  listRuns,
  outdatedBulletins,
  type RunRow,
  setRun,
} from '../../store/bulletins.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { type Actor, type BulletinDesk, type BulletinRefusal, mayApprove } from './desk.ts';
import { holdBack } from './send.ts';

/**
 * What is done to a sending under way. It acts at once: what is queued is taken back in the same commit, and what a
 * process claims it claims only of a sending that runs.
 */
interface OfRun {
  readonly by: Actor;
  readonly runId: string;
}

/** Nothing more leaves until somebody resumes it. */
export function pauseRun(desk: BulletinDesk, of: OfRun): Promise<BulletinRefusal | null> {
  return control(desk, of, 'paused', async (tx, run) => {
    if (run.state !== 'running') return 'state';
    await holdBack(desk, tx, run, null);
    return null;
  });
}

export function resumeRun(desk: BulletinDesk, of: OfRun): Promise<BulletinRefusal | null> {
  return control(desk, of, 'resumed', async (tx, run) => {
    if (run.state !== 'paused') return 'state';
    if (run.endsAt <= desk.now()) return 'time';
    if (await isOutdated(tx, run)) return 'outdated';
    await setRun(tx, run.id, { state: 'running', pausedFor: null });
    return null;
  });
}

/** For good: who has not got it does not get it. */
export function cancelRun(desk: BulletinDesk, of: OfRun & { why: string }): Promise<BulletinRefusal | null> {
  const why = of.why.replaceAll('\u0000', '').trim().slice(0, 500);
  return control(desk, { ...of, why }, 'cancelled', async (tx, run) => {
    if (run.state === 'done' || run.state === 'cancelled') return 'state';
    if (why === '') return 'why';
    await cancelRest(tx, run.id);
    await setRun(tx, run.id, { state: 'cancelled', finishedAt: desk.now() });
    return null;
  });
}

/** Once more, to those only whom it surely did not reach. What was approved is what is said. */
export async function resendRun(desk: BulletinDesk, of: OfRun): Promise<BulletinRefusal | { runId: string }> {
  const id = uuidv7();
  const refusal = await control(desk, of, 'sent_again', async (tx, run) => {
    const found = await holdBulletin(tx, run.bulletinId);
    if (!found) return 'gone';
    if (run.state !== 'done' && run.state !== 'cancelled') return 'open';
    if (await isOutdated(tx, run)) return 'outdated';
    // Of two sendings to the same people the second would find the first one's failures, and nobody knows more.
    if ((await listRuns(tx, [run.bulletinId])).some(({ resendOf }) => resendOf === run.id)) return 'state';
    const now = desk.now();
    await insertRun(tx, {
      ...{ id, bulletinId: run.bulletinId, state: 'planning', content: run.content, resendOf: run.id },
      remindsOf: run.remindsOf,
      ...{ startedAt: now, endsAt: new Date(now.getTime() + found.validHours * 3_600_000) },
    });
    return null;
  });
  return refusal ?? { runId: id };
}

/** It says what we do not say any more: a verdict of it has fallen, or a correction has begun. */
async function isOutdated(tx: Transaction, { id, bulletinId }: RunRow): Promise<boolean> {
  return (await outdatedBulletins(tx, [bulletinId])).length > 0 || isCorrected(tx, id);
}

async function control(
  desk: BulletinDesk,
  { by, runId, why }: OfRun & { readonly why?: string },
  what: string,
  act: (tx: Transaction, run: RunRow) => Promise<BulletinRefusal | null>,
): Promise<BulletinRefusal | null> {
  if (!mayApprove(by)) return 'rights';
  return desk.store.db.transaction(async (tx: Transaction) => {
    const run = await holdRun(tx, runId);
    if (!run) return 'gone';
    const refusal = await act(tx, run);
    if (refusal) return refusal;
    await addEvents(tx, [
      {
        ...{ at: desk.now(), subject: 'bulletin' as const, subjectId: run.bulletinId, actor: by.id, what },
        to: runId,
        ...(why !== undefined && { why }),
      },
    ]);
    return null;
  });
}
