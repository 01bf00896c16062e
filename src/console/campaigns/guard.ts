import { mayCompose } from '../../desks/bulletins/index.ts';
import { type CampaignRow, findCampaign } from '../../store/campaigns.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';

/** For who writes campaigns. */
export const composing = (handle: Handler<SignedVisit>): Handler =>
  atDesk((visit) => (mayCompose(visit.staff) ? handle(visit) : { refuse: 403 }));

/** The same, of a campaign that is there. */
export const ofCampaign = (
  handle: (visit: SignedVisit, campaign: CampaignRow) => Answer | Promise<Answer>,
): Handler =>
  composing(async (visit) => {
    const { id = '' } = visit.params;
    const found = isId(id) ? await findCampaign(visit.deps.store.db, id) : undefined;
    return found ? handle(visit, found) : { refuse: 404 };
  });
