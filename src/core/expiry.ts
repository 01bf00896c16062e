import type { REPLY_CLASS } from './message.ts';

const HOUR = 3_600_000;

/**
 * How long a reply is worth sending. After that it is not sent any more: a late answer to a question that nobody
 * remembers confuses. Every class outlives an operator's bad hour, and what is decided at a desk outlives a week
 * without network.
 */
const WORTH: Readonly<Record<keyof typeof REPLY_CLASS, number>> = {
  /** Old advice about danger can itself be a danger. */
  lifeSafety: 24 * HOUR,
  /** A person who wrote yesterday and heard nothing writes again; WhatsApp lets us answer no longer either. */
  reply: 24 * HOUR,
  /** A verdict took hours of work and was asked for: it is still true next week. */
  workflow: 7 * 24 * HOUR,
  /** Nobody asked for a bulletin; the next one is better than a stale one. */
  bulk: 12 * HOUR,
};

/** @returns until when a reply of this class may leave */
export function expiryOf(name: keyof typeof REPLY_CLASS, now: Date): Date {
  return new Date(now.getTime() + WORTH[name]);
}
