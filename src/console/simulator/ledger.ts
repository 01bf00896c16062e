import { randomUUID } from 'node:crypto';
import type { Choice, Medium } from '../../core/message.ts';

/** What is seen on a phone: something it received from us, or something its owner sent by the plain form. */
export interface Bubble {
  /** Rises over all phones and over restarts, so that a page that asks "since when" misses nothing. */
  readonly seq: number;
  readonly phone: Medium;
  readonly at: string;
  readonly text: string;
  readonly choices: readonly Choice[];
  /** Set on what came from us. */
  readonly received?: { readonly externalId: string; readonly partId: string };
  /** Set on what the owner sent. */
  readonly forwarded?: boolean;
}

/**
 * The simulator's far side: what a provider's network and the phones behind it would know. A ledger: the same part
 * delivered twice stands here twice, or nobody would ever see a double send. In memory and bounded, because
 * anyone may play with it.
 */
export interface Ledger {
  /** @returns the id that a provider would give */
  receive(
    phone: Medium,
    person: string,
    message: { partId: string; text: string; choices: readonly Choice[] },
  ): { readonly externalId: string };
  /** Notes what the owner sent where the page has no script to remember it. @returns takes it back: it did not leave */
  sent(phone: Medium, person: string, message: { text: string; forwarded: boolean }): () => void;
  /** Oldest first. */
  bubblesOf(phone: Medium, person: string): readonly Bubble[];
  /** Calls back with every new bubble of a person, on any phone. @returns what ends it */
  follow(person: string, told: (bubble: Bubble) => void): () => void;
}

/** @param bounds how many phones, and how many bubbles on each; the oldest goes first */
export function openLedger(bounds: { phones?: number; bubbles?: number } = {}): Ledger {
  const { phones = 1_000, bubbles = 200 } = bounds;
  // A Map keeps the order of entry: what was touched last is entered anew, the oldest is first to go.
  const kept = new Map<string, Bubble[]>();
  const followers = new Map<string, Set<(bubble: Bubble) => void>>();
  let lastSeq = 0;

  const note = (person: string, entry: Omit<Bubble, 'seq' | 'at'>): (() => void) => {
    lastSeq = Math.max(lastSeq + 1, Date.now());
    const bubble: Bubble = { seq: lastSeq, at: new Date().toISOString(), ...entry };
    const key = `${entry.phone}:${person}`;
    const list = kept.get(key) ?? [];
    list.push(bubble);
    if (list.length > bubbles) list.shift();
    kept.delete(key);
    kept.set(key, list);
    const [oldest] = kept.keys();
    if (kept.size > phones && oldest !== undefined) kept.delete(oldest);
    for (const told of followers.get(person) ?? []) told(bubble);
    return () => {
      const at = list.indexOf(bubble);
      if (at >= 0) list.splice(at, 1);
    };
  };

  return {
    receive(phone, person, { partId, text, choices }) {
      const externalId = `sim-${randomUUID()}`;
      note(person, { phone, text, choices, received: { externalId, partId } });
      return { externalId };
    },
    sent: (phone, person, { text, forwarded }) => note(person, { phone, text, choices: [], forwarded }),
    bubblesOf: (phone, person) => kept.get(`${phone}:${person}`) ?? [],
    follow(person, told) {
      const all = followers.get(person) ?? new Set();
      followers.set(person, all.add(told));
      return () => {
        all.delete(told);
        if (all.size === 0) followers.delete(person);
      };
    },
  };
}
