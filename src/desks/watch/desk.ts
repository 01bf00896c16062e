import type { Recently } from '../../core/recently.ts';
import type { Country } from '../../country/country.ts';
import type { ObserverCard, ObserverCode } from '../../country/observer-code.ts';
import type { Institution } from '../../country/watch.ts';
import type { Store } from '../../store/connect.ts';
import type { IncidentRow } from '../../store/incidents.ts';
import type { StaffMember } from '../../store/staff.ts';
import type { RegistryKeeper } from './registry.ts';

/** What the watch desk works with; made once by main. */
export interface WatchDesk {
  readonly store: Store;
  /** Who sits in the cell, and by which rules: data of the country. */
  readonly cell: Country['watch'];
  /** Lines of the observers' card, by code with its check digit. */
  readonly lines: ReadonlyMap<string, ObserverCode>;
  /** By language, what an institution texts before the number of what was sent to it. */
  readonly received: ObserverCard['received'];
  readonly registry: RegistryKeeper;
  /** For what costs much to find out and stands on pages that many look at. */
  readonly recently: Recently;
  /** IANA name. */
  readonly timeZone: string;
  /** The name of a place of the country by its code. */
  placeName(code: string, language: string): string;
  readonly verdictLanguages: readonly string[];
  /** What an observer wrote beside the codes: no numbers of theirs. Null where there is nothing. */
  commentIn(text: string): string | null;
  now(): Date;
}

/** Why a move was refused: a key of `watch.error.*`. Nothing was changed. */
export type WatchRefusal =
  | 'gone' // no such incident, or none that they may see
  | 'held' // a colleague works on it
  | 'state' // it stands elsewhere meanwhile
  | 'rights' // their institution may not decide this
  | 'institution' // they speak for none
  | 'same_person' // a second person must agree
  | 'same_institution' // of another institution
  | 'why' // no reason was given
  | 'nobody' // sent to no institution
  | 'number'; // no incident has that number

/**
 * How a claim ends that is no rumor but an incident: who asked hears that we do not check this kind of message, and say
 * neither true nor false. That is so, and it tells nobody who looks at their phone what the cell works on.
 */
export const HANDED_AS = 'out_of_scope';

export const institutionOf = (
  { cell }: Pick<WatchDesk, 'cell'>,
  id: string | null,
): Institution | undefined => cell.institutions.find((one) => one.id === id);

/** Who sits at this desk at all. */
export const sitsInCell = ({ role }: Pick<StaffMember, 'role'>) =>
  role === 'analyst' || role === 'lead' || role === 'admin';

/** What a member must not see, for lists: codes that are kept from their family, and where they are accused. */
export function hiddenFrom(
  desk: Pick<WatchDesk, 'cell' | 'lines'>,
  member: Pick<StaffMember, 'institution'>,
): { codes: string[]; institution: string | null } {
  const family = institutionOf(desk, member.institution)?.family;
  const codes = [...desk.lines].flatMap(([code, line]) =>
    family !== undefined && line.hiddenFrom?.includes(family) ? [code] : [],
  );
  return { codes, institution: member.institution };
}

/** Whether a member may see an incident: one of an accused institution only once it was opened to them. */
export function maySee(
  desk: Pick<WatchDesk, 'cell' | 'lines'>,
  member: Pick<StaffMember, 'role' | 'institution'>,
  incident: Pick<IncidentRow, 'code' | 'accused' | 'openedAt'>,
): boolean {
  if (!sitsInCell(member)) return false;
  if (incident.openedAt !== null) return true;
  const { codes, institution } = hiddenFrom(desk, member);
  return !codes.includes(incident.code) && (institution === null || !incident.accused.includes(institution));
}

/** Who may send knows where an incident went; an institution that only receives does not learn who else did. */
export const readsAll = (desk: Pick<WatchDesk, 'cell'>, { institution }: Pick<StaffMember, 'institution'>) =>
  institution === null || institutionOf(desk, institution)?.may === 'decide';
