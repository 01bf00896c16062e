import { answerChecks, CHECK_ANSWERS, CHECKLISTS, DeskError } from '../../desks/verification/index.ts';
import { onClaim } from './on-claim.ts';

export const answerChecklist = onClaim(async ({ deps, form }, claim) => {
  const list = CHECKLISTS.find(({ key }) => key === form.get('list'));
  if (!list) throw new DeskError('check_unknown');
  const answers = Object.fromEntries(
    list.items.flatMap(({ key }) => {
      const answer = CHECK_ANSWERS.find((each) => each === form.get(`check.${key}`));
      return answer ? [[key, { answer, note: form.get(`check_note.${key}`) }]] : [];
    }),
  );
  await answerChecks(deps, { ...claim, list: list.key, answers });
  return 'ledger.done.checks';
});
