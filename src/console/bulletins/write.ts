import {
  addVerdicts,
  type BulletinView,
  propose,
  saveBulletin,
  viewBulletin,
} from '../../desks/bulletins/index.ts';
import { isId } from '../ids.ts';
import type { Answer, SignedVisit } from '../route.ts';
import { type Fields, readFields, savedFields, typedFields } from './fields.ts';
import { onBulletin } from './guard.ts';
import { bulletinPage, type NotKept } from './page.tsx';

/**
 * What the form of a draft sends, whichever of its buttons was pressed: it is kept first, and then the button does its
 * work. What cannot be kept comes back as it was typed.
 */
export const writeBulletin = onBulletin(async (visit, view) => {
  const { deps, form, staff } = visit;
  const { id } = view.bulletin;
  const seen = Number(form.get('version'));
  const fields = typedFields(visit, form);
  const typed = { fields, search: form.get('search'), ticked: form.all('verdict').filter(isId) };
  // A colleague has changed it since: what they wrote is shown beside what was typed.
  if (seen !== view.bulletin.version || view.bulletin.state !== 'draft') {
    return refused(visit, id, { ...typed, refusal: view.bulletin.state === 'draft' ? 'version' : 'state' });
  }
  const changed = !isAsSaved(visit, view, fields);
  if (changed) {
    const read = readFields(visit, fields);
    if ('mistakes' in read) return bulletinPage(visit, view, { ...typed, mistakes: read.mistakes });
    const refusal = await saveBulletin(deps.bulletins, { by: staff, id, version: seen, form: read.form });
    if (refusal) return refused(visit, id, { ...typed, refusal });
    deps.log.info('bulletin written', { bulletinId: id, staffId: staff.id });
  }
  return next(visit, { id, version: changed ? seen + 1 : seen, ...typed });
});

/** @param of the version that is saved now, and what else the form held */
async function next(
  visit: SignedVisit,
  of: { id: string; version: number; search: string; ticked: readonly string[] },
): Promise<Answer> {
  const { deps, form, staff } = visit;
  const { id, version, search, ticked } = of;
  const here = `/bulletins/${id}`;
  switch (form.get('do')) {
    case 'count':
      return { redirect: `${here}?count=1#reach` };
    case 'search':
      return { redirect: `${here}?search=${encodeURIComponent(search)}#verdicts` };
    case 'add': {
      if (ticked.length === 0) return { redirect: here, note: 'bulletins.error.no_verdict' };
      const refusal = await addVerdicts(deps.bulletins, { by: staff, id, version, verdictIds: ticked });
      if (refusal) return refused(visit, id, { refusal, search });
      return { redirect: here, note: 'bulletins.done.added' };
    }
    case 'propose': {
      const refusal = await propose(deps.bulletins, { by: staff, id, version });
      if (refusal) return refused(visit, id, { refusal });
      deps.log.info('bulletin proposed', { bulletinId: id, staffId: staff.id });
      return { redirect: here, note: 'bulletins.done.proposed' };
    }
    default:
      return { redirect: here, note: 'bulletins.done.saved' };
  }
}

/** The page as things are by now, with what was typed on it. */
export async function refused(visit: SignedVisit, id: string, not: NotKept): Promise<Answer> {
  const now = await viewBulletin(visit.deps.bulletins, id);
  return now ? bulletinPage(visit, now, not) : { refuse: 404 };
}

const isAsSaved = (visit: SignedVisit, view: BulletinView, fields: Fields) =>
  JSON.stringify(sorted(fields)) === JSON.stringify(sorted(savedFields(visit, view)));

const sorted = (fields: Fields) => Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
