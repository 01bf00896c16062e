import { randomInt } from 'node:crypto';
import { withCheckDigit } from '../../codes/damm.ts';

/**
 * The number of a report or an incident: seven digits, the last a check digit; none begins with 0, which changes no
 * check digit. Drawn by the system's random source: nobody can walk through those of others.
 */
export const newNumber = () => withCheckDigit(String(randomInt(100_000, 1_000_000)));
