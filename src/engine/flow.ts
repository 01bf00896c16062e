/** A flow as the engine walks it: plain data, made from a file by parse.ts. */
import type { Example } from './schema.ts';

/** `state` left out: the start of that flow. */
export interface Target {
  readonly flow: string;
  readonly state?: string;
}

/** A choice of a question. What else than its label means it stands in {@link Flows.accepted}. */
export interface FlowChoice {
  readonly id: string;
  /** Full key of its label, which is also the id of its button: no other question has it. */
  readonly key: string;
  /** Full key of a list of words that mean it. */
  readonly words?: string;
}

interface Retry {
  readonly say?: string;
  /** How often the question is asked again before `goto`. */
  readonly max: number;
  readonly goto: Target;
}

export interface AskState {
  readonly kind: 'ask';
  readonly text: string;
  /** `text`: any words; `message`: words or media; else one of the choices. */
  readonly expect: 'text' | 'message' | readonly FlowChoice[];
  readonly save?: string;
  readonly goto: Target | ReadonlyMap<string, Target>;
  readonly retry: Retry;
}

interface CallState {
  readonly kind: 'call';
  readonly action: string;
  /** A value `$name` stands for an answer; one that is not there yet is left out. */
  readonly with: Readonly<Record<string, string>>;
  readonly outcomes: ReadonlyMap<string, Target>;
}

export type State =
  | AskState
  | CallState
  | { readonly kind: 'say'; readonly text: string; readonly goto: Target }
  | { readonly kind: 'goto'; readonly goto: Target }
  | { readonly kind: 'handoff'; readonly desk: string; readonly reason: string; readonly text?: string }
  | { readonly kind: 'end'; readonly outcome: string; readonly text?: string };

export interface Flow {
  readonly name: string;
  readonly version: number;
  readonly start: string;
  /** Where the program may begin besides `start`. */
  readonly entries: readonly string[];
  /** Answers that may be carried in. */
  readonly takes: readonly string[];
  readonly moved?: string;
  readonly states: ReadonlyMap<string, State>;
  readonly examples: readonly Example[];
}

/** Everything the engine knows. */
export interface Flows {
  readonly byName: ReadonlyMap<string, Flow>;
  /** Where a conversation goes on whose flow is no longer there. */
  readonly home: string;
  /** By key of the choice: folded labels and words that mean it, in every language. */
  readonly accepted: ReadonlyMap<string, ReadonlySet<string>>;
  /** Versions that somebody may still be on: by name of the flow, then by version. */
  readonly older?: ReadonlyMap<string, ReadonlyMap<number, Flow>>;
}

/** Every target of a state, with the word by which it is reached (a choice, an outcome, `retry`). */
export function targetsOf(state: State): { readonly by: string; readonly to: Target }[] {
  const each = (targets: ReadonlyMap<string, Target>) => [...targets].map(([by, to]) => ({ by, to }));
  switch (state.kind) {
    case 'ask': {
      const next = state.goto instanceof Map ? each(state.goto) : [{ by: '', to: state.goto as Target }];
      return [...next, { by: 'retry', to: state.retry.goto }];
    }
    case 'call':
      return each(state.outcomes);
    case 'say':
    case 'goto':
      return [{ by: '', to: state.goto }];
    default:
      return [];
  }
}
