import { type Flow, type State, type Target, targetsOf } from './flow.ts';
import type { ParsedFlow, Problem } from './parse.ts';

/**
 * Whether a new version of a flow leaves people standing who are on the one before. Three rules:
 *
 * - The version must be higher where a state was added or removed, or does something else than before: one number
 *   stands for one meaning. A change of texts and words alone may keep it.
 * - It is never lower: to go back is a change like any other.
 * - Where a state is gone at which somebody may wait, `moved` names the state at which they go on. They finish on
 *   their own version while that is kept, and a version may be lost.
 *
 * @param before what people know
 * @param after what is to follow it; one that cannot be read has problems of its own, and none here
 * @returns one line each, saying what to do; empty where nobody is left standing
 */
export function wouldStrand(before: Flow, after: ParsedFlow): Problem[] {
  const { flow, problem } = after;
  if (!flow) return [];
  if (flow.version < before.version)
    return [
      problem(
        ['version'],
        `is ${flow.version}, and people know ${before.version} already: make it ${before.version + 1}`,
      ),
    ];
  const problems: Problem[] = [];
  const changed = changedStates(before, flow);
  if (flow.version === before.version && changed.length > 0)
    problems.push(
      problem(
        ['version'],
        `is ${flow.version} as before, but ${changed.join(', ')} changed: make it ${before.version + 1}`,
      ),
    );
  const gone = [...before.states].filter(([name, state]) => isStoodAt(state) && !flow.states.has(name));
  if (gone.length > 0 && flow.moved === undefined)
    problems.push(
      problem(
        ['moved'],
        `is missing: people may stand at ${gone.map(([name]) => name).join(', ')}, which is gone; name the state at which they go on`,
      ),
    );
  return problems;
}

/** A talk stops at a question, and at an action that broke off. */
const isStoodAt = (state: State) => state.kind === 'ask' || state.kind === 'call';

/** The names of states that were added, removed, or mean something else; how things are worded does not count. */
function changedStates(before: Flow, after: Flow): string[] {
  const names = new Set([...before.states.keys(), ...after.states.keys()]);
  return [...names].filter((name) => meaning(before, name) !== meaning(after, name));
}

function meaning(flow: Flow, name: string): string {
  const state = flow.states.get(name);
  if (!state) return '';
  // A flow's start may be named or left out: it is the same place.
  const place = ({ flow: to, state: at }: Target) => [to, at ?? (to === flow.name ? flow.start : '')];
  const targets = targetsOf(state).map(({ by, to }) => [by, ...place(to)].join(' '));
  return JSON.stringify([state.kind, targets.sort(), whatItDoes(state)]);
}

function whatItDoes(state: State): unknown {
  switch (state.kind) {
    case 'ask':
      // Choices by what they are, whatever their words; anything else as it stands.
      return [Array.isArray(state.expect) ? state.expect.map(({ id }) => id) : state.expect, state.save];
    case 'call':
      return [state.action, Object.entries(state.with).sort()];
    case 'handoff':
      return [state.desk, state.reason];
    case 'end':
      return state.outcome;
    default:
      return null;
  }
}
