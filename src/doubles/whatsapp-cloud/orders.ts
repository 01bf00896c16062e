import { z } from 'zod';

const scope = {
  /** Only for messages to this person: digits, or the business-scoped id. */
  to: z.string().optional(),
  /** For how many; left out: one. */
  times: z.number().int().positive().default(1),
};

/** What is to go wrong with the next calls of `/messages`. */
const call = z.strictObject({
  /**
   * throttled        429 with `code` (130429), nothing taken
   * broken           500 with `code` (131000), nothing taken
   * gateway_timeout  504 without a body, nothing taken
   * bad_gateway      502 without a body, taken
   * refused          400 with `code` (131026), nothing taken
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

/** How the statuses of the next messages come. */
const receipts = z.strictObject({
  /**
   * none       no status
   * early      the first one before the call is answered
   * duplicated every one twice, in one webhook
   * reordered  the last one first
   * failed     `failed` with `code` (131026)
   */
  receipts: z.enum(['none', 'early', 'duplicated', 'reordered', 'failed']),
  code: z.number().int().optional(),
  /** Holds each status back for so many milliseconds. */
  afterMs: z.number().int().nonnegative().optional(),
  ...scope,
});

/** What is to go wrong with the next uploads and downloads. */
const file = z.strictObject({
  /**
   * upload_throttled  429 to an upload
   * upload_drop       the connection is cut when the file has come
   * look_broken       500 when the address of a file is asked for
   * bent              a download with one byte changed
   * cut               a download that ends in the middle
   * templates_broken  503 when the templates are asked for
   */
  file: z.enum(['upload_throttled', 'upload_drop', 'look_broken', 'bent', 'cut', 'templates_broken']),
  times: scope.times,
});

const order = z.union([call, receipts, file]);
export type Order = z.input<typeof order>;
type Standing = z.output<typeof order>;
export type CallOrder = z.output<typeof call>;
export type ReceiptOrder = z.output<typeof receipts>;
type FileFault = z.output<typeof file>['file'];

/** Orders are used up: each serves what it was given for, the oldest fitting one first. */
export function openOrders() {
  const standing: Standing[] = [];

  function take<T extends Standing>(fits: (one: Standing) => one is T): T | undefined {
    const found = standing.find(fits);
    if (found) {
      found.times -= 1;
      if (found.times === 0) standing.splice(standing.indexOf(found), 1);
    }
    return found;
  }
  const meant = (one: { to?: string | undefined }, to: string) => one.to === undefined || one.to === to;

  return {
    /** @throws ZodError where the order is none */
    give: (wanted: Order) => {
      standing.push(order.parse(wanted));
    },
    takeCall: (to: string) => take((one): one is CallOrder => 'call' in one && meant(one, to)),
    takeReceipts: (to: string) => take((one): one is ReceiptOrder => 'receipts' in one && meant(one, to)),
    takeFile: (fault: FileFault) =>
      take((one): one is z.output<typeof file> => 'file' in one && one.file === fault) !== undefined,
  };
}
