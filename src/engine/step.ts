import type { Snapshot } from '../core/snapshot.ts';
import { type Circumstances, offersOf, readAnswer } from './answer.ts';
import { type AskState, EXPIRES_MS, type Flow, type Flows, flowOf, type State, type Target } from './flow.ts';
import type { Effect, Input, Step } from './types.ts';

/** More states than any flow has in a row: what needs more walks in a circle. */
const MOST_HOPS = 50;

/** As much of an answer as is carried along, in characters: a snapshot is written at every message. */
const MOST_SAID = 500;
const carried = (said: string) => (said.length > MOST_SAID ? said.slice(0, MOST_SAID).toWellFormed() : said);

/** As far as anybody goes back. */
const MOST_TRAIL = 10;

/**
 * One step of a conversation. Pure: the same arguments always give the same answer, and nothing but the answer
 * happens. Whoever calls it says the texts, carries out the action of a `call` and steps again with its outcome.
 *
 * Who is in mid-conversation goes on in the version of the flow in which they began. Where that is no longer known, or
 * the state is no longer there, it is never an error: it goes on at the flow's `moved` state; without one at its own
 * question, where that is still asked; else at the start. What was answered meanwhile is not taken for an answer to
 * something else.
 *
 * @param snapshot as it came from the database; `null` where no conversation is open
 * @param circumstances its time is what `collect` and times in words are held against
 * @returns nothing at all for `back` where there is no question before
 * @throws Error for what only a mistake in a flow or in the program can cause: no such flow or state to begin at,
 *   an outcome that the call does not know, a circle
 */
export function step(
  flows: Flows,
  snapshot: Snapshot | null,
  input: Input,
  circumstances: Circumstances,
): Step {
  const going: Going = { flows, ...circumstances };
  if (input.kind === 'begin') {
    const flow = flows.byName.get(input.flow);
    if (!flow) throw new Error(`there is no flow ${input.flow} to begin`);
    return walk(going, place(flow, input.state), { ...input.answers });
  }
  // A person of ours has taken over: what comes now is theirs to read, until they hand back by `begin`.
  if (snapshot === null || snapshot.waits === 'person') return { snapshot, effects: [] };
  const flow = flowOf(flows, snapshot);
  const state = flow?.states.get(snapshot.state);
  if (!flow || !state || flow.version !== snapshot.version || !fits(snapshot, state)) {
    // Nobody reads a question that moved while nothing was open to them.
    if (input.kind === 'time') return { snapshot: input.up === 'expire' ? null : snapshot, effects: [] };
    return walk(going, afterChange(flows, flow, state), snapshot.answers, snapshot);
  }
  if (state.kind === 'ask') {
    switch (input.kind) {
      case 'message':
        return answered(going, snapshot, state, input);
      case 'back':
        return back(going, snapshot, flow);
      case 'time':
        return timeIsUp(going, snapshot, state, input.up);
      default:
        return { snapshot, effects: [] };
    }
  }
  if (state.kind === 'call' && input.kind === 'outcome') {
    const next = state.outcomes.get(input.outcome);
    if (!next)
      throw new Error(`${at(snapshot)}: ${state.action} ended as ${input.outcome}, which leads nowhere`);
    return walk(going, next, { ...snapshot.answers, ...input.answers }, snapshot);
  }
  // A message while an action was under way: it broke off before its end was kept, so it is asked for again.
  return walk(going, snapshot, snapshot.answers, snapshot);
}

/**
 * When the open question is to be looked at again, in milliseconds after it was sent.
 * @returns null where nothing waits for the person
 */
export function waitOf(
  flows: Flows,
  snapshot: Snapshot | null,
): { up: 'remind' | 'expire'; ms: number } | null {
  if (snapshot?.waits !== 'input') return null;
  const ask = openAsk(flows, snapshot);
  if (ask?.remind && snapshot.reminded !== true) return { up: 'remind', ms: ask.remind.afterMs };
  return { up: 'expire', ms: expireMs(flows, snapshot) };
}

/** How long an open talk waits for the person, in milliseconds. */
export const expireMs = (flows: Flows, snapshot: Snapshot): number =>
  openAsk(flows, snapshot)?.expire?.afterMs ?? EXPIRES_MS;

function openAsk(flows: Flows, snapshot: Snapshot): AskState | undefined {
  const state = flowOf(flows, snapshot)?.states.get(snapshot.state);
  return state?.kind === 'ask' ? state : undefined;
}

interface Going extends Circumstances {
  readonly flows: Flows;
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
  going: Going,
  snapshot: Snapshot,
  state: AskState,
  message: Extract<Input, { kind: 'message' }>,
): Step {
  const read = readAnswer(going.flows, state, snapshot, message, going);
  switch (read.kind) {
    case 'elsewhere':
      return { snapshot, effects: [question(state, snapshot)] };
    case 'skip':
      return walk(going, state.skip ?? state.retry.goto, snapshot.answers, snapshot);
    case 'offer': {
      // Asked back once, then as often as any answer that does not fit: nobody is asked for ever.
      const again = snapshot.offers !== undefined;
      if (again && snapshot.tries >= state.retry.max) return unfit(going, snapshot, state, message);
      const offering: Snapshot = {
        ...snapshot,
        offers: read.places,
        tries: snapshot.tries + (again ? 1 : 0),
        askedAt: going.now.toISOString(),
      };
      return { snapshot: offering, effects: [question(state, offering)] };
    }
    case 'unfit':
      return collected(going, snapshot, state) ?? unfit(going, snapshot, state, message);
    default: {
      const next = state.goto instanceof Map ? state.goto.get(read.choice ?? '') : (state.goto as Target);
      if (!next) throw new Error(`${at(snapshot)}: the choice ${read.choice} leads nowhere`);
      return walk(going, next, { ...snapshot.answers, ...kept(state, read.value, read.beside) }, snapshot);
    }
  }
}

/** What is saved of an answer: the value, and beside it how it was said. */
function kept(
  { save }: AskState,
  value: string,
  beside: Readonly<Record<string, string>> = {},
): Record<string, string> {
  if (save === undefined) return {};
  return {
    [save]: carried(value),
    ...Object.fromEntries(Object.entries(beside).map(([name, each]) => [`${save}_${name}`, carried(each)])),
  };
}

/** No answer, but soon enough after the question to belong to what was told before it. */
function collected(going: Going, snapshot: Snapshot, { collect }: AskState): Step | undefined {
  return isCollecting(snapshot, collect, going.now) && collect
    ? walk(going, collect.goto, snapshot.answers, snapshot)
    : undefined;
}

/** Whether what comes now and is no answer belongs to what was told before the question. */
export function isCollecting(
  { answers, askedAt }: Pick<Snapshot, 'answers' | 'askedAt'>,
  collect: AskState['collect'],
  now: Date,
): boolean {
  if (collect === undefined || askedAt === undefined || !answers[collect.of]) return false;
  return now.getTime() - Date.parse(askedAt) <= collect.withinMs;
}

function unfit(
  going: Going,
  snapshot: Snapshot,
  state: AskState,
  { text }: Extract<Input, { kind: 'message' }>,
): Step {
  const { retry } = state;
  // What could not be read is kept all the same, for whoever goes on with it.
  if (snapshot.tries >= retry.max) {
    const said = state.save === undefined ? {} : { [`${state.save}_said`]: carried(text.trim()) };
    return walk(going, retry.goto, { ...snapshot.answers, ...said }, snapshot);
  }
  const values = snapshot.answers;
  return {
    snapshot: { ...snapshot, tries: snapshot.tries + 1, askedAt: going.now.toISOString() },
    effects: [
      ...(retry.say ? [{ do: 'say' as const, key: retry.say, values }] : []),
      question(state, snapshot),
    ],
  };
}

/** To the question before this one; without one nothing happens, and the caller shows the way. */
function back(going: Going, snapshot: Snapshot, flow: Flow): Step {
  const trail = [...(snapshot.trail ?? [])];
  const before = trail.pop();
  if (before === undefined || flow.states.get(before)?.kind !== 'ask') return { snapshot, effects: [] };
  const step = walk(going, { flow: flow.name, state: before }, snapshot.answers, snapshot);
  return step.snapshot ? { ...step, snapshot: { ...step.snapshot, trail } } : step;
}

function timeIsUp(going: Going, snapshot: Snapshot, state: AskState, up: 'remind' | 'expire'): Step {
  if (up === 'remind') {
    if (!state.remind || snapshot.reminded === true) return { snapshot, effects: [] };
    const say = { do: 'say' as const, key: state.remind.say, values: snapshot.answers };
    return { snapshot: { ...snapshot, reminded: true }, effects: [say, question(state, snapshot)] };
  }
  if (!state.expire?.goto) return { snapshot: null, effects: [] };
  return walk(going, state.expire.goto, snapshot.answers, snapshot);
}

const question = (state: AskState, at: Pick<Snapshot, 'answers' | 'offers'>): Effect => ({
  do: 'ask',
  key: at.offers !== undefined && at.offers.length > 0 ? (state.which ?? state.text) : state.text,
  values: at.answers,
  choices: offersOf(state, at),
});

/**
 * Walks on from a state until somebody else has to do something.
 * @param before where they come from; undefined at a beginning
 */
function walk(going: Going, from: Target, known: Snapshot['answers'], before?: Snapshot): Step {
  const { flows, now } = going;
  const effects: Effect[] = [];
  let to = from;
  let current = before?.flow ?? from.flow;
  let version = before?.version;
  let answers = known;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    if (to.flow !== current) version = undefined;
    const flow =
      version === undefined ? flows.byName.get(to.flow) : flowOf(flows, { flow: to.flow, version });
    if (flow && flow.name !== current) {
      answers = carriedInto(flow, answers);
      current = flow.name;
    }
    const name = to.state ?? flow?.start;
    const state = name === undefined ? undefined : flow?.states.get(name);
    if (!flow || name === undefined || !state) throw new Error(`${at(to)}: is not there`);
    const wait = (waits: Snapshot['waits'], asked: Partial<Snapshot> = {}): Step => {
      const trail = before?.flow === flow.name ? trailAfter(before, name, flow) : [];
      return {
        snapshot: {
          flow: flow.name,
          version: flow.version,
          state: name,
          answers,
          tries: 0,
          waits,
          ...(trail.length > 0 && { trail }),
          ...asked,
        },
        effects,
      };
    };
    if (state.kind !== 'ask' && 'text' in state && state.text !== undefined)
      effects.push({ do: 'say', key: state.text, values: answers });
    switch (state.kind) {
      case 'ask':
        effects.push(question(state, { answers }));
        return wait('input', { askedAt: now.toISOString() });
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

/** The questions answered so far: not the one that is put again, and none twice in a row. */
function trailAfter(before: Snapshot, next: string, flow: Flow): readonly string[] {
  const trail = before.trail ?? [];
  const answered = flow.states.get(before.state)?.kind === 'ask' && before.state !== next;
  return answered ? [...trail, before.state].slice(-MOST_TRAIL) : trail;
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
