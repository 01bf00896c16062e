import type { Capabilities } from '../../core/channel.ts';
import type { Log } from '../../core/log.ts';
import type { Choice, Content } from '../../core/message.ts';
import type { Country } from '../../country/country.ts';
import type { Texts } from '../../i18n.ts';
import type { Store } from '../../store/connect.ts';
import type { StaffMember } from '../../store/staff.ts';

/** What one provider call of a bulletin carries, and how many units of the account's price it costs. */
export interface Fitted {
  readonly text: string;
  readonly choices?: readonly Choice[];
  readonly segments: number;
}

/** What the bulletins desk works with; made once by main. */
export interface BulletinDesk {
  readonly store: Store;
  readonly texts: Texts;
  readonly topics: Country['topics'];
  readonly quietHours: Country['quietHours'];
  readonly bulletinsPerDay: number;
  /** By sender account. */
  readonly capabilities: ReadonlyMap<string, Capabilities>;
  /** IANA name. */
  readonly timeZone: string;
  /** What a content becomes at one account. */
  fit(account: string, content: Content): readonly Fitted[];
  /** What one unit costs there, in thousandths of the country's currency; `template`: where it leaves a closed window. */
  milliPerUnit(account: string, template?: boolean): number;
  readonly log: Log;
  now(): Date;
}

/** Why nothing was changed: a key of `bulletins.error.*`. */
export type BulletinRefusal =
  | 'gone'
  | 'rights'
  | 'state' // it stands elsewhere meanwhile
  | 'version' // a colleague has changed it since
  | 'same_person' // a second person must agree
  | 'no_text' // it says nothing, or nothing for SMS, in some language
  | 'too_long'
  | 'topic'
  | 'time' // in the past, or no time
  | 'audience'
  | 'outdated' // it repeats a verdict that does not stand any more
  | 'why'
  | 'open' // a sending of it is under way
  | 'nobody'; // there is nobody to send it to

export type Actor = Pick<StaffMember, 'id' | 'role'>;

export const mayCompose = ({ role }: Pick<StaffMember, 'role'>) =>
  role === 'verifier' || role === 'lead' || role === 'admin';

/** Who approves, and who stops what is under way. */
export const mayApprove = ({ role }: Pick<StaffMember, 'role'>) => role === 'lead' || role === 'admin';

/** The topic that stands for all others. */
export const everythingOf = ({ topics }: Pick<BulletinDesk, 'topics'>): string => topics[0]?.id ?? '';

/** Where bulletins may leave at all. */
export const bulkAccounts = ({ capabilities }: Pick<BulletinDesk, 'capabilities'>): string[] =>
  [...capabilities].filter(([, { bulk, answersOnly }]) => bulk && !answersOnly).map(([account]) => account);
