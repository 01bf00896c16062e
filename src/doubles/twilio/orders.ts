import { z } from 'zod';

const scope = {
  /** Only for messages to this address, as the caller writes it (`whatsapp:+509…` or `+509…`). */
  to: z.string().optional(),
  /** For how many messages; left out: one. */
  times: z.number().int().positive().default(1),
};

/** What is to go wrong with the next messages. */
const call = z.strictObject({
  /**
   * throttled        429, nothing taken
   * broken           500, nothing taken
   * gateway_timeout  504 without a body, nothing taken
   * bad_gateway      502 without a body, nothing taken
   * refused          400 with `code` (21610: the person has stopped)
   * hang             taken, but no answer ever
   * drop             taken, and the connection is cut
   * rubbish          taken, and an answer that is no JSON
   */
  call: z.enum([
    'throttled',
    'broken',
    'gateway_timeout',
    'bad_gateway',
    'refused',
    'hang',
    'drop',
    'rubbish',
  ]),
  code: z.number().int().optional(),
  retryAfter: z.number().positive().optional(),
  ...scope,
});

/** How the receipts of the next messages come. */
const receipts = z.strictObject({
  /**
   * none       no receipt, and it gets nowhere
   * lost       it is delivered, but nobody is told
   * early      the first one before the call is answered
   * duplicated every one twice
   * reordered  the last one first
   * failed     `undelivered` with `code`
   */
  receipts: z.enum(['none', 'lost', 'early', 'duplicated', 'reordered', 'failed']),
  code: z.number().int().optional(),
  /** Holds each receipt back for so many milliseconds. */
  afterMs: z.number().int().nonnegative().optional(),
  ...scope,
});

/** What becomes of the next contents that are to be made; `to` means nothing here. */
const content = z.strictObject({
  /** forbidden 403, broken 500, hang: no answer ever */
  content: z.enum(['forbidden', 'broken', 'hang']),
  ...scope,
});

const order = z.union([call, receipts, content]);
type Standing = z.output<typeof order>;
export type Order = z.input<typeof order>;
type ContentOrder = z.output<typeof content>;
export type CallOrder = z.output<typeof call>;
export type ReceiptOrder = z.output<typeof receipts>;

/** Orders are used up: each serves the messages it was given for, the oldest fitting one first. */
export function openOrders() {
  const standing: Standing[] = [];

  function take<T extends Standing>(
    to: string | undefined,
    isOne: (one: Standing) => one is T,
  ): T | undefined {
    const found = standing.filter(isOne).find((one) => one.to === undefined || one.to === to);
    if (found) {
      found.times -= 1;
      if (found.times === 0) standing.splice(standing.indexOf(found), 1);
    }
    return found;
  }

  return {
    /** @throws ZodError where the order is none */
    give: (wanted: unknown) => {
      standing.push(order.parse(wanted));
    },
    takeCall: (to: string) => take(to, (one): one is CallOrder => 'call' in one),
    takeContent: () => take(undefined, (one): one is ContentOrder => 'content' in one),
    takeReceipts: (to: string) => take(to, (one): one is ReceiptOrder => 'receipts' in one),
  };
}
