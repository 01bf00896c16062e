import type { Snapshot } from '../core/snapshot.ts';
import type { Flow, Flows, Reading } from './flow.ts';
import type { Example } from './schema.ts';
import { step } from './step.ts';
import type { Effect, Input } from './types.ts';

type Given = NonNullable<Example['given']>;

/** More actions than any turn calls: an example whose outcomes never end is wrong. */
const MOST_CALLS = 50;

/** When every example is played: a Saturday, so that `yè` and `lendi` mean something. */
const NOON = new Date('2026-08-29T12:00:00-04:00');

/** What one turn of an example said, for whoever wants to look at it (e.g. to count SMS segments). */
export interface SpokenTurn {
  readonly effects: readonly Extract<Effect, { do: 'say' | 'ask' }>[];
}

/**
 * Plays an example of a flow, with the snapshot written to JSON and read back between any two messages, as the
 * database does it.
 * @returns what went otherwise than the example says, one line each, and what was said
 */
export function playExample(
  flows: Flows,
  flow: Flow,
  example: Example,
  reading: Reading,
): { problems: string[]; turns: SpokenTurn[] } {
  const problems: string[] = [];
  const turns: SpokenTurn[] = [];
  const givenSoFar = new Map<string, number>();
  let snapshot: Snapshot | null = null;
  let answers: Snapshot['answers'] = {};
  let said: string[] = [];
  let ended: string | undefined;
  let handedOver: string | undefined;
  const full = (key: string) => (key.includes('.') ? key : `${flow.name}.${key}`);

  const play = (first: Input): void => {
    const spoken: Extract<Effect, { do: 'say' | 'ask' }>[] = [];
    let input: Input | undefined = first;
    for (let calls = 0; input !== undefined; calls++) {
      if (calls > MOST_CALLS) throw new Error(`more than ${MOST_CALLS} actions in one turn`);
      const next = step(flows, readBack(snapshot), input, { now: NOON, reading });
      input = undefined;
      snapshot = next.snapshot;
      answers = snapshot?.answers ?? answers;
      for (const effect of next.effects) {
        if (effect.do === 'say' || effect.do === 'ask') spoken.push(effect);
        else if (effect.do === 'handoff') handedOver = effect.reason;
        else if (effect.do === 'end') ended = effect.outcome;
        else input = outcomeOf(effect.action, example.given ?? {}, givenSoFar);
      }
    }
    said = spoken.map(({ key }) => key);
    turns.push({ effects: spoken });
  };

  try {
    const begin = typeof example.begin === 'object' ? example.begin : { state: example.begin ?? flow.start };
    const { state, answers: carried = {} } = begin;
    play({ kind: 'begin', flow: flow.name, state, answers: carried });
    for (const line of example.chat) {
      if ('bot' in line) {
        const expected = line.bot.map(full);
        if (expected.join(' ') !== said.join(' '))
          problems.push(`says ${said.join(', ') || 'nothing'} instead of ${expected.join(', ')}`);
        continue;
      }
      if ('user' in line) play({ kind: 'message', text: line.user });
      else if ('media' in line) play({ kind: 'message', text: line.media, media: true });
      else if ('pin' in line) play({ kind: 'message', text: '', location: atPin(line.pin) });
      else if ('back' in line) play({ kind: 'back' });
      else if ('time' in line) play({ kind: 'time', up: line.time });
      else play({ kind: 'message', text: '', choice: line.tap });
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : 'failed');
  }
  if (ended !== example.ends)
    problems.push(`ends ${ended ?? 'not at all'} instead of ${example.ends ?? 'staying open'}`);
  if (handedOver !== example.hands_over)
    problems.push(`hands over for ${handedOver ?? 'nothing'} instead of ${example.hands_over ?? 'nothing'}`);
  for (const [name, value] of Object.entries(example.answers ?? {}))
    if (answers[name] !== value)
      problems.push(`has saved ${name} as ${answers[name] ?? 'nothing'}, not ${value}`);
  return { problems, turns };
}

const atPin = ([latitude, longitude]: readonly [number, number]) => ({ latitude, longitude });

const readBack = (snapshot: Snapshot | null): Snapshot | null =>
  JSON.parse(JSON.stringify(snapshot)) as Snapshot | null;

/** Several outcomes are used in turn; the last one again and again. */
function outcomeOf(action: string, given: Given, soFar: Map<string, number>): Input {
  const all = given[action];
  if (all === undefined) throw new Error(`given: has no outcome for ${action}`);
  const list = Array.isArray(all) ? all : [all];
  const used = soFar.get(action) ?? 0;
  soFar.set(action, used + 1);
  const now = list[Math.min(used, list.length - 1)] ?? '';
  if (typeof now === 'string') return { kind: 'outcome', outcome: now };
  const { outcome, ...answers } = now as { outcome: string } & Record<string, string>;
  return { kind: 'outcome', outcome, answers };
}
