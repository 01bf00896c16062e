import { institutionOf } from '../../desks/watch/index.ts';
import type { IncidentRow } from '../../store/incidents.ts';
import type { Form } from '../form-values.ts';
import type { SignedVisit, Visit } from '../route.ts';

/** P-code of a department or a commune. */
export const isArea = (code: string) => /^[A-Z]{2}\d{2}(\d{2})?$/.test(code);

/** Of which of them; anything else is everywhere. */
export const withinIn = (query: Form): string | undefined =>
  isArea(query.get('within')) ? query.get('within') : undefined;

/** What a code stands for, in the language of the page. */
export function codeName({ deps, language }: Visit, code: string): string {
  const name = deps.watch.lines.get(code)?.name;
  return name?.[language] ?? Object.values(name ?? {})[0] ?? code;
}

export function institutionName({ deps, language }: Visit, id: string | null): string {
  const name = institutionOf(deps.watch, id)?.name;
  return name?.[language] ?? Object.values(name ?? {})[0] ?? '–';
}

/** A letter beside the colour: not everybody tells red from green. */
export function SeverityBadge({ visit, severity }: { visit: Visit; severity: IncidentRow['severity'] }) {
  return (
    <span class={`badge severity ${severity.toLowerCase()}`}>{visit.t(`watch.severity.${severity}`)}</span>
  );
}

export function StateBadge({ visit, state }: { visit: Visit; state: IncidentRow['state'] }) {
  return <span class="badge">{visit.t(`watch.state.${state}`)}</span>;
}

/** Whether its time in this state is over, or how long is left. */
export function Due({ visit, incident, due }: { visit: Visit; incident: IncidentRow; due: Date | null }) {
  const { t, deps } = visit;
  if (incident.pausedAt !== null) return <span class="badge warn">{t('watch.paused')}</span>;
  if (due === null) return null;
  const minutes = Math.round((due.getTime() - deps.now().getTime()) / 60_000);
  return minutes < 0 ? (
    <span class="badge bad">{t('watch.late', { minutes: -minutes })}</span>
  ) : (
    <span class="soft">{t('watch.left', { minutes })}</span>
  );
}

export function PlaceOf({ visit, incident }: { visit: Visit; incident: IncidentRow }) {
  return (
    <b>
      {incident.placeCode === null ? visit.t('watch.no_place') : visit.deps.placeLabel(incident.placeCode)}
    </b>
  );
}

/** Somebody else works on it just now. */
export const isHeldByOther = ({ deps, staff }: SignedVisit, { heldBy, heldUntil }: IncidentRow) =>
  heldBy !== null && heldBy !== staff.id && heldUntil !== null && heldUntil > deps.now();
