import { isoInZone } from '../../language/wall-clock.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { openSilenceRows, setSilences } from '../../store/silence.ts';
import type { StaffMember } from '../../store/staff.ts';
import { sitsInCell, type WatchDesk } from './desk.ts';

/** Take it, put it back; called, and all is well; or nobody knows what became of them. */
export type SilenceMove = 'take' | 'release' | 'called' | 'alarm';

/** Why nothing was changed: a key of `silence.error.*`. */
export type SilenceRefusal = 'gone' | 'held' | 'rights';

const WHAT = {
  take: 'silence_taken',
  release: 'silence_released',
  called: 'silence_called',
  alarm: 'silence_alarm',
} as const;

/**
 * A person decides on silent observers: on all hours of each that are open, or on none where a colleague works on one
 * of them. Leads put back what others took.
 */
export function moveSilence(
  desk: WatchDesk,
  of: { observerIds: readonly string[]; by: Pick<StaffMember, 'id' | 'role'>; move: SilenceMove },
): Promise<SilenceRefusal | null> {
  const { by, move } = of;
  return desk.store.db.transaction(async (tx: Transaction) => {
    if (!sitsInCell(by)) return 'rights';
    const rows = of.observerIds.length === 0 ? [] : await openSilenceRows(tx, of);
    if (rows.length === 0) return 'gone';
    const mayAnyones = move === 'release' && by.role !== 'analyst';
    if (!mayAnyones && rows.some(({ takenBy }) => takenBy !== null && takenBy !== by.id)) return 'held';
    const now = desk.now();
    await setSilences(
      tx,
      rows.map(({ id }) => id),
      move === 'take' || move === 'release'
        ? { takenBy: move === 'take' ? by.id : null }
        : { closedAt: now, closedBy: by.id, how: move },
    );
    await addEvents(
      tx,
      [...new Set(rows.map(({ observerId }) => observerId))].map((observerId) => ({
        at: now,
        subject: 'observer' as const,
        subjectId: observerId,
        actor: by.id,
        what: WHAT[move],
        // Of which hours: a log is read without the rows.
        why: rows
          .filter((row) => row.observerId === observerId)
          .map(({ slot }) => isoInZone(slot, desk.timeZone))
          .join(' '),
      })),
    );
    return null;
  });
}
