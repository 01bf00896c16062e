import type { Capabilities } from '../core/channel.ts';
import type { Log } from '../core/log.ts';
import type { Content } from '../core/message.ts';
import type { Country } from '../country/country.ts';
import type { Flows, Reading } from '../engine/flow.ts';
import type { Texts } from '../i18n.ts';
import type { LastAsked } from '../store/campaign-answers.ts';
import type { Queryable, Store } from '../store/connect.ts';
import type { ContactRow } from '../store/contacts.ts';
import type { DeskEvent } from '../store/events.ts';
import type { MessageRow } from '../store/messages.ts';
import type { KnownObserver } from '../store/observers.ts';
import type { ProtectionSeal } from '../store/protection-seal.ts';
import type { NewReply } from '../store/replies.ts';
import type { Words } from './classify.ts';
import type { ObserverCards } from './observers/cards.ts';

export interface ConversationDeps {
  readonly store: Store;
  readonly texts: Texts;
  readonly flows: Flows;
  /**
   * Flows and texts as they are now for those who write to this account, where they change while we run; a turn is
   * taken with one such pair.
   */
  readonly spokenAt?: (account: string) => Pick<ConversationDeps, 'flows' | 'texts'>;
  readonly words: Words;
  readonly country: Country;
  /** How words are read that depend on the country. */
  readonly reading: Reading;
  readonly places: { label(code: string, language: string): string };
  readonly observers: ObserverCards;
  /** By sender account. */
  readonly capabilities: ReadonlyMap<string, Capabilities>;
  /** Seals call-backs: see desks/protection. Undefined where there is no key: then nobody is offered one. */
  readonly protection: ProtectionSeal | undefined;
  /** Called after the commit. */
  readonly wake: (queue: 'outbound' | 'verification', ids: readonly string[]) => void;
  /** How often one contact is answered within an hour before we fall silent: see take-turns.ts. */
  readonly answersPerHour: number;
  readonly log: Log;
  readonly now: () => Date;
}

/** A contact while its messages are handled: written back as one row when the turn commits. */
export type Draft = { -readonly [K in keyof ContactRow]: ContactRow[K] };

/** What a turn has gathered, to be written in its transaction. */
export interface Gathered {
  readonly replies: NewReply[];
  /** Tips that are new, or to which something came. */
  readonly tips: string[];
  /** What was decided by a text, for the chain: written last. */
  readonly events: DeskEvent[];
}

export interface Turn {
  readonly deps: ConversationDeps;
  readonly tx: Queryable;
  readonly contact: Draft;
  readonly message: MessageRow;
  /** Whose phone the message came from; null: no observer's. */
  readonly observer: KnownObserver | null;
  readonly gathered: Gathered;
  /** What actions want to be said after the flow has spoken, each a reply of its own. */
  readonly afterwards: {
    readonly content: Content;
    readonly cause: string;
    readonly of?: Pick<NewReply, 'againVerdictId' | 'tipId'>;
  }[];
  /** Said before what the flow says, e.g. whom to call. */
  readonly first: string[];
  /** Set by an action: what the flow says has been said already, and is not said again. */
  quiet: boolean;
  /** The question of a campaign that they were asked last, within a day. */
  readonly asked?: LastAsked;
  /** Set where they have been told too much within the hour; `noticed`: and have been told that. */
  readonly flood?: { noticed: boolean };
}
