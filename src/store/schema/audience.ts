import type { Medium } from '../../core/message.ts';

/** Who of the subscribers is meant, beside those who want the topic; what is left out limits nothing. */
export interface Audience {
  readonly languages?: readonly string[];
  /** Codes of communes. */
  readonly places?: readonly string[];
  readonly media?: readonly Medium[];
  /** Wrote to us within so many days. */
  readonly activeDays?: number;
}
