import { DeskError, takeLease } from '../../desks/verification/index.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import { RenewedUntil } from './lease-line.tsx';

/** The open page says every few minutes that somebody still works on it. Answers with the new time, or with who has it. */
export const renewClaim = atDesk(async (visit) => {
  const claimId = visit.params.id ?? '';
  if (!isId(claimId)) return { refuse: 404 };
  try {
    const { until } = await takeLease(visit.deps, { claimId, staffId: visit.staff.id });
    return { fragment: <RenewedUntil visit={visit} until={until} /> };
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    return { fragment: <b class="mistake">{visit.t(`desk.error.${error.key}`, error.values)}</b> };
  }
});
