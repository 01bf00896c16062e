import type { RouteHandlerMethod } from 'fastify';
import { segments } from '../../core/sms.ts';
import type { Ledger } from './ledger.ts';
import { phoneOf } from './phone-address.ts';

/** What one phone received from us, oldest first, as JSON: for the demo and for tests, which count here. */
export function listReceived(ledger: Ledger): RouteHandlerMethod {
  return async (request, reply) => {
    const at = phoneOf(request, reply);
    if (!at) return reply;
    const received = ledger.bubblesOf(at.phone, at.person).flatMap(({ received, text, choices, at: when }) =>
      received
        ? [
            {
              ...received,
              text,
              choices,
              at: when,
              ...(at.phone === 'sms' && { segments: segments(text).segments }),
            },
          ]
        : [],
    );
    return reply.header('cache-control', 'no-store').send({ received });
  };
}
