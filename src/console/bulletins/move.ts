import { approve, type BulletinRefusal, end, sendBack } from '../../desks/bulletins/index.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';
import { leadingOn, onBulletin } from './guard.ts';
import { refused } from './write.ts';

type Move = (
  visit: SignedVisit,
  of: { by: SignedVisit['staff']; id: string; version: number },
) => Promise<BulletinRefusal | null>;

const moved = async (visit: SignedVisit, id: string, done: string, move: Move): Promise<Answer> => {
  const { form, staff, deps } = visit;
  const refusal = await move(visit, { by: staff, id, version: Number(form.get('version')) });
  if (refusal) return refused(visit, id, { refusal, why: form.get('why') });
  deps.log.info(`bulletin ${done}`, { bulletinId: id, staffId: staff.id });
  return { redirect: `/bulletins/${id}`, note: `bulletins.done.${done}` };
};

export const approveBulletin: Handler = onBulletin(
  leadingOn((visit, { bulletin }) =>
    moved(visit, bulletin.id, 'approved', ({ deps }, of) => approve(deps.bulletins, of)),
  ),
);

export const sendBulletinBack: Handler = onBulletin((visit, { bulletin }) =>
  moved(visit, bulletin.id, 'sent_back', ({ deps, form }, of) =>
    sendBack(deps.bulletins, { ...of, why: form.get('why') }),
  ),
);

export const endBulletin: Handler = onBulletin((visit, { bulletin }) =>
  moved(visit, bulletin.id, 'ended', ({ deps }, of) => end(deps.bulletins, of)),
);
