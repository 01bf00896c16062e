import { admin } from '../guards.ts';
import type { Handler, SignedVisit } from '../route.ts';

/** For admins, and not where exercises are played: what is decided there must reach no partner. */
export function forPartners(handle: Handler<SignedVisit>): Handler {
  return admin((visit) => (visit.deps.training ? { refuse: 404 } : handle(visit)));
}
