import type { Snapshot } from '../core/snapshot.ts';
import { readChoice } from './choices.ts';
import type { AskState, Flow, Flows, State, Target } from './flow.ts';
import type { Effect, Input, Step } from './types.ts';

/** More states than any flow has in a row: what needs more walks in a circle. */
const MOST_HOPS = 50;

/**
 * One step of a conversation. Pure: the same arguments always give the same answer, and nothing but the answer
 * happens. Whoever calls it says the texts, carries out the action of a `call` and steps again with its outcome.
 *
 * A snapshot of another version of its flow, or of a state that is no longer there, is never an error: it goes on
 * at the flow's `moved` state; without one at its own question, where that is still asked; else at the start. What
 * was answered meanwhile is not taken for an answer to something else.
 *
 * @param snapshot as it came from the database; `null` where no conversation is open
 * @throws Error for what only a mistake in a flow or in the program can cause: no such flow or state to begin at,
 *   an outcome that the call does not know, a circle
 */
export function step(all: Flows, snapshot: Snapshot | null, input: Input): Step {
  const flows = input.kind === 'begin' ? all : asBegun(all, snapshot);
  if (input.kind === 'begin') {
    const flow = flows.byName.get(input.flow);
    if (!flow) throw new Error(`there is no flow ${input.flow} to begin`);
    return walk(flows, place(flow, input.state), { ...input.answers });
  }
  // A person of ours has taken over: what comes now is theirs to read, until they hand back by `begin`.
  if (snapshot === null || snapshot.waits === 'person') return { snapshot, effects: [] };
  const flow = flows.byName.get(snapshot.flow);
  const state = flow?.states.get(snapshot.state);
  if (!flow || !state || flow.version !== snapshot.version || !fits(snapshot, state))
    return walk(flows, afterChange(flows, flow, state), snapshot.answers, snapshot.flow);
  if (state.kind === 'ask')
    return input.kind === 'message' ? answered(flows, snapshot, state, input) : { snapshot, effects: [] };
  if (state.kind === 'call' && input.kind === 'outcome') {
    const next = state.outcomes.get(input.outcome);
    if (!next)
      throw new Error(`${at(snapshot)}: ${state.action} ended as ${input.outcome}, which leads nowhere`);
    return walk(flows, next, { ...snapshot.answers, ...input.answers }, snapshot.flow);
  }
  // A message while an action was under way: it broke off before its end was kept, so it is asked for again.
  return walk(flows, snapshot, snapshot.answers);
}

/** Whoever is in mid-talk finishes on the version they began with. */
function asBegun(flows: Flows, snapshot: Snapshot | null): Flows {
  if (snapshot === null || flows.byName.get(snapshot.flow)?.version === snapshot.version) return flows;
  const older = flows.older?.get(snapshot.flow)?.get(snapshot.version);
  return older ? { ...flows, byName: new Map([...flows.byName, [snapshot.flow, older]]) } : flows;
}

const at = (where: { flow: string; state?: string }) => `flow ${where.flow}, state ${where.state ?? 'start'}`;
const place = (flow: Flow, state: string = flow.start) => ({ flow: flow.name, state });
const fits = (snapshot: Snapshot, state: State) =>
  state.kind === (snapshot.waits === 'input' ? 'ask' : 'call');

function afterChange(flows: Flows, flow: Flow | undefined, state: State | undefined): Target {
  const home = flow ?? flows.byName.get(flows.home);
  if (!home) throw new Error(`there is no flow ${flows.home} to go home to`);
  if (home.moved !== undefined) return place(home, home.moved);
  const [name] = state?.kind === 'ask' ? ([...home.states].find(([, each]) => each === state) ?? []) : [];
  return place(home, name);
}

/** The open question has been answered, one way or another. */
function answered(
  flows: Flows,
  snapshot: Snapshot,
  state: AskState,
  { text, choice: tapped, media }: Extract<Input, { kind: 'message' }>,
): Step {
  const { expect } = state;
  const said = text.trim();
  if (tapped !== undefined && isOfAnotherQuestion(flows, state, tapped))
    return { snapshot, effects: [question(state, snapshot.answers)] };
  if (typeof expect === 'string') {
    const enough = said !== '' || (expect === 'message' && media === true);
    if (!enough || state.goto instanceof Map) return unfit(flows, snapshot, state);
    return walk(flows, state.goto as Target, {
      ...snapshot.answers,
      ...(state.save && { [state.save]: said }),
    });
  }
  const choice = readChoice(expect, flows.accepted, text, tapped);
  if (!choice) return unfit(flows, snapshot, state);
  const next = state.goto instanceof Map ? state.goto.get(choice.id) : (state.goto as Target);
  if (!next) throw new Error(`${at(snapshot)}: the choice ${choice.id} leads nowhere`);
  return walk(
    flows,
    next,
    { ...snapshot.answers, ...(state.save && { [state.save]: choice.id }) },
    snapshot.flow,
  );
}

/** A button of an older question, or the same one tapped twice: no answer, and no mistake of the person either. */
const isOfAnotherQuestion = (flows: Flows, { expect }: AskState, tapped: string) =>
  flows.accepted.has(tapped) && (typeof expect === 'string' || expect.every(({ key }) => key !== tapped));

function unfit(flows: Flows, snapshot: Snapshot, state: AskState): Step {
  const { retry } = state;
  if (snapshot.tries >= retry.max) return walk(flows, retry.goto, snapshot.answers, snapshot.flow);
  const values = snapshot.answers;
  return {
    snapshot: { ...snapshot, tries: snapshot.tries + 1 },
    effects: [
      ...(retry.say ? [{ do: 'say' as const, key: retry.say, values }] : []),
      question(state, values),
    ],
  };
}

const question = (state: AskState, values: Snapshot['answers']): Effect => ({
  do: 'ask',
  key: state.text,
  values,
  // The button carries the full key: one that is tapped long after its question cannot answer another one.
  choices: typeof state.expect === 'string' ? [] : state.expect.map(({ key }) => ({ id: key, key })),
});

/** Walks on from a state until somebody else has to do something. */
function walk(flows: Flows, from: Target, known: Snapshot['answers'], inFlow: string = from.flow): Step {
  const effects: Effect[] = [];
  let to = from;
  let current = inFlow;
  let answers = known;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    const flow = flows.byName.get(to.flow);
    if (flow && flow.name !== current) {
      answers = carriedInto(flow, answers);
      current = flow.name;
    }
    const name = to.state ?? flow?.start;
    const state = name === undefined ? undefined : flow?.states.get(name);
    if (!flow || name === undefined || !state) throw new Error(`${at(to)}: is not there`);
    const wait = (waits: Snapshot['waits']): Step => ({
      snapshot: { flow: flow.name, version: flow.version, state: name, answers, tries: 0, waits },
      effects,
    });
    if (state.kind !== 'ask' && 'text' in state && state.text !== undefined)
      effects.push({ do: 'say', key: state.text, values: answers });
    switch (state.kind) {
      case 'ask':
        effects.push(question(state, answers));
        return wait('input');
      case 'call':
        effects.push({ do: 'call', action: state.action, with: filled(state.with, answers) });
        return wait('outcome');
      case 'handoff':
        effects.push({ do: 'handoff', desk: state.desk, reason: state.reason });
        return wait('person');
      case 'end':
        effects.push({ do: 'end', outcome: state.outcome });
        return { snapshot: null, effects };
      default:
        to = state.goto;
    }
  }
  throw new Error(`${at(from)}: walks in a circle`);
}

/** Into another flow go only the answers it takes: what was said about one thing must not be used for another. */
const carriedInto = (flow: Flow, answers: Snapshot['answers']): Snapshot['answers'] =>
  Object.fromEntries(Object.entries(answers).filter(([name]) => flow.takes.includes(name)));

function filled(
  given: Readonly<Record<string, string>>,
  answers: Snapshot['answers'],
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const answer = value.startsWith('$') ? answers[value.slice(1)] : value;
    if (answer !== undefined) values[name] = answer;
  }
  return values;
}
