import type { Gate } from '../../../matching/gate.ts';
import { GATE } from '../../../matching/gate-set.ts';
import type { Queryable } from '../../../store/connect.ts';
import { matchingObserved } from '../../../store/match-tips.ts';

/** What the gate promises, and what came of it here. */
export interface GateSeen {
  readonly gate: Gate;
  readonly observed: Awaited<ReturnType<typeof matchingObserved>>;
  /** The share of those it answered who said that it was something else; null while nobody was. */
  readonly wrong: number | null;
}

/** For the page on which a lead sees whether answers by themselves can be trusted. */
export async function gateSeen(q: Queryable): Promise<GateSeen> {
  const observed = await matchingObserved(q);
  const told = observed.answered + observed.mismatches;
  return { gate: GATE, observed, wrong: told === 0 ? null : observed.mismatches / told };
}
