import type { TemplateBoard } from '../channels/template-board.ts';
import type { PairingDesk } from '../channels/whatsapp-web/pairing.ts';
import type { Capabilities } from '../core/channel.ts';
import type { Log } from '../core/log.ts';
import type { Content } from '../core/message.ts';
import type { Country, Phones } from '../country/country.ts';
import type { Exercise } from '../country/exercise.ts';
import type { Prices } from '../country/price.ts';
import type { BulletinDesk } from '../desks/bulletins/index.ts';
import type { CampaignDesk } from '../desks/campaigns/index.ts';
import type { PlaceTable } from '../desks/watch/exports/index.ts';
import type { WatchDesk } from '../desks/watch/index.ts';
import type { Texts } from '../i18n.ts';
import type { PrintSound } from '../media/fingerprint.ts';
import type { Store } from '../store/connect.ts';
import type { ProtectionSeal } from '../store/protection-seal.ts';
import type { AccountFacts } from '../store/sender-health.ts';
import type { Line } from '../store/talk.ts';
import type { Voice } from '../voice/index.ts';

/**
 * What staff do with somebody who waits. The steps never import each other, so main hands these over from
 * conversation/people.ts. Null when it was done, else a key of `console.error.*`.
 */
interface People {
  /** Says `text` to the waiting contact, with a file and a place beside it, and wakes the outbound queue. */
  answer(
    by: { waitingId: string; staffId: string; text: string } & Pick<Content, 'attachment' | 'location'>,
  ): Promise<PeopleRefusal | null>;
  /** The whole talk with a contact, oldest first. */
  conversationOf(contactId: string): Promise<readonly Line[]>;
  /** Lets the flow go on with the contact and closes the waiting row. */
  handBack(by: { waitingId: string; staffId: string }): Promise<PeopleRefusal | null>;
}

type PeopleRefusal = 'gone' | 'no_address' | 'stopped' | 'empty' | 'file_gone';

/** Everything the console needs. It is also what each desk works with, so pages pass it on as it is. */
export interface ConsoleDeps {
  readonly store: Store;
  readonly texts: Texts;
  /** By sender account: what it can carry, so that pages can count segments before anything is sent. */
  readonly capabilities: ReadonlyMap<string, Capabilities>;
  /** Every sender account that is open. */
  readonly accounts: ReadonlyMap<string, AccountFacts>;
  /** How the templates of those accounts stand. */
  readonly templates: TemplateBoard;
  /** What sending costs, and what bulletins may cost in a day, in thousandths. */
  readonly money: { readonly prices: Prices; readonly bulkPerDayMilli: number };
  readonly people: People;
  readonly watch: WatchDesk;
  readonly bulletins: BulletinDesk;
  readonly campaigns: CampaignDesk;
  /** Opens call-backs: see desks/protection. Undefined where there is no key. */
  readonly protection: ProtectionSeal | undefined;
  /** The name of a place of the country by its code. */
  placeLabel(code: string): string;
  /** What the country looks like on a map; left out: places on a bare ground. */
  readonly outline: Country['outline'];
  /** In what a place or a pin lies. */
  readonly placeTable: PlaceTable;
  /** Codes of the largest places, to choose from. */
  departments(): readonly string[];
  /** Codes of the communes of a department, by its code. */
  communesOf(department: string): readonly string[];
  /** Codes of the places that a short text names; several: it is not clear which. */
  placesNamed(text: string): readonly string[];
  /** What claims are about: data of the country. */
  readonly categories: Country['categories'];
  /** Undefined where fpcalc is not installed. */
  readonly printSound: PrintSound | undefined;
  /** Speaks sentences for the listening test, and bulletins for the radio. */
  readonly voice: Pick<Voice, 'speak' | 'engines' | 'pcm' | 'words'>;
  /** What is listened to in it: data of the country. */
  readonly listening: Country['listening'];
  readonly log: Log;
  wake(queue: 'outbound' | 'webhooks' | 'media' | 'verification' | 'voice', ids: readonly string[]): void;
  now(): Date;
  /** After how many hours in one state a claim is late: data of the country. */
  readonly deskHours: Country['deskHours'];
  /** Every verdict must be written in these. */
  readonly verdictLanguages: readonly string[];
  /** How many different people a verdict needs. */
  readonly verdictPeople: 2 | 3;
  /** As staff reach it, without trailing slash; `https` makes cookies secure. */
  readonly publicUrl: string;
  /** IANA name, e.g. `America/Port-au-Prince`: of the deployment, not of the server. */
  readonly timeZone: string;
  /** What a number without its country is taken for. */
  readonly phones: Phones;
  /** Undefined where that channel is not open. */
  readonly linkedDevice: PairingDesk | undefined;
  /** Whether webhooks may go to addresses in our own network and without TLS. */
  readonly webhooksPrivate: boolean;
  /** Shows the phones in the navigation. */
  readonly simulatorOpen: boolean;
  /** The days that can be played, where this is a training newsroom. */
  readonly training: readonly Exercise[] | undefined;
}
