/** What the engine takes and gives: plain data, see core/snapshot.ts. */
import type { Snapshot } from '../core/snapshot.ts';

export type Input =
  /** Begin (or begin again) at a flow's start or at a named state. Known answers may be carried in. */
  | {
      readonly kind: 'begin';
      readonly flow: string;
      readonly state?: string;
      readonly answers?: Readonly<Record<string, string>>;
    }
  /** What the person wrote or tapped, for the open question. */
  | {
      readonly kind: 'message';
      readonly text: string;
      /** The id of the tapped button, as the `ask` gave it. */
      readonly choice?: string;
      /** A picture, a voice note or a file came with it: enough for a question that expects a `message`. */
      readonly media?: boolean;
      readonly location?: { readonly latitude: number; readonly longitude: number };
    }
  /** They want to the question before this one. */
  | { readonly kind: 'back' }
  /** The time of the open question is up: for a reminder, or altogether. */
  | { readonly kind: 'time'; readonly up: 'remind' | 'expire' }
  /** How the action of a `call` ended; `answers` are added to the snapshot. */
  | {
      readonly kind: 'outcome';
      readonly outcome: string;
      readonly answers?: Readonly<Record<string, string>>;
    };

/** One thing to choose: a text of ours, words that an action gave, or a place by its code. */
export type Offer =
  | { readonly id: string; readonly key: string }
  | { readonly id: string; readonly label: string }
  | { readonly id: string; readonly place: string };

export type Effect =
  /** Say a text: `key` is `<flow>.<name>` in the locales, `values` fill its placeholders. */
  | { readonly do: 'say'; readonly key: string; readonly values: Readonly<Record<string, string>> }
  /** Ask: a text and, where the question has them, the choices in order. */
  | {
      readonly do: 'ask';
      readonly key: string;
      readonly values: Readonly<Record<string, string>>;
      readonly choices: readonly Offer[];
    }
  /** Carry out an action, then step again with its outcome, in the same turn. */
  | { readonly do: 'call'; readonly action: string; readonly with: Readonly<Record<string, string>> }
  /** Put it before a person: `desk` names who, `reason` is a key for staff. */
  | { readonly do: 'handoff'; readonly desk: string; readonly reason: string }
  | { readonly do: 'end'; readonly outcome: string };

export interface Step {
  /** `null`: the conversation has ended. */
  readonly snapshot: Snapshot | null;
  readonly effects: readonly Effect[];
}
