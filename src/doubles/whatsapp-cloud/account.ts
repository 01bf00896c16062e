import type { FiledTemplate } from './templates.ts';

/** What the double knows of the deployment it plays Meta for. */
export interface Account {
  /** What our calls carry. */
  readonly token: string;
  /** What webhooks are signed with. */
  readonly appSecret: string;
  readonly verifyToken: string;
  /** The numbers of the business account, the first one first. */
  readonly phones: readonly Phone[];
  /** The business account; left out: `200000000000001`. */
  readonly businessId?: string;
  /** What has been filed; left out: nothing. */
  readonly templates?: readonly FiledTemplate[];
  /** How a message outside the 24 hours fails: `later` by a status, as it mostly does, or `at-once` in the answer. */
  readonly window?: 'later' | 'at-once';
  /** How many messages one person may get at once before each costs six seconds. */
  readonly pairBurst?: number;
  /** How long a webhook is tried again, in ms. Meta does so for seven days. */
  readonly patienceMs?: number;
}

export interface Phone {
  /** Meta's id of the number. */
  readonly id: string;
  /** The number as digits. */
  readonly display: string;
}

/** Somebody with WhatsApp. Who has a username may show no number. */
export interface Person {
  /** Digits. */
  readonly phone?: string;
  /** The business-scoped id. */
  readonly userId?: string;
}
