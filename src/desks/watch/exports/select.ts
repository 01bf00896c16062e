import type { ObserverCode } from '../../../country/observer-code.ts';
import type { IncidentFigure } from '../../../store/incident-figures.ts';
import { OVER } from '../../../store/incidents.ts';
import type { IncidentState } from '../../../store/schema/watch.ts';

/** Closed incidents happened; those that left by another way did not, or are counted elsewhere. */
export const stands = ({ state }: Pick<IncidentFigure, 'state'>): boolean =>
  state === 'closed' || !OVER.includes(state);

const AGREED: readonly IncidentState[] = ['transmission', 'acknowledged', 'response', 'closed'];

/**
 * What anybody may read: what a second person has agreed to, and nothing that must be kept from some institution, for
 * its agents can read, too. Without words.
 */
export function forPublic(
  rows: readonly IncidentFigure[],
  lines: ReadonlyMap<string, Pick<ObserverCode, 'hiddenFrom'>>,
): IncidentFigure[] {
  return rows
    .filter(({ state, kept, code }) => {
      const line = lines.get(code);
      return AGREED.includes(state) && !kept && line !== undefined && (line.hiddenFrom ?? []).length === 0;
    })
    .map((row) => ({ ...row, summary: null }));
}
