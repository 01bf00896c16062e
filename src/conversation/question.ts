import type { Snapshot } from '../core/snapshot.ts';
import type { Flows } from '../engine/flow.ts';

/**
 * What the open question waits for: one of its choices, a few words, or the rumor itself. A tip that comes while
 * only choices or words are asked for is still a tip.
 *
 * A question of another version of its flow, or one that is no longer there, counts as one with choices: the engine
 * moves the person on, and whatever is a tip is kept before.
 */
export function openQuestion(flows: Flows, snapshot: Snapshot | null): 'choices' | 'text' | 'message' | null {
  if (snapshot?.waits !== 'input') return null;
  const older = flows.older?.get(snapshot.flow)?.get(snapshot.version);
  const state = (older ?? flows.byName.get(snapshot.flow))?.states.get(snapshot.state);
  if ((!older && !isCurrent(flows, snapshot)) || state?.kind !== 'ask') return 'choices';
  return typeof state.expect === 'string' ? state.expect : 'choices';
}

/** Whether the open question still stands in its flow as it did when it was asked. */
export function isCurrent(flows: Flows, snapshot: Snapshot): boolean {
  const flow = flows.byName.get(snapshot.flow);
  return flow?.version === snapshot.version && flow.states.has(snapshot.state);
}
