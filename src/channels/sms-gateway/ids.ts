import { createHmac } from 'node:crypto';

/** What a message is known by. It is kept in the clear, so nothing of a person may be read out of it. */
export interface Ids {
  /**
   * Ids of two gateways may be the same: each has its own account's name before it.
   * @param number of the person: an id that it is written into would stand beside the message, where no number may
   */
  of(name: string, id: string, number?: string): string;
  /** Made of what was said, where the gateway gives no id: the same request has the same one. */
  made(parts: readonly (string | Buffer | undefined)[]): string;
}

/**
 * @param key 32 bytes that stay the same over restarts, or a copy is not known again. Without it whoever has a row, with
 *   its text and its time, could try out every number of the country
 */
export function openIds(key: Buffer): Ids {
  const hashOf = (parts: readonly Buffer[]) => {
    const hash = createHmac('sha256', key).update('sms-gateway id ');
    for (const part of parts) hash.update(`${part.length}:`).update(part);
    return hash.digest('hex').slice(0, 40);
  };
  return {
    of(name, id, number) {
      const tells = number !== undefined && number.length > 4 && id.includes(number.slice(-7));
      return `${name}:${!tells && /^[\x21-\x7e]{1,200}$/.test(id) ? id : hashOf([Buffer.from(id)])}`;
    },
    made: (parts) => `at-${hashOf(parts.map((one) => Buffer.from(one ?? '')))}`,
  };
}
