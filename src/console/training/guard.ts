import type { Exercise } from '../../country/exercise.ts';
import { atDesk } from '../guards.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';

/** Only in a training newsroom. @param handle gets the days that can be played */
export function inTraining(
  handle: (visit: SignedVisit, days: readonly Exercise[]) => Answer | Promise<Answer>,
): Handler {
  return atDesk((visit) => {
    const { training } = visit.deps;
    return training ? handle(visit, training) : { refuse: 404 };
  });
}
