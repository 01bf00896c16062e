import { addEvents, type Transaction } from '../../store/events.ts';
import {
  lockObserver,
  type ObserverRow,
  setObserver,
  tellerOfReport,
  unsealPerson,
} from '../../store/observers.ts';
import type { StaffMember } from '../../store/staff.ts';
import type { WatchDesk } from './desk.ts';
import { tidyWhy } from './moves.ts';

/** Why it was refused: a key of `watch.error.*`. */
export type PeopleRefusal = 'gone' | 'rights' | 'why' | 'same_person' | 'state';

/** Who answers for the cell's observers, of no institution that could be told who reported. */
export const mayOpenPeople = ({ role, institution }: Pick<StaffMember, 'role' | 'institution'>) =>
  institution === null && (role === 'lead' || role === 'admin');

export interface OpenedTeller {
  /** Null where it is nobody whom we know. */
  readonly observer: { readonly number: string; readonly name: string } | null;
  /** Of the observer; else what it came from. */
  readonly phones: readonly string[];
}

/**
 * Opens who told a report, to call them back. That it was opened, by whom and why, is written down. Only a report of
 * an incident of the cell: what citizens told elsewhere is opened by nobody here.
 * @param of `why`: in a colleague's own words: nobody's name or number
 */
export function openTeller(
  desk: WatchDesk,
  of: { incidentId: string; reportId: string; by: StaffMember; why: string },
): Promise<OpenedTeller | PeopleRefusal> {
  const why = tidyWhy(of.why);
  return desk.store.db.transaction(async (tx: Transaction) => {
    if (!mayOpenPeople(of.by)) return 'rights';
    if (why === '') return 'why';
    const told = await tellerOfReport(tx, of);
    if (!told) return 'gone';
    const { seal } = desk.store;
    const phones = told.phones.length > 0 ? told.phones : told.from === null ? [] : [told.from];
    await addEvents(tx, [
      {
        at: desk.now(),
        subject: 'report',
        subjectId: of.reportId,
        actor: of.by.id,
        what: 'teller_opened',
        why,
      },
    ]);
    return {
      observer:
        told.person === null || told.number === null
          ? null
          : { number: told.number, name: unsealPerson(seal, told.person).name },
      phones: [...new Set(phones.map((sealed) => seal.unsealAddress(sealed).value))],
    };
  });
}

/** What becomes of an observer, and what is written of it. */
interface Decided {
  readonly what: string;
  readonly change: Parameters<typeof setObserver>[2];
}

interface OfObserver {
  readonly observerId: string;
  readonly by: StaffMember;
  readonly why: string;
}

/** One decision on an observer, for a reason, with its event: both or neither. */
function onObserver(
  desk: WatchDesk,
  of: OfObserver,
  decide: (held: ObserverRow, now: Date) => PeopleRefusal | Decided,
): Promise<PeopleRefusal | null> {
  const why = tidyWhy(of.why);
  return desk.store.db.transaction(async (tx: Transaction) => {
    if (!mayOpenPeople(of.by)) return 'rights';
    const held = await lockObserver(tx, of.observerId);
    if (!held) return 'gone';
    const at = desk.now();
    const decided = decide(held, at);
    if (typeof decided === 'string') return decided;
    if (why === '') return 'why';
    const { what, change } = decided;
    await setObserver(tx, held.id, change);
    await addEvents(tx, [{ at, subject: 'observer', subjectId: held.id, actor: of.by.id, what, why }]);
    return null;
  });
}

/** The phone is in the right hands again: one says so, a second one agrees. @returns null when it was done, or asked */
export const reinstateObserver = (desk: WatchDesk, of: OfObserver): Promise<PeopleRefusal | null> =>
  onObserver(desk, of, ({ blockedAt, reinstateBy }) => {
    if (blockedAt === null) return 'state';
    if (reinstateBy === of.by.id) return 'same_person';
    return reinstateBy === null
      ? { what: 'reinstatement_asked', change: { reinstateBy: of.by.id } }
      : { what: 'reinstated', change: { blockedAt: null, blockedBy: null, reinstateBy: null } };
  });

/** One of the cell says that a phone was seized: at once, and nobody must agree. */
export const blockByStaff = (desk: WatchDesk, of: OfObserver): Promise<PeopleRefusal | null> =>
  onObserver(desk, of, ({ blockedAt }, now) =>
    blockedAt === null ? { what: 'blocked', change: { blockedAt: now, reinstateBy: null } } : 'state',
  );
