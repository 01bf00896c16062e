import { DeskError } from '../../desks/verification/index.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';
import { queuePage } from './queue-page.tsx';

/**
 * What somebody does with the messages they ticked in the queue. A refusal of the desk is said on the same page,
 * with the ticks and the reason still there.
 */
export function onTickedTips(
  act: (visit: SignedVisit, tipIds: readonly string[]) => Promise<Answer>,
): Handler {
  return atDesk(async (visit) => {
    try {
      return await act(visit, tickedTips(visit));
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      return queuePage(visit, { refusal: error });
    }
  });
}

/** `only` is a button of one line: it means this line, whatever else is ticked. */
function tickedTips({ form }: SignedVisit): readonly string[] {
  const only = form.get('only');
  return (only === '' ? form.all('tip') : [only]).filter(isId);
}
