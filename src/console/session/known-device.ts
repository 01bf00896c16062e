import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { oneSpelling } from '../../store/staff.ts';

/**
 * A browser in which somebody has signed in before carries a mark for their name. It opens nothing; its tries are
 * counted apart, so that strangers who guess at a name cannot lock its owner out (OWASP, "device cookies").
 */
export function markDevice(key: Buffer, name: string): string {
  const id = randomBytes(16).toString('base64url');
  return `${id}.${seal(key, id, name)}`;
}

/** @returns what to count tries by, or null where the mark is not ours or another's */
export function readDevice(key: Buffer, name: string, mark: string | undefined): string | null {
  const [id = '', given = ''] = (mark ?? '').split('.');
  const expected = Buffer.from(seal(key, id, name));
  const got = Buffer.from(given);
  return got.length === expected.length && timingSafeEqual(got, expected) ? id : null;
}

function seal(key: Buffer, id: string, name: string): string {
  return createHmac('sha256', key)
    .update(`known device\n${id}\n${oneSpelling(name)}`)
    .digest('base64url');
}
