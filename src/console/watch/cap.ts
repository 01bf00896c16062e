import { incidentView } from '../../desks/watch/view.ts';
import { watching } from '../guards.ts';
import { isId } from '../ids.ts';

/** The CAP message as it was sent, to whoever sees that it was. */
export const downloadCap = watching(async ({ deps, params, staff }) => {
  const { id = '', sent = '' } = params;
  const view = isId(id) ? await incidentView(deps.watch, staff, id) : null;
  const found = view?.sent.find((one) => one.id === sent);
  if (!found) return { refuse: 404 };
  return {
    download: Buffer.from(found.cap),
    type: 'application/cap+xml',
    name: `${found.capIdentifier}.xml`,
  };
});
