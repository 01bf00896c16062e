import {
  type BulletinRow,
  bulletinTexts,
  holdBulletin,
  listRuns,
  outdatedBulletins,
  setBulletin,
} from '../../store/bulletins.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { type Actor, type BulletinDesk, type BulletinRefusal, mayApprove, mayCompose } from './desk.ts';
import { wordsFault } from './edit.ts';
import { nextWeekly } from './schedule.ts';

interface Move {
  readonly by: Actor;
  readonly id: string;
  /** As it was read. */
  readonly version: number;
}

/** It is ready for a second person. */
export function propose(desk: BulletinDesk, of: Move): Promise<BulletinRefusal | null> {
  return move(desk, of, 'proposed', mayCompose, async (tx, found) => {
    if (found.state !== 'draft') return 'state';
    const fault = await unready(desk, tx, found);
    return fault ?? { state: 'proposed' };
  });
}

/** Back to its author: the second person has said why, or the author has seen something. */
export function sendBack(desk: BulletinDesk, of: Move & { why: string }): Promise<BulletinRefusal | null> {
  const why = of.why.replaceAll('\u0000', '').trim().slice(0, 500);
  return move(desk, { ...of, why }, 'sent_back', mayCompose, async (_tx, { state }) => {
    if (why === '') return 'why';
    return state === 'proposed' ? { state: 'draft' } : 'state';
  });
}

/** A second person agrees, and it goes out when it is due: now, later, or every week. */
export function approve(desk: BulletinDesk, of: Move): Promise<BulletinRefusal | null> {
  const { by } = of;
  return move(desk, of, 'approved', mayApprove, async (tx, found) => {
    if (found.state !== 'proposed') return 'state';
    if (found.authorId === by.id || found.editorId === by.id) return 'same_person';
    const fault = await unready(desk, tx, found);
    if (fault) return fault;
    const now = desk.now();
    const first = found.startsAt && found.startsAt > now ? found.startsAt : now;
    const nextAt = found.weekly ? nextWeekly(found.weekly, justBefore(first), desk.timeZone) : first;
    return { state: 'approved', approvedBy: by.id, approvedAt: now, nextAt };
  });
}

/** Who says from when on a weekly one goes out may mean just that hour. */
const justBefore = (at: Date) => new Date(at.getTime() - 1);

/** It will not go out any more; what is under way is cancelled on its own. */
export function end(desk: BulletinDesk, of: Move): Promise<BulletinRefusal | null> {
  return move(desk, of, 'ended', mayCompose, async (_tx, { state }) => {
    if (state === 'ended') return 'state';
    if (state === 'approved' && !mayApprove(of.by)) return 'rights';
    return { state: 'ended', nextAt: null };
  });
}

/** What stands in the way of sending it; asked when it is proposed, and again when it is approved. */
async function unready(
  desk: BulletinDesk,
  tx: Transaction,
  { id, startsAt, weekly }: BulletinRow,
): Promise<BulletinRefusal | null> {
  if ((await outdatedBulletins(tx, [id])).length > 0) return 'outdated';
  if (
    weekly === null &&
    startsAt !== null &&
    startsAt < desk.now() &&
    (await listRuns(tx, [id])).length > 0
  ) {
    return 'time';
  }
  return wordsFault(desk, await bulletinTexts(tx, id));
}

async function move(
  desk: BulletinDesk,
  { by, id, version, why }: Move & { readonly why?: string },
  what: string,
  may: (by: Actor) => boolean,
  act: (tx: Transaction, found: BulletinRow) => Promise<BulletinRefusal | Parameters<typeof setBulletin>[2]>,
): Promise<BulletinRefusal | null> {
  if (!may(by)) return 'rights';
  return desk.store.db.transaction(async (tx: Transaction) => {
    const found = await holdBulletin(tx, id);
    if (!found) return 'gone';
    if (found.version !== version) return 'version';
    const change = await act(tx, found);
    if (typeof change === 'string') return change;
    await setBulletin(tx, id, { ...change, version: version + 1 });
    await addEvents(tx, [
      {
        ...{ at: desk.now(), subject: 'bulletin' as const, subjectId: id, actor: by.id, what },
        ...{ from: found.state, to: change.state ?? found.state },
        ...(why !== undefined && { why }),
      },
    ]);
    return null;
  });
}
