import { cancelRun, pauseRun, resumeRun } from '../../desks/bulletins/index.ts';
import {
  approve,
  type CampaignRefusal,
  createCampaign,
  endCampaign,
  propose,
  saveCampaign,
  sendBack,
} from '../../desks/campaigns/index.ts';
import { questionsOut } from '../../store/campaigns.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';
import { composing, ofCampaign } from './guard.ts';
import { readCampaign } from './read-form.ts';

export const begin: Handler = composing(async (visit) => {
  const { form, deps, staff } = visit;
  const kind = form.get('kind') === 'survey' ? 'survey' : 'quiz';
  const made = await createCampaign(deps.campaigns, {
    ...{ by: staff, title: form.get('title'), kind, topic: form.get('topic') },
    bank: form.get('bank'),
  });
  if (typeof made === 'string') return { redirect: '/campaigns', note: `campaigns.error.${made}` };
  return { redirect: `/campaigns/${made.id}`, note: 'campaigns.done.begun' };
});

const versionOf = ({ form }: SignedVisit) => Number(form.get('version')) || 0;

/** One press of a button that moves it on. */
const act = (
  done: string,
  does: (
    visit: SignedVisit,
    of: { by: SignedVisit['staff']; id: string; version: number },
  ) => Promise<CampaignRefusal | null>,
): Handler =>
  ofCampaign(async (visit, { id }): Promise<Answer> => {
    const refusal = await does(visit, { by: visit.staff, id, version: versionOf(visit) });
    const note = refusal === null ? `campaigns.done.${done}` : `campaigns.error.${refusal}`;
    return { redirect: `/campaigns/${id}`, note };
  });

export const save = act('saved', async (visit, of) =>
  saveCampaign(visit.deps.campaigns, { ...of, form: readCampaign(visit) }),
);
export const proposeIt = act('proposed', (visit, of) => propose(visit.deps.campaigns, of));
export const sendItBack = act('sent_back', (visit, of) =>
  sendBack(visit.deps.campaigns, { ...of, why: visit.form.get('why') }),
);
export const approveIt = act('approved', (visit, of) => approve(visit.deps.campaigns, of));
export const endIt = act('ended', (visit, of) => endCampaign(visit.deps.campaigns, of));

/** A question that is on its way is paused, goes on, or is stopped for good. */
export const control: Handler = ofCampaign(async (visit, { id }) => {
  const { deps, staff, params, form } = visit;
  const runId = params.run ?? '';
  const out = await questionsOut(deps.store.db, id);
  if (!out.some(({ runs }) => runs.some((run) => run.id === runId))) return { refuse: 404 };
  const of = { by: staff, runId };
  const what = form.get('what');
  const refusal =
    what === 'pause'
      ? await pauseRun(deps.bulletins, of)
      : what === 'resume'
        ? await resumeRun(deps.bulletins, of)
        : await cancelRun(deps.bulletins, { ...of, why: visit.t('campaigns.run.cancelled_here') });
  const known = ['gone', 'rights', 'state', 'time'].find((each) => each === refusal) ?? 'state';
  const note = refusal === null ? 'campaigns.done.run' : `campaigns.error.${known}`;
  return { redirect: `/campaigns/${id}`, note };
});
