import { csvOf, flowResultsOf, zipOf } from '../../desks/campaigns/index.ts';
import type { Handler } from '../route.ts';
import { ofCampaign } from './guard.ts';

export const saveCsv: Handler = ofCampaign(async ({ deps, language }, campaign) => ({
  download: await csvOf(deps.store.db, campaign, { language, placeLabel: deps.placeLabel }),
  type: 'text/csv; charset=utf-8',
  name: `campaign-${campaign.number}.csv`,
}));

/** A Flow Results data package, as tools of Frictionless take it: descriptor and rows in one ZIP. */
export const savePackage: Handler = ofCampaign(async ({ deps, language }, campaign) => {
  const asked = { language, now: deps.now(), path: 'data.json' };
  const { descriptor, rows } = await flowResultsOf(deps.store.db, campaign, asked);
  const file = (name: string, content: unknown) => ({
    name,
    bytes: Buffer.from(`${JSON.stringify(content, null, 1)}\n`),
  });
  return {
    download: zipOf([file('datapackage.json', descriptor), file('data.json', rows)]),
    type: 'application/zip',
    name: `campaign-${campaign.number}-flow-results.zip`,
  };
});
