import { expect, test } from 'vitest';
import { DESK_ERRORS, DeskError } from './desk.ts';
import { type ClaimState, METHOD, MOVES, type Move, stateAfter } from './moves.ts';

const STATES = Object.keys(METHOD) as ClaimState[];

/** The method as a person would draw it: everything that is not here must be refused. */
const DRAWN: readonly [ClaimState, Move, ClaimState][] = [
  ['triage', 'assess', 'research'],
  ['triage', 'prepare', 'triage'],
  ['triage', 'exit', 'closed'],
  ['research', 'prepare', 'research'],
  ['research', 'draft', 'draft'],
  ['research', 'exit', 'closed'],
  ['draft', 'prepare', 'draft'],
  ['draft', 'draft', 'draft'],
  ['draft', 'submit', 'check'],
  ['draft', 'exit', 'closed'],
  ['draft', 'withdraw', 'draft'],
  ['check', 'approve', 'lead'],
  ['check', 'approve', 'published'],
  ['check', 'return', 'draft'],
  ['check', 'withdraw', 'check'],
  ['lead', 'release', 'published'],
  ['lead', 'return', 'draft'],
  ['lead', 'withdraw', 'lead'],
  ['published', 'correct', 'draft'],
  ['published', 'withdraw', 'research'],
  ['closed', 'reopen', 'triage'],
  ['closed', 'reopen', 'research'],
];

const tried = (state: ClaimState, move: Move, wanted?: ClaimState): unknown => {
  try {
    return stateAfter(state, move, wanted);
  } catch (error) {
    return error;
  }
};

test.each(STATES.flatMap((state) => MOVES.map((move) => [state, move] as const)))(
  'from %s, %s goes where the method says or is refused with a reason',
  (state, move) => {
    const ways = DRAWN.filter((way) => way[0] === state && way[1] === move).map((way) => way[2]);
    if (ways.length === 0) {
      const refused = tried(state, move);
      expect(refused).toBeInstanceOf(DeskError);
      expect(DESK_ERRORS).toContain((refused as DeskError).key);
      return;
    }
    expect(stateAfter(state, move)).toBe(ways[0]);
    for (const wanted of ways) expect(stateAfter(state, move, wanted)).toBe(wanted);
    for (const other of STATES.filter((each) => !ways.includes(each))) {
      expect(tried(state, move, other)).toBeInstanceOf(Error);
    }
  },
);

test('nothing is published but by release, or by the second person where two are enough', () => {
  const ways = DRAWN.filter(([, , to]) => to === 'published').map(([state, move]) => `${state} ${move}`);
  expect(ways).toEqual(['check approve', 'lead release']);
});
