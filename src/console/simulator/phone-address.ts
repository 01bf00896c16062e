import type { FastifyReply, FastifyRequest } from 'fastify';
import { PHONES } from '../../channels/simulator/capabilities.ts';
import type { Medium } from '../../core/message.ts';

/** As the simulator channel reads it: see channels/simulator/parse.ts. */
const PERSON = /^[A-Za-z0-9_-]{1,64}$/;

export const isPhone = (value: unknown): value is Medium => PHONES.some((phone) => phone === value);

export const isPerson = (value: unknown): value is string => typeof value === 'string' && PERSON.test(value);

/** Which phone of whom an address means; answers 404 itself and gives null where it means none. */
export function phoneOf(
  request: FastifyRequest,
  reply: FastifyReply,
): { phone: Medium; person: string } | null {
  const { phone, person } = request.params as { phone?: unknown; person?: unknown };
  if (isPhone(phone) && isPerson(person)) return { phone, person };
  void reply.code(404).send();
  return null;
}
