import { isKept, packetFile } from '../../desks/watch/exports/index.ts';
import {
  acknowledgementToken,
  type IncidentView,
  incidentView,
  institutionOf,
} from '../../desks/watch/index.ts';
import type { TransmissionRow } from '../../store/transmissions.ts';
import { watching } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';

/** A file of what was sent, to whoever sees that it was: an institution its own, who sends all of them. */
const ofSent = (
  file: (visit: SignedVisit, sent: TransmissionRow, view: IncidentView) => Answer | Promise<Answer>,
): Handler =>
  watching(async (visit) => {
    const { id = '', sent = '' } = visit.params;
    const view = isId(id) ? await incidentView(visit.deps.watch, visit.staff, id) : null;
    const found = view?.sent.find((one) => one.id === sent);
    return view && found ? file(visit, found, view) : { refuse: 404 };
  });

/** The CAP message as it was sent. */
export const downloadCap = ofSent((_visit, { cap, capIdentifier }) => ({
  download: Buffer.from(cap),
  type: 'application/cap+xml',
  name: `${capIdentifier}.xml`,
}));

/** The address at which one transmission is acknowledged. */
export const linkOf = ({ deps }: SignedVisit, { id }: Pick<TransmissionRow, 'id'>) =>
  `${deps.publicUrl}/acknowledge/${acknowledgementToken(deps.store.seal, id)}`;

/** The same on a sheet of paper, in the reader's language and in that of offices. */
export const downloadPacket = ofSent(async (visit, sent, { incident }) => {
  const { deps, language } = visit;
  const institution = institutionOf(deps.watch, sent.institution);
  if (!institution || !isKept(sent)) return { refuse: 404 };
  const office = deps.watch.verdictLanguages.at(-1) ?? language;
  const { content, type, extension } = await packetFile(sent, {
    languages: [language, office],
    say: (spoken, key, values) => deps.texts.text(spoken, key, values),
    institution,
    number: incident.number,
    received: deps.watch.received,
    timeZone: deps.timeZone,
    link: linkOf(visit, sent),
  });
  const mark = sent.told.exercise ? 'exercise-' : '';
  return { download: content, type, name: `${mark}${sent.capIdentifier}.${extension}` };
});
