import type { Watch } from '../../country/watch.ts';
import type { IncidentRow } from '../../store/incidents.ts';

type Timed = Pick<IncidentRow, 'state' | 'stateSince' | 'severity' | 'pausedAt' | 'pausedSeconds'>;

/**
 * Until when an incident may stand where it stands: by its severity, and longer by as long as the clock stood still.
 * Null where no clock runs.
 */
export function dueAt({ minutes }: Pick<Watch, 'minutes'>, incident: Timed, now: Date): Date | null {
  const { state, stateSince, severity, pausedAt, pausedSeconds } = incident;
  if (state !== 'received' && state !== 'triage' && state !== 'verification' && state !== 'validation')
    return null;
  const standing = pausedAt === null ? 0 : now.getTime() - pausedAt.getTime();
  return new Date(
    stateSince.getTime() + minutes[severity][state] * 60_000 + pausedSeconds * 1_000 + Math.max(0, standing),
  );
}
