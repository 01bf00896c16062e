import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ListPlace } from '../../store/partner-verdicts.ts';
import type { Seal } from '../../store/seal.ts';
import { Problem } from './problem.ts';

/** Where a reader is in a list: signed, and good for the list it was given for only. */

const place = z.tuple([z.iso.datetime(), z.uuid()]);

export function writeCursor(seal: Seal, list: string, { at, id }: ListPlace): string {
  const said = Buffer.from(JSON.stringify([at, id])).toString('base64url');
  return `${said}.${mac(seal, list, said).toString('base64url')}`;
}

/** @throws Problem where it was changed, or is another list's */
export function readCursor(seal: Seal, list: string, cursor: string): ListPlace {
  const [said = '', proof = ''] = cursor.split('.');
  const given = Buffer.from(proof, 'base64url');
  const real = mac(seal, list, said);
  if (given.length !== real.length || !timingSafeEqual(given, real)) {
    throw new Problem('cursor', 'Take `next` as it was given, with the same filters, or leave it out.');
  }
  const [at, id] = place.parse(JSON.parse(Buffer.from(said, 'base64url').toString()));
  return { at, id };
}

const mac = (seal: Seal, list: string, said: string) =>
  seal.hashText(`api cursor\n${list}\n${said}`).subarray(0, 12);
