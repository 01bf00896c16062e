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

/** What an answer is read as. `text`: any words; `message`: words, media or a pin. */
export type Kind = 'text' | 'message' | 'number' | 'when' | 'phone' | 'media' | 'location' | 'place';

/** Choices that an action gives: the name of the answer that holds them, as JSON `[{ "id": …, "label": … }]`. */
export interface Options {
  readonly options: string;
  /** Several may be chosen. */
  readonly many?: boolean;
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
  readonly expect: Kind | Options | readonly FlowChoice[];
  /** Asked where a place fits several: full key. */
  readonly which?: string;
  readonly save?: string;
  readonly goto: Target | ReadonlyMap<string, Target>;
  readonly retry: Retry;
  /** Where somebody goes on who does not want to answer, or cannot. */
  readonly skip?: Target;
  /** Said once, with the question again, when nothing came for so long. */
  readonly remind?: { readonly afterMs: number; readonly say: string };
  /** When the wait is over, and what is then done in silence; without it after {@link EXPIRES_MS}, and nothing. */
  readonly expire?: { readonly afterMs: number; readonly goto?: Target };
  /**
   * What is no answer but comes so soon after the question belongs to what is kept under the answer `of`, and goes
   * there. Where there is no such answer, nothing is collected.
   */
  readonly collect?: { readonly of: string; readonly withinMs: number; readonly goto: Target };
}

/** After a day a half-finished talk is over. */
export const EXPIRES_MS = 24 * 3_600_000;

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
  /** What people say in it is not kept, and nobody reads it again. */
  readonly private?: boolean;
  readonly states: ReadonlyMap<string, State>;
  readonly examples: readonly Example[];
}

/** A moment as people tell it. `part`: of a day. */
export interface Moment {
  /** ISO 8601 with offset. */
  readonly at: string;
  readonly precision: 'minute' | 'part' | 'day';
}

/** How words are read that depend on the country: its places, its numbers, its time. Pure. */
export interface Reading {
  /** Codes of the places that fit best: one is sure, several must be asked about. */
  places(text: string): readonly string[];
  /** The place around a point; undefined where there is none near. */
  placeAt(latitude: number, longitude: number): string | undefined;
  when(text: string, now: Date): Moment | null;
  /** E.164 */
  phone(text: string): string | null;
  number(text: string): number | null;
  /** Whether these words mean "I do not know" or "no answer". */
  skips(text: string): boolean;
}

/** Everything the engine knows. */
export interface Flows {
  /** The active version of each. */
  readonly byName: ReadonlyMap<string, Flow>;
  /** Versions that somebody may still be on, by flow and version. */
  readonly older?: ReadonlyMap<string, ReadonlyMap<number, Flow>>;
  /** Where a conversation goes on whose flow is no longer there. */
  readonly home: string;
  /** By key of the choice: folded labels and words that mean it, in every language. */
  readonly accepted: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The flow that a snapshot stands in, in the version in which it was begun where that is still known. */
export function flowOf(flows: Flows, { flow, version }: { flow: string; version: number }): Flow | undefined {
  const current = flows.byName.get(flow);
  return current?.version === version ? current : (flows.older?.get(flow)?.get(version) ?? current);
}

export const isChoices = (expect: AskState['expect']): expect is readonly FlowChoice[] =>
  Array.isArray(expect);

export const isOptions = (expect: AskState['expect']): expect is Options =>
  typeof expect === 'object' && !Array.isArray(expect);

/** Every target of a state, with the word by which it is reached (a choice, an outcome, `retry`). */
export function targetsOf(state: State): { readonly by: string; readonly to: Target }[] {
  const each = (targets: ReadonlyMap<string, Target>) => [...targets].map(([by, to]) => ({ by, to }));
  switch (state.kind) {
    case 'ask': {
      const next = state.goto instanceof Map ? each(state.goto) : [{ by: '', to: state.goto as Target }];
      return [
        ...next,
        { by: 'retry', to: state.retry.goto },
        ...(state.skip ? [{ by: 'skip', to: state.skip }] : []),
        ...(state.expire?.goto ? [{ by: 'expire', to: state.expire.goto }] : []),
        ...(state.collect ? [{ by: 'collect', to: state.collect.goto }] : []),
      ];
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
