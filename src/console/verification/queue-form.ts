import { DeskError, type QueueWanted } from '../../desks/verification/index.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';
import { BACK_FIELD, fromAddress } from './queue-address.ts';
import { queuePage } from './queue-page.tsx';

/**
 * What somebody does with the messages they ticked in the queue. A refusal of the desk is said on the same page,
 * with the ticks and the reason still there.
 */
export function onTickedTips(
  act: (visit: SignedVisit, tipIds: readonly string[]) => Promise<Answer>,
): Handler {
  return onQueue((visit) => act(visit, tickedTips(visit)));
}

/** A form of the queue, whatever it is for. */
export function onQueue(act: (visit: SignedVisit) => Promise<Answer>): Handler {
  return atDesk(async (visit) => {
    try {
      return await act(visit);
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      return queuePage(visit, { wanted: shownBefore(visit), refusal: error });
    }
  });
}

export function shownBefore({ form }: SignedVisit): QueueWanted {
  return fromAddress(form.get(BACK_FIELD));
}

/** `only` is a button of one line: it means this line, whatever else is ticked. */
function tickedTips({ form }: SignedVisit): readonly string[] {
  const only = form.get('only');
  return (only === '' ? form.all('tip') : [only]).filter(isId);
}
