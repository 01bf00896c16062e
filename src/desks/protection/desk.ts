import type { Store } from '../../store/connect.ts';
import { addEvents } from '../../store/events.ts';
import {
  type CallbackLine,
  countCallbacks,
  listCallbacks,
  lockCallback,
  setCallback,
} from '../../store/protection.ts';
import type { CallbackWords, ProtectionSeal } from '../../store/protection-seal.ts';

/** What the desk of call-backs works with; made once by main. */
export interface ProtectionDesk {
  readonly store: Store;
  /** Undefined: there is no key here, and nothing can be opened. */
  readonly protection: ProtectionSeal | undefined;
  now(): Date;
}

/**
 * Why a move was refused: a key of `protection.error.*`. Nothing was changed.
 * `gone`: closed meanwhile, forgotten or never there. `held`: a colleague has it. `unreadable`: there is no
 * key here, or it was sealed with another.
 */
export type CallbackRefusal = 'gone' | 'held' | 'unreadable';

interface OfCallback {
  readonly id: string;
  readonly staffId: string;
}

/** Lines on a page. */
export const CALLBACK_PAGE = 50;

/** Codes, ages and states; nothing is unsealed. @param page from 0 */
export async function callbacks(
  desk: ProtectionDesk,
  { page = 0 }: { page?: number } = {},
): Promise<{ open: readonly CallbackLine[]; total: number; closed: readonly CallbackLine[] }> {
  const { db } = desk.store;
  const [open, total, closed] = await Promise.all([
    listCallbacks(db, 'open', { limit: CALLBACK_PAGE, offset: page * CALLBACK_PAGE }),
    countCallbacks(db, 'open'),
    listCallbacks(db, 'closed', { limit: CALLBACK_PAGE, offset: 0 }),
  ]);
  return { open, total, closed };
}

export interface OpenedCallback extends CallbackWords {
  readonly code: string;
  readonly takenBy: string | null;
}

/** Unseals one. That it was opened, by whom and when, is in the chain of events before anybody reads it. */
export function openCallback(
  desk: ProtectionDesk,
  { id, staffId }: OfCallback,
): Promise<OpenedCallback | CallbackRefusal> {
  return desk.store.db.transaction(async (tx) => {
    const row = await lockCallback(tx, id);
    if (!row || row.state === 'closed') return 'gone';
    let words: CallbackWords;
    if (!desk.protection) return 'unreadable';
    try {
      words = desk.protection.unseal(row.sealed);
    } catch {
      return 'unreadable';
    }
    await addEvents(tx, [event({ id, staffId }, 'opened', desk.now())]);
    return { ...words, code: row.code, takenBy: row.takenBy };
  });
}

/** Takes a call-back: one person calls. Again is no harm. @returns null when it is theirs */
export function takeCallback(desk: ProtectionDesk, by: OfCallback): Promise<CallbackRefusal | null> {
  return move(desk, by, 'taken', (row, now) => {
    if (row.state === 'closed') return 'gone';
    if (row.takenBy !== null) return row.takenBy === by.staffId ? 'nothing' : 'held';
    return { state: 'taken', takenBy: by.staffId, takenAt: now };
  });
}

/** Puts it back; also one of a colleague: on the day of the safe time somebody must be able to call. */
export function releaseCallback(desk: ProtectionDesk, by: OfCallback): Promise<CallbackRefusal | null> {
  return move(desk, by, 'released', (row) => {
    if (row.state === 'closed') return 'gone';
    return row.takenBy === null ? 'nothing' : { state: 'open', takenBy: null, takenAt: null };
  });
}

/** They were called, or cannot be. Only by who took it. */
export function closeCallback(desk: ProtectionDesk, by: OfCallback): Promise<CallbackRefusal | null> {
  return move(desk, by, 'closed', (row, now) => {
    if (row.state === 'closed') return 'gone';
    if (row.takenBy !== by.staffId) return 'held';
    return { state: 'closed', closedBy: by.staffId, closedAt: now };
  });
}

/** Undoes {@link closeCallback}, until what is sealed is emptied: see wipeCallbacks. */
export function reopenCallback(desk: ProtectionDesk, by: OfCallback): Promise<CallbackRefusal | null> {
  return move(desk, by, 'reopened', (row) => {
    if (row.state !== 'closed') return 'nothing';
    if (row.sealed.length === 0) return 'gone';
    return { state: 'open', takenBy: null, takenAt: null, closedBy: null, closedAt: null };
  });
}

type Locked = NonNullable<Awaited<ReturnType<typeof lockCallback>>>;
type Change = Parameters<typeof setCallback>[2];

function move(
  desk: ProtectionDesk,
  by: OfCallback,
  what: string,
  decide: (row: Locked, now: Date) => CallbackRefusal | 'nothing' | Change,
): Promise<CallbackRefusal | null> {
  return desk.store.db.transaction(async (tx) => {
    const row = await lockCallback(tx, by.id);
    if (!row) return 'gone';
    const now = desk.now();
    const decided = decide(row, now);
    if (decided === 'nothing') return null;
    if (typeof decided === 'string') return decided;
    await setCallback(tx, by.id, decided);
    await addEvents(tx, [event(by, what, now)]);
    return null;
  });
}

/** Who and when, nothing else. */
const event = ({ id, staffId }: OfCallback, what: string, at: Date) =>
  ({ at, subject: 'callback', subjectId: id, actor: staffId, what }) as const;
