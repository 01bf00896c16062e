import { v7 as uuidv7 } from 'uuid';
import { insertClaim, setClaim } from '../../store/claims.ts';
import { addEvents, type DeskEvent, type Transaction } from '../../store/events.ts';
import { dismissedWith, lockTips, setTips, withTheirLines } from '../../store/tips.ts';
import { type Desk, DeskError, tidy } from './desk.ts';
import { joinClaim, LEASE_MS, moveClaim } from './lease.ts';
import { type MovedTips, moveTips } from './move-tips.ts';
import { stateAfter } from './moves.ts';

/** By language: what the tips say, in our words. */
export type Wording = Readonly<Record<string, string | undefined>>;

interface OfClaim {
  readonly claimId: string;
  readonly staffId: string;
}

/**
 * Makes a claim of waiting tips and takes its lease. Waiting tips with the same words as a given one come along, also
 * those that arrived since the page was loaded.
 * @throws DeskError `tips_missing`, `tip_taken` where a colleague was faster: then nothing is grouped
 */
export async function openClaim(
  desk: Desk,
  input: { staffId: string; tipIds: readonly string[]; wording: Wording },
): Promise<{ claimId: string; seq: number; tips: number }> {
  const { staffId } = input;
  if (input.tipIds.length === 0) throw new DeskError('tips_missing');
  const wording = tidyWording(desk, input.wording);
  const claimId = uuidv7();
  const opened = await desk.store.db.transaction(async (tx) => {
    const now = desk.now();
    const leasedUntil = new Date(now.getTime() + LEASE_MS);
    const { seq } = await insertClaim(tx, { id: claimId, wording, createdBy: staffId, leasedUntil, now });
    const grouped = await groupTips(desk, tx, { claimId, tipIds: input.tipIds, by: staffId, now });
    await addEvents(tx, [
      { at: now, subject: 'claim', subjectId: claimId, actor: staffId, what: 'opened', to: 'triage' },
      ...grouped.events,
    ]);
    return { claimId, seq, tips: grouped.tipIds.length };
  });
  desk.log.info('claim opened', { claimId, staffId, count: opened.tips });
  return opened;
}

/**
 * Groups more waiting tips, with those of the same words, also while a colleague works on the claim. Where the verdict
 * is out already their senders are answered at once.
 */
export async function addTips(
  desk: Desk,
  input: OfClaim & { tipIds: readonly string[] },
): Promise<{ tips: number; answered: number }> {
  if (input.tipIds.length === 0) throw new DeskError('tips_missing');
  const { accounts, ...added } = await joinClaim(desk, input, async (tx, claim, now) => {
    // Its tips are in the claim that goes on.
    if (claim.closedAs === 'duplicate') throw new DeskError('claim_closed');
    const grouped = await groupTips(desk, tx, {
      claimId: claim.id,
      tipIds: input.tipIds,
      by: input.staffId,
      now,
    });
    const { tipIds, count, accounts, events } = grouped;
    return { events, result: { tips: tipIds.length, answered: count, accounts } };
  });
  if (accounts.length > 0) desk.wake('outbound', accounts);
  return added;
}

/**
 * Puts a tip that was grouped by mistake back into the queue; also where its sender has had the answer, who hears
 * that it was about something else.
 */
export async function removeTip(desk: Desk, input: OfClaim & { tipId: string }): Promise<void> {
  const accounts = await moveClaim(desk, input, async (tx, claim, now) => {
    const [tip] = await lockTips(tx, [input.tipId]);
    if (tip?.state !== 'grouped' || tip.claimId !== claim.id) throw new DeskError('tip_not_here');
    const moved = await moveTips(desk, tx, { tipIds: [tip.id], to: null, by: input.staffId, now });
    return { events: moved.events, result: moved.accounts };
  });
  if (accounts.length > 0) desk.wake('outbound', accounts);
}

/** Says that waiting tips are nothing to verify; with those of the same words. One person may, and it can be undone. */
export async function dismissTips(
  desk: Desk,
  input: { staffId: string; tipIds: readonly string[]; why: string },
): Promise<{ tips: number }> {
  const why = tidy(input.why);
  if (why === '') throw new DeskError('why_missing');
  return turnTips(desk, { ...input, from: 'waiting', to: 'dismissed', why });
}

/**
 * Undoes {@link dismissTips}: all that it took comes back, also what only had the same words, but for what has been
 * restored or forgotten since.
 * @throws DeskError `tip_taken` where nothing of it is left to restore
 */
export async function restoreTips(
  desk: Desk,
  input: { staffId: string; tipIds: readonly string[] },
): Promise<{ tips: number }> {
  return turnTips(desk, { ...input, from: 'dismissed', to: 'waiting', why: null });
}

/** What the claim says, per language; an empty text takes the language away. */
export async function setWording(desk: Desk, input: OfClaim & { wording: Wording }): Promise<void> {
  const wording = tidyWording(desk, input.wording);
  return moveClaim(desk, input, async (tx, claim, now) => {
    stateAfter(claim.state, 'prepare');
    await setClaim(tx, claim.id, { wording, updatedAt: now });
    return { events: [{ subject: 'claim', subjectId: claim.id, what: 'worded' }], result: undefined };
  });
}

async function groupTips(
  desk: Desk,
  tx: Transaction,
  into: { claimId: string; tipIds: readonly string[]; by: string; now: Date },
): Promise<MovedTips> {
  const locked = await lockTips(tx, await withTheirLines(tx, into.tipIds));
  const free = locked.filter((tip) => tip.state === 'waiting').map((tip) => tip.id);
  if (!into.tipIds.every((id) => free.includes(id))) throw new DeskError('tip_taken');
  return moveTips(desk, tx, { ...into, tipIds: free, to: into.claimId });
}

function turnTips(
  desk: Desk,
  move: {
    staffId: string;
    tipIds: readonly string[];
    from: 'waiting' | 'dismissed';
    to: 'waiting' | 'dismissed';
    why: string | null;
  },
): Promise<{ tips: number }> {
  if (move.tipIds.length === 0) throw new DeskError('tips_missing');
  return desk.store.db.transaction(async (tx) => {
    const isUndo = move.from === 'dismissed';
    const wanted = await (isUndo ? dismissedWith : withTheirLines)(tx, move.tipIds);
    const locked = await lockTips(tx, wanted);
    const ids = locked.filter((tip) => tip.state === move.from).map((tip) => tip.id);
    const isThere = isUndo ? ids.length > 0 : move.tipIds.every((id) => ids.includes(id));
    if (!isThere) throw new DeskError('tip_taken');
    await setTips(tx, ids, { state: move.to, claimId: null });
    const what = move.to === 'dismissed' ? 'dismissed' : 'restored';
    const at = desk.now();
    await addEvents(
      tx,
      ids.map((id) => ({
        ...tipEvent(id, what, move.from, move.to),
        at,
        actor: move.staffId,
        why: move.why,
      })),
    );
    return { tips: ids.length };
  });
}

/** `from` and `to` name the claim where a tip is in one. */
function tipEvent(tipId: string, what: string, from: string, to: string): Omit<DeskEvent, 'at' | 'actor'> {
  return { subject: 'tip', subjectId: tipId, what, from, to };
}

function tidyWording(desk: Desk, wording: Wording): Record<string, string> {
  const tidied = Object.entries(wording).map(([language, text]) => [language, tidy(text ?? '')] as const);
  for (const [language] of tidied) {
    if (!desk.texts.languages.includes(language)) throw new DeskError('language_unknown', { language });
  }
  return Object.fromEntries(tidied.filter(([, text]) => text !== ''));
}
