import { addEvents, type Transaction } from '../../store/events.ts';
import { lockObserver, setObserver, tellerOfReport, unsealPerson } from '../../store/observers.ts';
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
 * Opens who told a report, to call them back. That it was opened, by whom and why, is written down.
 * @param of `why`: in a colleague's own words: nobody's name or number
 */
export function openTeller(
  desk: WatchDesk,
  of: { reportId: string; by: StaffMember; why: string },
): Promise<OpenedTeller | PeopleRefusal> {
  const why = tidyWhy(of.why);
  return desk.store.db.transaction(async (tx: Transaction) => {
    if (!mayOpenPeople(of.by)) return 'rights';
    if (why === '') return 'why';
    const told = await tellerOfReport(tx, of.reportId);
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

/** The phone is in the right hands again: one says so, a second one agrees. @returns null when it was done, or asked */
export function reinstateObserver(
  desk: WatchDesk,
  of: { observerId: string; by: StaffMember; why: string },
): Promise<PeopleRefusal | null> {
  const why = tidyWhy(of.why);
  return desk.store.db.transaction(async (tx: Transaction) => {
    if (!mayOpenPeople(of.by)) return 'rights';
    const held = await lockObserver(tx, of.observerId);
    if (!held) return 'gone';
    if (held.blockedAt === null) return 'state';
    if (why === '') return 'why';
    if (held.reinstateBy === of.by.id) return 'same_person';
    const first = held.reinstateBy === null;
    await setObserver(
      tx,
      held.id,
      first ? { reinstateBy: of.by.id } : { blockedAt: null, blockedBy: null, reinstateBy: null },
    );
    await addEvents(tx, [
      {
        at: desk.now(),
        subject: 'observer',
        subjectId: held.id,
        actor: of.by.id,
        what: first ? 'reinstatement_asked' : 'reinstated',
        why,
      },
    ]);
    return null;
  });
}

/** One of the cell says that a phone was seized: at once, and nobody must agree. */
export function blockByStaff(
  desk: WatchDesk,
  of: { observerId: string; by: StaffMember; why: string },
): Promise<PeopleRefusal | null> {
  const why = tidyWhy(of.why);
  return desk.store.db.transaction(async (tx: Transaction) => {
    if (!mayOpenPeople(of.by)) return 'rights';
    const held = await lockObserver(tx, of.observerId);
    if (!held) return 'gone';
    if (held.blockedAt !== null) return 'state';
    if (why === '') return 'why';
    const now = desk.now();
    await setObserver(tx, held.id, { blockedAt: now, reinstateBy: null });
    await addEvents(tx, [
      { at: now, subject: 'observer', subjectId: held.id, actor: of.by.id, what: 'blocked', why },
    ]);
    return null;
  });
}
