import {
  type BulletinView,
  mayApprove,
  mayCompose,
  type RunView,
  viewBulletin,
  viewRun,
} from '../../desks/bulletins/index.ts';
import { signedIn } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';

type Then<T> = (visit: SignedVisit, found: T) => Answer | Promise<Answer>;

/** Only for who writes bulletins. */
export const composing = (handle: Handler<SignedVisit>): Handler =>
  signedIn((visit) => (mayCompose(visit.staff) ? handle(visit) : { refuse: 403 }));

/** The same, with the bulletin of the path in hand; 404 where there is none. */
export const onBulletin = (handle: Then<BulletinView>): Handler =>
  composing(async (visit) => {
    const id = visit.params.id ?? '';
    const found = isId(id) ? await viewBulletin(visit.deps.bulletins, id) : undefined;
    return found ? handle(visit, found) : { refuse: 404 };
  });

/** The same of one sending. */
export const onRun = (handle: Then<RunView>): Handler =>
  composing(async (visit) => {
    const { id = '', run = '' } = visit.params;
    const found = isId(id) && isId(run) ? await viewRun(visit.deps.bulletins, run) : undefined;
    return found?.bulletin.id === id ? handle(visit, found) : { refuse: 404 };
  });

/** For who approves and stops what is under way: leads and admins. */
export const leadingOn =
  <T>(handle: Then<T>): Then<T> =>
  (visit, found) =>
    mayApprove(visit.staff) ? handle(visit, found) : { refuse: 403 };
