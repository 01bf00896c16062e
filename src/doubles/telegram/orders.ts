import { z } from 'zod';

/** What is to go wrong with the next calls. */
const order = z.strictObject({
  /**
   * throttled    429 with `retryAfter`, nothing done
   * broken       500, nothing done
   * restart      500 of a server that closes, done all the same
   * bad_gateway  502 as a page of HTML, nothing done
   * refused      `code` with `description`
   * hold         no answer ever, nothing done
   * hang         done, but no answer ever
   * drop         done, and the connection is cut
   * rubbish      done, and an answer that is no JSON
   * empty        done, and an answer that says ok and nothing more
   */
  call: z.enum([
    'throttled',
    'broken',
    'restart',
    'bad_gateway',
    'refused',
    'hold',
    'hang',
    'drop',
    'rubbish',
    'empty',
  ]),
  code: z.number().int().default(400),
  description: z.string().default('Bad Request: not this one'),
  retryAfter: z.number().positive().default(1),
  /** Only for this method; left out: for every `send…`. */
  method: z.string().optional(),
  /** Only for messages to this chat. */
  chat: z.number().optional(),
  times: z.number().int().positive().default(1),
});

export type Order = z.input<typeof order>;
export type Fault = z.output<typeof order>;

/** Orders are used up: each serves the calls it was given for, the oldest fitting one first. */
export function openOrders() {
  const standing: Fault[] = [];
  return {
    /** @throws ZodError where the order is none */
    give: (wanted: Order) => {
      standing.push(order.parse(wanted));
    },
    take(method: string, chat: unknown): Fault | undefined {
      const found = standing.find(
        (one) =>
          (one.method === undefined ? method.startsWith('send') : one.method === method) &&
          (one.chat === undefined || one.chat === chat),
      );
      if (!found) return undefined;
      found.times -= 1;
      if (found.times === 0) standing.splice(standing.indexOf(found), 1);
      return found;
    },
  };
}
