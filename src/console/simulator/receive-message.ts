import type { RouteHandlerMethod } from 'fastify';
import { z } from 'zod';
import { INTERNAL_SIGNATURE, isSignedInternal } from '../../core/internal-signature.ts';
import type { Ledger } from './ledger.ts';
import { phoneOf } from './phone-address.ts';

const partOnTheWay = z.object({
  partId: z.string().max(64),
  text: z.string().max(20_000),
  choices: z.array(z.object({ id: z.string(), label: z.string() })).default([]),
});

/**
 * A message of ours reaches a phone. Signed by the simulator channel, or every visitor could put words into our
 * mouth. Answers 201 with an id each time it is called: it never asks whether it saw that part before.
 */
export function receiveMessage(ledger: Ledger, internalKey: Buffer): RouteHandlerMethod {
  return async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (!isSignedInternal(internalKey, body, request.headers[INTERNAL_SIGNATURE]))
      return reply.code(403).send();
    const at = phoneOf(request, reply);
    if (!at) return reply;
    const message = partOnTheWay.safeParse(fromJson(body));
    if (!message.success) return reply.code(400).send();
    return reply.code(201).send(ledger.receive(at.phone, at.person, message.data));
  };
}

function fromJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
