import { DeskError, openWith, removeView, renameView, saveView } from '../../desks/verification/index.ts';
import { isId } from '../ids.ts';
import type { SignedVisit } from '../route.ts';
import { addressOf, pathOf } from './queue-address.ts';
import { onQueue, shownBefore } from './queue-form.ts';

export const saveQueueView = onQueue(async (visit) => {
  const { deps, staff, form } = visit;
  const wanted = shownBefore(visit);
  const view = { name: form.get('name'), shared: form.get('shared') !== '', filter: addressOf(wanted) };
  await saveView(deps, { staffId: staff.id, ...view });
  return { redirect: pathOf(wanted), note: 'queue.done.view_saved' };
});

export const changeQueueView = onQueue(async (visit) => {
  const { deps, staff, form } = visit;
  const change = { viewId: viewIn(visit), name: form.get('name'), shared: form.get('shared') !== '' };
  await renameView(deps, { staffId: staff.id, ...change });
  return { redirect: pathOf(shownBefore(visit)), note: 'queue.done.view_changed' };
});

export const deleteQueueView = onQueue(async (visit) => {
  await removeView(visit.deps, { staffId: visit.staff.id, viewId: viewIn(visit) });
  return { redirect: pathOf(shownBefore(visit)), note: 'queue.done.view_deleted' };
});

/** Without a view: with everything. */
export const openQueueWith = onQueue(async (visit) => {
  const id = visit.form.get('view');
  if (id !== '' && !isId(id)) throw new DeskError('view_unknown');
  await openWith(visit.deps, visit.staff.id, id === '' ? null : id);
  return { redirect: pathOf(shownBefore(visit)), note: 'queue.done.view_changed' };
});

function viewIn({ params }: SignedVisit): string {
  const id = params.id ?? '';
  if (!isId(id)) throw new DeskError('view_unknown');
  return id;
}
