import {
  DeskError,
  noteRightOfReply,
  REPLY_OUTCOMES,
  REPLY_REASONS,
} from '../../desks/verification/index.ts';
import { readLocalTime } from '../local-time.ts';
import { onClaim } from './on-claim.ts';

export const noteReply = onClaim(async ({ deps, form }, claim) => {
  const outcome = REPLY_OUTCOMES.find((each) => each === form.get('outcome'));
  if (!outcome) throw new DeskError('reply_outcome_missing');
  const triedAt = readLocalTime(form.get('tried_at'), deps.timeZone);
  if (triedAt === undefined) throw new DeskError('time_unreadable');
  await noteRightOfReply(deps, {
    ...claim,
    outcome,
    whom: form.get('whom'),
    way: form.get('way'),
    triedAt: triedAt ?? undefined,
    reason: REPLY_REASONS.find((each) => each === form.get('reason')),
    answer: form.get('answer'),
  });
  return 'ledger.done.reply';
});
