/** The training newsroom: a day of exercises comes in by itself, and afterwards one sees how it went. */

export { playDue, SPEEDS, startDay } from './day.ts';
export { type Score, scoreOf } from './score.ts';
