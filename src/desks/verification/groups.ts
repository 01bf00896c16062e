import { v7 as uuidv7 } from 'uuid';
import { addEvents, type DeskEvent, type Transaction } from '../../store/events.ts';
import { type FileSeen, filesOfTips } from '../../store/files-seen.ts';
import {
  type LineTip,
  listTipsOfLine,
  mergedWith,
  type PlacedTip,
  placesOfTips,
  refuseSuggested,
  setGroup,
  tipsOfLines,
} from '../../store/groups.ts';
import { lockTips, withTheirLines } from '../../store/tips.ts';
import { type Desk, DeskError } from './desk.ts';
import { QUEUE_PAGE } from './queue.ts';

/** What a person says of groups that matching made: wrong here, the same there. All of it can be undone by its contrary. */

interface ByStaff {
  readonly staffId: string;
}

export interface LinePage {
  readonly tips: readonly (LineTip & { readonly files: readonly FileSeen[] })[];
  readonly count: number;
  readonly pageSize: number;
}

/**
 * The tips of one line, oldest first.
 * @param tipId any of them
 */
export async function lineOf(desk: Desk, tipId: string, page = 0): Promise<LinePage> {
  const { db } = desk.store;
  const { tips, count } = await listTipsOfLine(db, tipId, { limit: QUEUE_PAGE, offset: page * QUEUE_PAGE });
  const files = await filesOfTips(
    db,
    tips.map(({ id }) => id),
  );
  return {
    tips: tips.map((tip) => ({ ...tip, files: files.get(tip.id) ?? [] })),
    count,
    pageSize: QUEUE_PAGE,
  };
}

/**
 * Takes tips out of their line; together they are a line of their own, into which matching puts nothing by itself. What
 * says the same as they do and comes later, goes to them.
 * @param lineTipId any tip of the line as it was seen
 * @throws DeskError `split_all` where nothing would be left, `tip_taken` where a colleague moved one of them meanwhile
 */
export async function splitLine(
  desk: Desk,
  { staffId, lineTipId, tipIds }: ByStaff & { lineTipId: string; tipIds: readonly string[] },
): Promise<{ tipId: string }> {
  const [first] = tipIds;
  if (first === undefined) throw new DeskError('tips_missing');
  return desk.store.db.transaction(async (tx) => {
    const before = await tipsOfLines(tx, [lineTipId, ...tipIds]);
    await lockTips(
      tx,
      before.map(({ id }) => id),
    );
    const now = await placesOfTips(
      tx,
      before.map(({ id }) => id),
    );
    refuseMoved(before, now);
    const chosen = now.filter(({ id }) => tipIds.includes(id));
    const line = now.find(({ id }) => id === lineTipId)?.line ?? now.find(({ id }) => id === first)?.line;
    if (chosen.length < new Set(tipIds).size || chosen.some((tip) => tip.line !== line))
      throw new DeskError('tip_taken');
    if (now.filter((tip) => tip.line === line).length === chosen.length) throw new DeskError('split_all');
    const groupId = uuidv7();
    await setGroup(
      tx,
      chosen.map(({ id }) => id),
      { groupId, setApart: true },
    );
    await addEvents(tx, eventsOf(chosen, 'set_apart', groupId, { staffId, at: desk.now() }));
    return { tipId: chosen[0]?.id ?? first };
  });
}

/**
 * Makes two or more lines one: that of the oldest.
 * @param tipIds one tip of each at least
 * @throws DeskError `lines_missing`, `tip_taken` where a colleague moved one of them meanwhile: then nothing has moved
 */
export async function mergeLines(
  desk: Desk,
  { staffId, tipIds }: ByStaff & { tipIds: readonly string[] },
): Promise<{ tipId: string; merged: readonly string[] }> {
  if (tipIds.length < 2) throw new DeskError('lines_missing');
  return desk.store.db.transaction(async (tx) => {
    const { before, ids } = await lockLines(tx, tipIds);
    const now = await placesOfTips(tx, ids);
    refuseMoved(before, now);
    const [oldest] = now;
    if (!oldest || !tipIds.every((id) => ids.includes(id))) throw new DeskError('tip_taken');
    if (new Set(now.map(({ line }) => line)).size < 2) throw new DeskError('lines_missing');
    const groupId = oldest.groupId ?? uuidv7();
    const moved = now.filter((tip) => tip.groupId !== groupId);
    const come = moved.filter(({ line }) => line !== oldest.line);
    await setGroup(
      tx,
      moved.map(({ id }) => id),
      { groupId },
    );
    await addEvents(tx, eventsOf(come, 'merged', groupId, { staffId, at: desk.now() }));
    const leads = new Map([...come].reverse().map(({ line, id }) => [line, id]));
    return { tipId: oldest.id, merged: [...leads.values()] };
  });
}

/**
 * Undoes {@link mergeLines}: all that it moved goes back to its line, but for what has been moved on since.
 * @param tipIds one tip or more of those that it moved
 * @throws DeskError `tip_taken` where nothing of it is left
 */
export async function unmergeLines(
  desk: Desk,
  { staffId, tipIds }: ByStaff & { tipIds: readonly string[] },
): Promise<{ tips: number }> {
  if (tipIds.length === 0) throw new DeskError('tips_missing');
  return desk.store.db.transaction(async (tx) => {
    const wanted = await mergedWith(tx, tipIds);
    await lockTips(
      tx,
      wanted.map(({ id }) => id),
    );
    const placed = new Map(
      (
        await placesOfTips(
          tx,
          wanted.map(({ id }) => id),
        )
      ).map((tip) => [tip.id, tip]),
    );
    const still = wanted.filter(({ id, to }) => {
      const tip = placed.get(id);
      return tip?.state === 'waiting' && tip.groupId === to;
    });
    if (still.length === 0) throw new DeskError('tip_taken');
    for (const from of new Set(still.map((one) => one.from))) {
      const back = still.filter((one) => one.from === from).map(({ id }) => id);
      await setGroup(tx, back, { groupId: from });
    }
    const at = desk.now();
    await addEvents(
      tx,
      still.map(({ id, from, to }) => ({
        at,
        subject: 'tip',
        subjectId: id,
        actor: staffId,
        what: 'unmerged',
        from: to,
        to: from,
      })),
    );
    return { tips: still.length };
  });
}

/** Says that a line is not what the claim is about: the proposal goes, the tips stay. */
export async function refuseClaim(
  desk: Desk,
  { staffId, tipIds, claimId }: ByStaff & { tipIds: readonly string[]; claimId: string },
): Promise<{ tips: number }> {
  if (tipIds.length === 0) throw new DeskError('tips_missing');
  return desk.store.db.transaction(async (tx) => {
    const locked = await lockTips(tx, await withTheirLines(tx, tipIds));
    const waiting = locked.filter(({ state }) => state === 'waiting').map(({ id }) => id);
    const refused = await refuseSuggested(tx, waiting, claimId);
    if (refused.length === 0) throw new DeskError('tip_taken');
    const at = desk.now();
    await addEvents(
      tx,
      refused.map((id) => ({
        at,
        subject: 'tip',
        subjectId: id,
        actor: staffId,
        what: 'suggestion_refused',
        from: claimId,
      })),
    );
    return { tips: refused.length };
  });
}

/**
 * Locks all that stands in these lines, also what matching put there while we waited: it holds a tip of the line when it
 * does that, so that nothing comes once all of them are ours.
 */
async function lockLines(
  tx: Transaction,
  tipIds: readonly string[],
): Promise<{ before: PlacedTip[]; ids: string[] }> {
  const before = new Map<string, PlacedTip>();
  for (;;) {
    const come = (await tipsOfLines(tx, tipIds)).filter(({ id }) => !before.has(id));
    if (come.length === 0) return { before: [...before.values()], ids: [...before.keys()] };
    for (const one of come) before.set(one.id, one);
    await lockTips(
      tx,
      come.map(({ id }) => id),
    );
  }
}

/** What was read before the lock may be what a colleague has changed while we waited for it. */
function refuseMoved(before: readonly PlacedTip[], now: readonly PlacedTip[]): void {
  const lines = new Map(before.map(({ id, line }) => [id, line]));
  const isMoved = now.some((tip) => tip.state !== 'waiting' || tip.line !== lines.get(tip.id));
  if (isMoved || now.length < before.length) throw new DeskError('tip_taken');
}

function eventsOf(
  tips: readonly PlacedTip[],
  what: string,
  to: string,
  by: ByStaff & { at: Date },
): DeskEvent[] {
  return tips.map(({ id, groupId }) => ({
    at: by.at,
    subject: 'tip',
    subjectId: id,
    actor: by.staffId,
    what,
    from: groupId,
    to,
  }));
}
