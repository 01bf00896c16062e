import type { StaffMember } from '../store/staff.ts';
import type { Answer, Handler, SignedVisit, Visit } from './route.ts';

/** Only for staff; others are asked to sign in and come back to the page they wanted. */
export function signedIn(handle: Handler<SignedVisit>): Handler {
  return (visit) => {
    const { staff } = visit;
    return staff ? handle({ ...visit, staff }) : toLogin(visit);
  };
}

/**
 * For every desk but that of call-backs and the watch: who opens those sees nothing else, so that nobody puts the two
 * together, and who sits in the watch cell for an institution learns of nobody who wrote to us.
 */
export function atDesk(handle: Handler<SignedVisit>): Handler {
  return signedIn((visit) => (sitsElsewhere(visit.staff) ? { refuse: 403 } : handle(visit)));
}

/** Whether somebody has a room of their own and enters no other. */
export function sitsElsewhere(staff: StaffMember | null): boolean {
  return protects(staff) || staff?.role === 'analyst';
}

/** For the watch cell: its analysts, and who answers for the desk as a whole. */
export function watching(handle: Handler<SignedVisit>): Handler {
  return signedIn((visit) => (watches(visit.staff) ? handle(visit) : { refuse: 403 }));
}

export function watches(staff: StaffMember | null): boolean {
  return staff?.role === 'analyst' || leads(staff);
}

/** Only for the role that opens call-backs: verifiers, leads and admins do not. */
export function protecting(handle: Handler<SignedVisit>): Handler {
  return signedIn((visit) => (protects(visit.staff) ? handle(visit) : { refuse: 403 }));
}

/** Who opens call-backs, and nothing else. */
export function protects(staff: StaffMember | null): boolean {
  return staff?.role === 'protection';
}

/**
 * For pieces of a page on which somebody writes: where the session has ended the page stays as it is, because going
 * to the login would take the text away. What they send is kept there: see session/held-form.ts.
 */
export function stayingHere(handle: Handler): Handler {
  return (visit) => (visit.staff ? handle(visit) : { fragment: null });
}

/** Only for admins. */
export function admin(handle: Handler<SignedVisit>): Handler {
  return signedIn((visit) => (visit.staff.role === 'admin' ? handle(visit) : { refuse: 403 }));
}

/** Who answers for the desk as a whole: leads and admins. */
export function leads(staff: StaffMember | null): boolean {
  return staff?.role === 'lead' || staff?.role === 'admin';
}

/** Only for those. */
export function leading(handle: Handler<SignedVisit>): Handler {
  return signedIn((visit) => (leads(visit.staff) ? handle(visit) : { refuse: 403 }));
}

function toLogin(visit: Visit): Answer {
  // What was posted is lost, and a piece of a page is no page to come back to.
  const page = visit.method === 'GET' && !visit.piece && visit.url !== '/';
  const wanted = !page ? '' : `?next=${encodeURIComponent(visit.url)}`;
  return { redirect: `/login${wanted}` };
}
