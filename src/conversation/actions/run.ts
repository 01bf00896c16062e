import type { Turn } from '../in-hand.ts';
import type { ACTIONS, ActionName } from './outcomes.ts';

/** What the flow hands over: words as they stand in it, or answers. */
export type Given = Readonly<Record<string, string>>;
export type OutcomeOf<N extends ActionName> = (typeof ACTIONS)[N]['outcomes'][number];
/** Runs in the turn's transaction and touches the database only: no network, no waiting. */
export type Run<N extends ActionName> = (
  turn: Turn,
  given: Given,
) => Promise<{ outcome: OutcomeOf<N>; answers?: Given }>;
/** Some of the actions, by name. */
export type Actions<N extends ActionName> = { readonly [Each in N]: Run<Each> };

/** The way of the message at hand, as tips and reports keep it. */
export function wayOf({ deps, contact, message }: Turn) {
  return {
    contactId: contact.id,
    messageId: message.id,
    addressId: message.addressId,
    account: message.account,
    medium: deps.capabilities.get(message.account)?.medium ?? ('sms' as const),
  };
}
