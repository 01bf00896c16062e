import type { Snapshot } from '../core/snapshot.ts';
import type { Flows } from '../engine/flow.ts';

/**
 * What the open question waits for: one of its choices, a few words, or the rumor itself. A tip that comes while
 * only choices or words are asked for is still a tip.
 */
export function openQuestion(flows: Flows, snapshot: Snapshot | null): 'choices' | 'text' | 'message' | null {
  if (snapshot?.waits !== 'input') return null;
  const state = flows.byName.get(snapshot.flow)?.states.get(snapshot.state);
  if (state?.kind !== 'ask') return null;
  return typeof state.expect === 'string' ? state.expect : 'choices';
}
