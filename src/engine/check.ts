import {
  type AskState,
  type Flow,
  type Flows,
  isChoices,
  isOptions,
  type State,
  type Target,
  targetsOf,
} from './flow.ts';
import type { ParsedFlow, Problem } from './parse.ts';

/** What is known of an action without running it. */
export interface ActionShape {
  readonly outcomes: readonly string[];
  /** The answers it adds. */
  readonly gives?: readonly string[];
}

/** What of the locales a check needs; `Texts` of i18n.ts is one. */
interface KnownTexts {
  readonly languages: readonly string[];
  template(language: string, key: string): string | undefined;
  list(key: string): readonly string[];
}

export interface CheckContext {
  readonly actions: Readonly<Record<string, ActionShape>>;
  readonly texts: KnownTexts;
  /** As the engine will use it: to see that no word means two choices of a question. */
  readonly accepted: Flows['accepted'];
}

type Say = (path: readonly (string | number)[], says: string) => void;

/**
 * What no single file can show: targets that are not there, states that cannot be reached or left, actions and
 * their outcomes, texts and their placeholders.
 * @param parsed all flows; those with problems of their own are known to be there, and not looked into
 */
export function checkFlows(parsed: readonly ParsedFlow[], context: CheckContext): Problem[] {
  const flows = new Map(parsed.flatMap(({ flow }) => (flow ? [[flow.name, flow] as const] : [])));
  const problems: Problem[] = [];
  for (const each of parsed) {
    if (!each.flow) continue;
    const say: Say = (path, says) => problems.push(each.problem(path, says));
    if (each.file.replace(/^.*\//, '') !== `${each.flow.name}.yaml`)
      say(['flow'], `${each.flow.name} must stand in ${each.flow.name}.yaml`);
    checkStates(each.flow, flows, say);
    checkReach(each.flow, flows, say);
    checkActions(each.flow, context.actions, say);
    checkChoices(each.flow, context, say);
    checkTexts(each.flow, context, say);
  }
  return problems;
}

const WORD_OF: Record<State['kind'], string> = {
  ask: 'goto',
  call: 'outcomes',
  say: 'goto',
  goto: 'goto',
  handoff: 'handoff',
  end: 'end',
};

/** Ways out of a question that are not its answers. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  retry: ['retry', 'goto'],
  skip: ['skip'],
  expire: ['expire', 'goto'],
  collect: ['collect', 'goto'],
};

const pathTo = (name: string, state: State, by: string) => {
  const beside = state.kind === 'ask' && !isChoice(state, by) ? BESIDE[by] : undefined;
  return beside
    ? ['states', name, ...beside]
    : ['states', name, WORD_OF[state.kind], ...(by === '' ? [] : [by])];
};

const isChoice = ({ expect }: AskState, id: string) =>
  isChoices(expect) && expect.some((each) => each.id === id);

function checkStates(flow: Flow, flows: ReadonlyMap<string, Flow>, say: Say): void {
  const has = (name: string) => flow.states.has(name);
  if (!has(flow.start)) say(['start'], `there is no state ${flow.start}`);
  if (flow.moved !== undefined && !has(flow.moved)) say(['moved'], `there is no state ${flow.moved}`);
  flow.entries.forEach((entry, index) => {
    if (!has(entry)) say(['entries', index], `there is no state ${entry}`);
  });
  for (const [name, state] of flow.states) {
    for (const { by, to } of targetsOf(state)) {
      const there = flows.get(to.flow);
      if (!there) say(pathTo(name, state, by), `there is no flow ${to.flow}`);
      else if (to.state !== undefined && !there.states.has(to.state))
        say(
          pathTo(name, state, by),
          `there is no state ${to.state}${there === flow ? '' : ` in ${to.flow}`}`,
        );
    }
  }
}

/** Every state is reached by somebody and leads out: to a question, an end, a person or another flow. */
function checkReach(flow: Flow, flows: ReadonlyMap<string, Flow>, say: Say): void {
  const nextOf = (name: string, within: Flow): string[] => {
    const state = within.states.get(name);
    return state
      ? targetsOf(state).flatMap(({ to }) => (to.flow === flow.name ? [to.state ?? flow.start] : []))
      : [];
  };
  const fromOthers = [...flows.values()]
    .filter((other) => other !== flow)
    .flatMap((other) => [...other.states.keys()].flatMap((name) => nextOf(name, other)));
  const moved = flow.moved === undefined ? [] : [flow.moved];
  const reached = closure([flow.start, ...flow.entries, ...moved, ...fromOthers], (name) =>
    nextOf(name, flow),
  );

  const before = new Map<string, string[]>();
  const outlets: string[] = [];
  for (const [name, state] of flow.states) {
    const targets = targetsOf(state);
    if (targets.length === 0 || targets.some(({ to }) => to.flow !== flow.name)) outlets.push(name);
    for (const next of nextOf(name, flow)) before.set(next, [...(before.get(next) ?? []), name]);
  }
  const leavable = closure(outlets, (name) => before.get(name) ?? []);

  for (const name of flow.states.keys()) {
    if (!reached.has(name))
      say(['states', name], 'is reached from nowhere (name it under entries if a program begins here)');
    if (!leavable.has(name))
      say(['states', name], 'is never left: no end, handoff or other flow can be reached from here');
  }
  for (const name of flow.states.keys())
    if (isOnSilentCircle(name, flow, flows))
      say(['states', name], 'walks in a circle without asking anything');
}

function closure(from: readonly string[], nextOf: (name: string) => readonly string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...nextOf(name));
  }
  return seen;
}

/** Through `say` and `goto` alone, and so whatever the person or an action does. */
function isOnSilentCircle(name: string, flow: Flow, flows: ReadonlyMap<string, Flow>): boolean {
  const nextOf = ({ flow: at, state: where }: Target): Target | undefined => {
    const state = flows.get(at)?.states.get(where ?? flows.get(at)?.start ?? '');
    return state?.kind === 'say' || state?.kind === 'goto' ? state.goto : undefined;
  };
  const states = [...flows.values()].reduce((sum, each) => sum + each.states.size, 0);
  let to = nextOf({ flow: flow.name, state: name });
  for (let hops = 0; to !== undefined && hops <= states; hops++) {
    if (to.flow === flow.name && (to.state ?? flow.start) === name) return true;
    to = nextOf(to);
  }
  return false;
}

function checkActions(flow: Flow, actions: CheckContext['actions'], say: Say): void {
  const answers = answersOf(flow, actions);
  for (const [name, state] of flow.states) {
    if (state.kind !== 'call') continue;
    const path = ['states', name];
    const action = Object.hasOwn(actions, state.action) ? actions[state.action] : undefined;
    if (!action) {
      say(
        [...path, 'call'],
        `there is no action ${state.action} (there are ${Object.keys(actions).join(', ')})`,
      );
      continue;
    }
    for (const outcome of action.outcomes)
      if (!state.outcomes.has(outcome)) say([...path, 'outcomes'], `${outcome} leads nowhere`);
    for (const outcome of state.outcomes.keys())
      if (!action.outcomes.includes(outcome))
        say([...path, 'outcomes', outcome], `${state.action} never ends like this`);
    for (const [given, value] of Object.entries(state.with))
      if (value.startsWith('$') && !answers.has(value.slice(1)))
        say([...path, 'with', given], `nothing saves or gives ${value.slice(1)}`);
  }
}

/** Every answer that can be there: carried in, saved by a question or given by an action. */
function answersOf(flow: Flow, actions: CheckContext['actions']): Set<string> {
  const states = [...flow.states.values()];
  return new Set([
    ...flow.takes,
    ...states.flatMap((state) => (state.kind === 'ask' ? savedBy(state) : [])),
    ...states.flatMap((state) => (state.kind === 'call' ? (actions[state.action]?.gives ?? []) : [])),
  ]);
}

/** What a question keeps: see engine/answer.ts. */
function savedBy({ save, expect }: AskState): string[] {
  if (save === undefined) return [];
  const beside = { when: ['precision'], place: ['pin'] }[expect as string] ?? [];
  return [save, ...['said', ...beside].map((name) => `${save}_${name}`)];
}

function checkChoices(flow: Flow, { texts, accepted, actions }: CheckContext, say: Say): void {
  const answers = answersOf(flow, actions);
  for (const [name, state] of flow.states) {
    if (state.kind !== 'ask') continue;
    const path = ['states', name];
    const { expect } = state;
    if ((expect === 'place') !== (state.which !== undefined))
      say(
        [...path, 'which'],
        expect === 'place' ? 'is missing: names may fit several places' : 'is for places only',
      );
    if (state.collect && !answers.has(state.collect.of))
      say([...path, 'collect', 'of'], `nothing saves or gives ${state.collect.of}`);
    if (!isChoices(expect)) {
      if (isOptions(expect) && !answers.has(expect.options))
        say([...path, 'expect', 'options'], `nothing saves or gives ${expect.options}`);
      if (state.goto instanceof Map)
        say([...path, 'goto'], `${isOptions(expect) ? 'options' : expect} has no choices to go by`);
      continue;
    }
    const meanings = new Map<string, string>();
    expect.forEach((choice, index) => {
      const at = [...path, 'expect', 'choices', index];
      if (expect.slice(0, index).some(({ id }) => id === choice.id))
        say(at, `${choice.id} stands there twice`);
      if (choice.id === 'flow') say(at, 'a choice cannot be called flow');
      if (state.goto instanceof Map && !state.goto.has(choice.id))
        say([...path, 'goto'], `${choice.id} leads nowhere`);
      if (choice.words !== undefined && texts.list(choice.words).length === 0)
        say(at, `no language has the word list ${choice.words}`);
      for (const word of accepted.get(choice.key) ?? []) {
        const other = meanings.get(word);
        if (other !== undefined && other !== choice.id) say(at, `"${word}" means ${other} as well`);
        if (/^\d+$/.test(word)) say(at, `"${word}" is a number, which chooses by its place`);
        meanings.set(word, choice.id);
      }
    });
    const ids = expect.map(({ id }) => id);
    if (state.goto instanceof Map)
      for (const id of state.goto.keys())
        if (!ids.includes(id)) say([...path, 'goto', id], 'is none of the choices');
  }
}

/** The keys a state says, with where in the file they stand. */
function spokenBy(name: string, state: State): { key: string; path: (string | number)[] }[] {
  const path = ['states', name];
  if (state.kind === 'ask') {
    const choices = isChoices(state.expect) ? state.expect : [];
    return [
      { key: state.text, path: [...path, 'ask'] },
      ...(state.which === undefined ? [] : [{ key: state.which, path: [...path, 'which'] }]),
      ...(state.remind ? [{ key: state.remind.say, path: [...path, 'remind', 'say'] }] : []),
      ...(state.retry.say === undefined ? [] : [{ key: state.retry.say, path: [...path, 'retry', 'say'] }]),
      ...choices.map(({ key }, index) => ({ key, path: [...path, 'expect', 'choices', index] })),
    ];
  }
  return 'text' in state && state.text !== undefined ? [{ key: state.text, path: [...path, 'say'] }] : [];
}

function checkTexts(flow: Flow, { texts, actions }: CheckContext, say: Say): void {
  const answers = answersOf(flow, actions);
  for (const [name, state] of flow.states) {
    for (const { key, path } of spokenBy(name, state)) {
      for (const language of texts.languages) {
        const template = texts.template(language, key);
        if (template === undefined || template.trim() === '') {
          say(path, `the text ${key} is missing in locales/${language}/${flow.name}.json`);
          continue;
        }
        for (const variant of [template, texts.template(language, `${key}_any`) ?? ''])
          for (const [, placeholder] of variant.matchAll(/\{\{\s*([^}\s]+)\s*\}\}/g))
            if (placeholder !== undefined && !answers.has(placeholder))
              say(path, `${key} (${language}) says {{${placeholder}}}, which nothing saves or gives`);
      }
    }
  }
}
