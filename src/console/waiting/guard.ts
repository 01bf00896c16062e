import { findWaiting, type WaitingRow } from '../../store/waiting.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';

/** At a desk, and the waiting row of the path in hand; 404 where there is none. */
export function onWaiting(
  handle: (visit: SignedVisit, row: WaitingRow) => Answer | Promise<Answer>,
): Handler {
  return atDesk(async (visit) => {
    const id = visit.params.id ?? '';
    const row = isId(id) ? await findWaiting(visit.deps.store.db, id) : undefined;
    return row ? handle(visit, row) : { refuse: 404 };
  });
}
