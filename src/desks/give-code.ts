import { isCodeFree } from '../store/codes.ts';
import type { Queryable } from '../store/connect.ts';
import { newCode } from './code.ts';

/** At nine tenths of all codes given, one try in ten still finds a free one. */
const CODE_TRIES = 200;

/**
 * Draws case codes until one is free among all desks and its row is written.
 * @param insert writes the row; false: the code was taken after all
 * @param draw of another kind than four characters, e.g. of observers' reports
 * @returns the code
 */
export async function giveCode(
  tx: Queryable,
  insert: (code: string) => Promise<boolean>,
  draw: () => string = newCode,
): Promise<string> {
  for (let i = 0; i < CODE_TRIES; i++) {
    const code = draw();
    if ((await isCodeFree(tx, code)) && (await insert(code))) return code;
  }
  throw new Error('nearly all case codes are given: old cases must be cleared away');
}
