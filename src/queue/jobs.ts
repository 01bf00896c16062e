/**
 * The closed table of queues. A job is a wake-up: it says "look at this row", never what is in the row, so that
 * nothing people said and no number stands in Redis, and a job may be lost or run twice without harm.
 */
const QUEUES = {
  /** A contact has something new. Id: the contact. */
  conversation: { retry: { firstMs: 200, maxMs: 5_000, attempts: 10 } },
  /** Replies are due at one sender account. Id: the account, as `accountId` writes it. One queue per account. */
  outbound: { retry: { firstMs: 200, maxMs: 5_000, attempts: 10 } },
  /** A new tip: what is known of it? Id: the tip. */
  verification: { retry: { firstMs: 500, maxMs: 10_000, attempts: 5 } },
  /** A file that came with a message, or what a link of the ledger shows, is to be fetched. Id: its row. */
  media: { retry: { firstMs: 1_000, maxMs: 30_000, attempts: 3 } },
  /** The words of a verdict are to be spoken. Id: the verdict. */
  voice: { retry: { firstMs: 1_000, maxMs: 30_000, attempts: 3 } },
  /** Something is to be told to a partner's program. Id: its endpoint. */
  webhooks: { retry: { firstMs: 1_000, maxMs: 30_000, attempts: 3 } },
  /** A scheduled duty is due. Id: its name. Never leaves the process, see `Queues.every`. */
  clock: { retry: { firstMs: 200, maxMs: 5_000, attempts: 3 } },
} as const satisfies Record<string, { retry: Retry }>;

/**
 * What happens to an id whose handler threw: run again, alone, after `firstMs`, doubling up to `maxMs`; after
 * `attempts` it is left to the sweeper, which knows from the row whether it still matters.
 */
export interface Retry {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly attempts: number;
}

/** Providers pace each sender account on its own, and BullMQ paces a whole queue: hence a queue per account. */
export type QueueName = Exclude<keyof typeof QUEUES, 'outbound'> | `outbound-${string}`;

/** @param account one of our sender accounts, as its channel names it; may be a number of ours */
export function outboundQueue(account: string): `outbound-${string}` {
  return `outbound-${accountId(account)}`;
}

/** An account's name where only ids may stand: other characters as `.hex.`, bare digits after `n.`; never the same for two. */
export function accountId(account: string): string {
  const safe = account.replace(/[^A-Za-z0-9_-]/gu, (c) => `.${c.codePointAt(0)?.toString(16)}.`);
  return isWakeId(safe) ? safe : `n.${safe}`;
}

export function retryOf(queue: QueueName): Retry {
  return (isTabled(queue) ? QUEUES[queue] : QUEUES.outbound).retry;
}

function isTabled(queue: QueueName): queue is keyof typeof QUEUES & QueueName {
  return queue in QUEUES;
}

/**
 * Whether a string may travel as a job's id. BullMQ refuses colons and integers, and the rule is the fence
 * behind invariant 8: a text or a phone number does not pass.
 */
export function isWakeId(id: string): boolean {
  return /^[A-Za-z0-9._-]{1,80}$/.test(id) && !/^[\d.-]+$/.test(id);
}
