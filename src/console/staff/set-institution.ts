import { setInstitution } from '../../store/staff.ts';
import { admin } from '../guards.ts';
import { isId } from '../ids.ts';

/** For whom an analyst speaks in the watch cell: what they see and may decide follows from it, so it is written down. */
export const setInstitutionOf = admin(async ({ deps, params, form, staff }) => {
  const staffId = params.id ?? '';
  const institution = form.get('institution') || null;
  const known = deps.watch.cell.institutions.some(({ id }) => id === institution);
  if (!isId(staffId) || (institution !== null && !known)) return { refuse: 404 };
  await setInstitution(deps.store.db, { staffId, institution, by: staff.id, now: deps.now() });
  deps.log.info('institution of a staff member set', { staffId, ...(institution && { institution }) });
  return { redirect: '/staff', note: 'console.done.institution_set' };
});
