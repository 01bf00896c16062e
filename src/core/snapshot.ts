/**
 * Plain data that survives JSON: a snapshot is written to the database between any two messages, so what cannot
 * be stored cannot be part of a conversation.
 */

/** Where one contact stands. `null` in the database: no conversation is open. */
export interface Snapshot {
  readonly flow: string;
  readonly version: number;
  readonly state: string;
  /** What was saved on the way, by the names of `save` and by what actions gave. Never shown by itself. */
  readonly answers: Readonly<Record<string, string>>;
  /** How often the open question was answered in a way that does not fit. */
  readonly tries: number;
  /** `input`: an `ask` is open; `outcome`: a `call` is under way; `person`: somebody of ours has taken over. */
  readonly waits: 'input' | 'outcome' | 'person';
  /** When the open question was put, ISO 8601. */
  readonly askedAt?: string;
  /** Questions of this flow that were answered before, newest last: where `back` leads. */
  readonly trail?: readonly string[];
  /** Codes of the places that were offered because what was written fits several. */
  readonly offers?: readonly string[];
  /** They were reminded of the open question. */
  readonly reminded?: true;
}
