import { step, waitOf } from '../engine/step.ts';
import type { Effect, Input } from '../engine/types.ts';
import type { WaitingReason } from '../store/waiting.ts';
import { openWaiting } from '../store/waiting.ts';
import { type ActionName, runAction } from './actions/index.ts';
import type { Turn } from './in-hand.ts';
import { say, speak } from './speak.ts';

/** More actions than any turn needs. */
const MOST_CALLS = 20;

/** Puts the person of this turn before a person of ours. */
export const isFor = (turn: Turn, reason: WaitingReason) =>
  openWaiting(turn.tx, {
    contactId: turn.contact.id,
    reason,
    ...(turn.message.id !== 0 && { messageId: turn.message.id }),
  });

/**
 * Steps the flow, carries out what it calls, and goes on until it waits for the person or has ended.
 * @returns whether the flow had anything to say
 */
export async function play(turn: Turn, first: Input): Promise<boolean> {
  const { deps, contact, message } = turn;
  const spoken: Effect[] = [];
  let input: Input | undefined = first;
  for (let calls = 0; input !== undefined; calls += 1) {
    // The engine limits one step; a circle of actions would hold the contact's lock for ever.
    if (calls > MOST_CALLS) throw new Error('a flow calls actions in a circle');
    const { snapshot, effects }: ReturnType<typeof step> = step(deps.flows, contact.snapshot, input, {
      now: message.receivedAt,
      reading: deps.reading,
    });
    contact.snapshot = snapshot;
    input = undefined;
    for (const effect of effects) {
      if (effect.do === 'call') {
        const outcome = await runAction(effect.action as ActionName, turn, effect.with);
        input = { kind: 'outcome', ...outcome };
      } else if (effect.do === 'handoff') {
        await isFor(turn, effect.reason as WaitingReason);
      } else spoken.push(effect);
    }
  }
  if (turn.quiet) return true;
  speak(turn, spoken);
  for (const { content, cause, of } of turn.afterwards.splice(0)) say(turn, content, cause, of);
  return spoken.some((effect) => effect.do === 'say' || effect.do === 'ask');
}

/** When the open question of this contact is looked at again: to be corrected by when it was really sent. */
export function clockAfter({ deps, contact }: Pick<Turn, 'deps' | 'contact'>): Date | null {
  const wait = waitOf(deps.flows, contact.snapshot);
  return wait === null ? null : new Date(deps.now().getTime() + wait.ms);
}

export const begin = (turn: Turn, flow: string, state?: string, answers?: Readonly<Record<string, string>>) =>
  play(turn, { kind: 'begin', flow, ...(state !== undefined && { state }), ...(answers && { answers }) });
