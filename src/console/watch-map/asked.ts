import type { Outline } from '../../country/outline.ts';
import { hiddenFrom } from '../../desks/watch/index.ts';
import { type MapFilter, SEVERITIES } from '../../store/incident-map.ts';
import type { SignedVisit } from '../route.ts';
import type { Level } from './marks.ts';

/** What somebody wants to see; what cannot be read is as if it were not asked. */
export interface Asked {
  readonly mode: 'marks' | 'heat';
  readonly level: Level;
  readonly exercise: boolean;
  readonly severity: string | undefined;
  readonly code: string | undefined;
  readonly within: string | undefined;
}

export function readAsked({ query, deps }: SignedVisit, outline: Outline | null): Asked {
  const oneOf = (name: string, known: Iterable<string>) =>
    [...known].find((each) => each === query.get(name));
  const areas = outline?.areas.map(({ code }) => code) ?? [];
  return {
    mode: query.get('mode') === 'heat' ? 'heat' : 'marks',
    level: query.get('level') === 'department' && areas.length > 0 ? 'department' : 'commune',
    exercise: query.get('exercise') === '1',
    severity: oneOf('severity', SEVERITIES),
    code: oneOf('code', deps.watch.lines.keys()),
    within: oneOf('within', areas),
  };
}

/** The query that asks this, without what is usual; `more` is added as it is. */
export function queryOf(asked: Asked, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams();
  if (asked.mode !== 'marks') query.set('mode', asked.mode);
  if (asked.level !== 'commune') query.set('level', asked.level);
  if (asked.exercise) query.set('exercise', '1');
  for (const name of ['severity', 'code', 'within'] as const) {
    const value = asked[name];
    if (value !== undefined) query.set(name, value);
  }
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return query.size > 0 ? `?${query}` : '';
}

/** The same for the database, with what this member must not see. */
export function filterOf({ deps, staff }: SignedVisit, asked: Asked): MapFilter {
  const { exercise, severity, code, within } = asked;
  return { exercise, severity, code, within, hidden: hiddenFrom(deps.watch, staff) };
}
