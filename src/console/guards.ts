import type { Answer, Handler, SignedVisit, Visit } from './route.ts';

/** Only for staff; others are asked to sign in and come back to the page they wanted. */
export function signedIn(handle: Handler<SignedVisit>): Handler {
  return (visit) => {
    const { staff } = visit;
    return staff ? handle({ ...visit, staff }) : toLogin(visit);
  };
}

/** Only for admins. */
export function admin(handle: Handler<SignedVisit>): Handler {
  return signedIn((visit) => (visit.staff.role === 'admin' ? handle(visit) : { refuse: 403 }));
}

function toLogin(visit: Visit): Answer {
  // What was posted is lost, and a piece of a page is no page to come back to.
  const page = visit.method === 'GET' && !visit.piece && visit.url !== '/';
  const wanted = !page ? '' : `?next=${encodeURIComponent(visit.url)}`;
  return { redirect: `/login${wanted}` };
}
