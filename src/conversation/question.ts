import type { Snapshot } from '../core/snapshot.ts';
import { namesAnOffer, readAnswer } from '../engine/answer.ts';
import {
  type AskState,
  type Flows,
  flowOf,
  isChoices,
  isOptions,
  type Kind,
  type Reading,
} from '../engine/flow.ts';
import { isCollecting } from '../engine/step.ts';
import type { MessageRow } from '../store/messages.ts';

type Said = Pick<MessageRow, 'text' | 'choice' | 'media' | 'location' | 'forwarded' | 'receivedAt'>;

/**
 * What the open question waits for: one of its choices, or a kind of answer. A tip that comes while only a choice is
 * asked for is still a tip.
 *
 * A question of a version of its flow that nobody knows any more counts as one with choices: the engine moves the
 * person on, and whatever is a tip is kept before.
 */
export function openQuestion(flows: Flows, snapshot: Snapshot | null): 'choices' | Kind | null {
  if (snapshot?.waits !== 'input') return null;
  const state = askOf(flows, snapshot);
  return typeof state?.expect === 'string' ? state.expect : 'choices';
}

/** Whether the open question still stands in its flow as it did when it was asked. */
export function isCurrent(flows: Flows, snapshot: Snapshot): boolean {
  const flow = flowOf(flows, snapshot);
  return flow?.version === snapshot.version && flow.states.has(snapshot.state);
}

/** Whether what is said in the open flow must not be kept. */
export function isPrivate(flows: Flows, snapshot: Snapshot | null): boolean {
  return snapshot !== null && flowOf(flows, snapshot)?.private === true;
}

/** Whether somebody names one of the choices of the open question: by its number, its button or its very words. */
export function choiceMeant(flows: Flows, snapshot: Snapshot | null, { text, choice }: Said): boolean {
  const state = snapshot && askOf(flows, snapshot);
  if (!state || snapshot.waits !== 'input') return false;
  return namesAnOffer(flows, state, snapshot, { text: text ?? '', ...(choice !== null && { choice }) });
}

/** Whether a message that looks like a rumor is what the open question asked for. */
export function takesWords(
  { flows, reading }: { flows: Flows; reading: Reading },
  snapshot: Snapshot | null,
  message: Said,
): boolean {
  const state = snapshot && askOf(flows, snapshot);
  if (!state || snapshot.waits !== 'input') return false;
  if (isCollecting(snapshot, state.collect, message.receivedAt)) return true;
  if (state.expect === 'message') return true;
  if (state.expect === 'media') return message.media.length > 0;
  if (message.forwarded !== null || message.media.length > 0) return false;
  // A place or a time may be told in many words: what is not understood is kept where it was asked for.
  if (!isChoices(state.expect) && !isOptions(state.expect)) return true;
  const said = { kind: 'message', text: message.text ?? '' } as const;
  return readAnswer(flows, state, snapshot, said, { now: message.receivedAt, reading }).kind === 'answer';
}

/** Whether words are no answer to the open question, and do not belong to what was told before it either. */
export function isUnfit(
  { flows, reading }: { flows: Flows; reading: Reading },
  snapshot: Snapshot | null,
  message: Said,
): boolean {
  const state = snapshot && askOf(flows, snapshot);
  if (!state || snapshot.waits !== 'input' || isCollecting(snapshot, state.collect, message.receivedAt))
    return false;
  const said = {
    kind: 'message',
    text: message.text ?? '',
    ...(message.choice !== null && { choice: message.choice }),
  } as const;
  return readAnswer(flows, state, snapshot, said, { now: message.receivedAt, reading }).kind === 'unfit';
}

function askOf(flows: Flows, snapshot: Snapshot): AskState | undefined {
  if (!isCurrent(flows, snapshot)) return undefined;
  const state = flowOf(flows, snapshot)?.states.get(snapshot.state);
  return state?.kind === 'ask' ? state : undefined;
}
