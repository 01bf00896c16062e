import { z } from 'zod';

const scope = {
  /** Only for messages to this number, with `+`. */
  to: z.string().optional(),
  /** For how many messages; left out: one. */
  times: z.number().int().positive().default(1),
};

/** What is to go wrong with the next calls. */
const call = z.strictObject({
  /**
   * throttled  its own way of saying "slow down", nothing taken
   * broken     500, nothing taken
   * refused    its own way of refusing a number
   * stranger   its own way of refusing the access
   * hang       taken, but no answer ever
   * drop       taken, and the connection is cut
   * rubbish    taken, and an answer that it never gives
   */
  call: z.enum(['throttled', 'broken', 'refused', 'stranger', 'hang', 'drop', 'rubbish']),
  ...scope,
});

/** How the receipts of the next messages come. */
const receipts = z.strictObject({
  /**
   * none       no receipt
   * early      the first one before the call is answered
   * duplicated every one twice
   * reordered  the last one first
   * failed     the phone was not reached
   */
  receipts: z.enum(['none', 'early', 'duplicated', 'reordered', 'failed']),
  /** Holds each receipt back for so many milliseconds. */
  afterMs: z.number().int().nonnegative().optional(),
  ...scope,
});

const order = z.union([call, receipts]);
export type Order = z.input<typeof order>;
export type Fault = z.output<typeof call>['call'];
export type ReceiptOrder = z.output<typeof receipts>;
type Standing = z.output<typeof order>;

/** Orders are used up: each serves the messages it was given for, the oldest fitting one first. */
export function openOrders() {
  const standing: Standing[] = [];

  function take<T extends Standing>(to: string, isOne: (one: Standing) => one is T): T | undefined {
    const found = standing.filter(isOne).find((one) => one.to === undefined || one.to === to);
    if (found) {
      found.times -= 1;
      if (found.times === 0) standing.splice(standing.indexOf(found), 1);
    }
    return found;
  }

  return {
    /** @throws ZodError where the order is none */
    give: (wanted: Order) => {
      standing.push(order.parse(wanted));
    },
    takeFault: (to: string) =>
      take(to, (one): one is Extract<Standing, { call: Fault }> => 'call' in one)?.call,
    takeReceipts: (to: string) => take(to, (one): one is ReceiptOrder => 'receipts' in one),
  };
}
