import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import type { AskState, Flow, FlowChoice, State, Target } from './flow.ts';
import {
  flowShell,
  type RawAsk,
  type RawFlow,
  type RawState,
  type RawTarget,
  STATE_KINDS,
} from './schema.ts';

type Path = readonly (string | number)[];

/** What is wrong in a file, in one line: `rumor.yaml:12: states.keep.goto: there is no state thanks`. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  /** The key, from the top of the file. */
  readonly key: string;
  readonly says: string;
}

export const problemLine = ({ file, line, key, says }: Problem) =>
  `${file}:${line}: ${key === '' ? '' : `${key}: `}${says}`;

export interface ParsedFlow {
  readonly file: string;
  /** `null` where there are problems. */
  readonly flow: Flow | null;
  readonly problems: readonly Problem[];
  /** Makes a problem of what is found later, at its line. */
  problem(path: Path, says: string): Problem;
}

/**
 * Reads one flow.
 * @param text the YAML
 * @param file for the problems, and to see that the flow is named as its file
 */
export function parseFlow(text: string, file: string): ParsedFlow {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  /** The line of a key; of the nearest thing above it where the key itself is missing. */
  const lineOf = (path: Path): number => {
    for (let depth = path.length; depth > 0; depth--) {
      const above = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
      const last = path[depth - 1];
      const pair = isMap(above)
        ? above.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
        : undefined;
      const node = isScalar(pair?.key) ? pair.key : document.getIn(path.slice(0, depth), true);
      const range = (node as { range?: readonly number[] } | undefined)?.range;
      if (range?.[0] !== undefined) return lines.linePos(range[0]).line;
    }
    return 1;
  };
  const problem = (path: Path, says: string): Problem => ({
    file,
    line: lineOf(path),
    key: path.join('.'),
    says,
  });
  const failed = (problems: readonly Problem[]): ParsedFlow => ({ file, flow: null, problems, problem });

  if (document.errors.length > 0)
    return failed(
      document.errors.map(({ message, linePos }) => ({
        file,
        line: linePos?.[0].line ?? 1,
        key: '',
        says: message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'cannot be read',
      })),
    );
  const aliases: Problem[] = [];
  visit(document, {
    Alias: (_, { source, range }) => {
      const line = lines.linePos(range?.[0] ?? 0).line;
      aliases.push({ file, line, key: '', says: `*${source} is not known here: write it out` });
    },
  });
  if (aliases.length > 0) return failed(aliases);
  const shell = flowShell.safeParse(document.toJS());
  if (!shell.success) return failed(explain(shell.error, []).map(({ path, says }) => problem(path, says)));
  const problems: Problem[] = [];
  for (const [name, state] of Object.entries(shell.data.states))
    problems.push(...stateProblems(name, state).map(({ path, says }) => problem(path, says)));
  if (problems.length > 0) return failed(problems);
  return { file, flow: toFlow(shell.data as RawFlow), problems: [], problem };
}

interface Explained {
  readonly path: Path;
  readonly says: string;
}

function stateProblems(name: string, state: unknown): Explained[] {
  const path = ['states', name];
  const words = Object.keys(STATE_KINDS) as (keyof typeof STATE_KINDS)[];
  if (typeof state !== 'object' || state === null || Array.isArray(state))
    return [{ path, says: `a state has one of: ${words.join(', ')}` }];
  const kind = words.find((word) => word in state);
  if (!kind) return [{ path, says: `a state has one of: ${words.join(', ')}` }];
  const checked = STATE_KINDS[kind].safeParse(state);
  return checked.success ? [] : explain(checked.error, path, kind);
}

/** One line per issue; of a union's branches the one that got furthest is what was meant. */
function explain(
  error: { readonly issues: readonly z.core.$ZodIssue[] },
  above: Path,
  kind?: string,
): Explained[] {
  return error.issues.flatMap((issue): Explained[] => {
    const path = [...above, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
    const missing = 'input' in issue && issue.input === undefined;
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...path, key],
          says: `is not known here${kind ? ` (a state with ${kind})` : ''}`,
        }));
      case 'invalid_union': {
        const depth = (branch: readonly z.core.$ZodIssue[]) =>
          Math.max(
            0,
            ...branch.map((each) => each.path.length + (each.code === 'unrecognized_keys' ? 1 : 0)),
          );
        const furthest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0];
        if (furthest && depth(furthest) > 0) return explain({ issues: furthest }, path, kind);
        return [
          {
            path,
            says: issue.errors.flat().every(isOfWrongType)
              ? wrongType(issue.errors.flat())
              : says(issue.errors.flat()),
          },
        ];
      }
      case 'invalid_key':
        return [{ path, says: `${issue.issues.map((each) => each.message).join(', ')}` }];
      case 'invalid_type':
        return [
          {
            path,
            says: missing || /received undefined/.test(issue.message) ? 'is missing' : wrongType([issue]),
          },
        ];
      default:
        return [{ path, says: issue.message }];
    }
  });
}

const isOfWrongType = (issue: z.core.$ZodIssue) => issue.code === 'invalid_type';

function wrongType(issues: readonly z.core.$ZodIssue[]): string {
  const wanted = [...new Set(issues.map((issue) => (issue.code === 'invalid_type' ? issue.expected : '')))];
  const quotes = wanted.includes('string') ? ' (a number or true/false goes into quotes to be text)' : '';
  return `must be ${wanted.map((type) => (type === 'string' ? 'text' : type)).join(' or ')}${quotes}`;
}

const says = (issues: readonly z.core.$ZodIssue[]) => {
  const odd = issues.filter((issue) => !isOfWrongType(issue));
  return [...new Set(odd.map((issue) => issue.message))].join(', or ');
};

function toFlow(raw: RawFlow): Flow {
  const target = (to: RawTarget): Target =>
    typeof to === 'string'
      ? { flow: raw.flow, state: to }
      : { flow: to.flow, ...(to.state !== undefined && { state: to.state }) };
  const targets = (map: Record<string, RawTarget>) =>
    new Map(Object.entries(map).map(([name, to]) => [name, target(to)]));
  const key = (name: string) => `${raw.flow}.${name}`;
  const spoken = (name: string | undefined) => (name === undefined ? {} : { text: key(name) });

  const toExpect = (asked: string, expect: RawAsk['expect']): AskState['expect'] => {
    if (expect === 'yes_no') expect = { choices: ['yes', 'no'].map(yesOrNo) };
    if (typeof expect === 'string') return expect;
    if ('options' in expect)
      return { options: expect.options, ...(expect.many !== undefined && { many: expect.many }) };
    return expect.choices.map((each): FlowChoice => {
      const { id, words } = typeof each === 'string' ? { id: each, words: undefined } : each;
      return { id, key: key(`${asked}.${id}`), ...(words !== undefined && { words }) };
    });
  };

  const toAsk = (state: RawAsk): AskState => {
    const { which, save, retry, skip, remind, expire, collect } = state;
    return {
      kind: 'ask',
      text: key(state.ask),
      expect: toExpect(state.ask, state.expect),
      ...(which !== undefined && { which: key(which) }),
      ...(save !== undefined && { save }),
      goto: isTarget(state.goto) ? target(state.goto) : targets(state.goto),
      retry: {
        max: retry.max,
        goto: target(retry.goto),
        ...(retry.say !== undefined && { say: key(retry.say) }),
      },
      ...(skip !== undefined && { skip: target(skip) }),
      ...(remind && { remind: { afterMs: toMs(remind.after), say: key(remind.say) } }),
      ...(expire && {
        expire: {
          afterMs: toMs(expire.after),
          ...(expire.goto !== undefined && { goto: target(expire.goto) }),
        },
      }),
      ...(collect && {
        collect: { of: collect.of, withinMs: toMs(collect.within), goto: target(collect.goto) },
      }),
    };
  };

  const toState = (state: RawState): State => {
    if ('ask' in state) return toAsk(state);
    if ('call' in state)
      return { kind: 'call', action: state.call, with: state.with ?? {}, outcomes: targets(state.outcomes) };
    if ('handoff' in state)
      return { kind: 'handoff', desk: state.handoff, reason: state.reason, ...spoken(state.say) };
    if ('end' in state) return { kind: 'end', outcome: state.end, ...spoken(state.say) };
    if ('say' in state) return { kind: 'say', text: key(state.say), goto: target(state.goto) };
    return { kind: 'goto', goto: target(state.goto) };
  };

  return {
    name: raw.flow,
    version: raw.version,
    start: raw.start,
    entries: raw.entries ?? [],
    takes: raw.takes ?? [],
    ...(raw.moved !== undefined && { moved: raw.moved }),
    ...(raw.private === true && { private: true }),
    states: new Map(Object.entries(raw.states).map(([name, state]) => [name, toState(state)])),
    examples: raw.examples,
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @param span checked already, e.g. `20m` */
const toMs = (span: string) => Number(span.slice(0, -1)) * (UNIT_MS[span.slice(-1)] ?? 0);

const yesOrNo = (id: string) => ({ id, words: `common.words.${id}` });

/** `{ flow, state }` is one target; every other map has a target per choice, of which none may be called `flow`. */
const isTarget = (to: RawTarget | Record<string, RawTarget>): to is RawTarget =>
  typeof to === 'string' || typeof to.flow === 'string';
