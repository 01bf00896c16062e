import { v7 as uuidv7 } from 'uuid';
import {
  changeView,
  deleteView,
  insertView,
  listViews,
  setOpeningView,
  type ViewRow,
} from '../../store/views.ts';
import { type Desk, DeskError, tidy } from './desk.ts';

/** A name stands on a button. */
export const VIEW_NAME_MAX = 40;
/** An address that somebody made by hand. */
const FILTER_MAX = 2_000;

export type SavedView = ViewRow;

/** What this person may open: their own and what others share. */
export function views(desk: Desk, staffId: string): Promise<SavedView[]> {
  return listViews(desk.store.db, staffId);
}

/**
 * Keeps a filter under a name; no decision about anybody's message, so no event.
 * @param input.filter as in the address of the page
 * @throws DeskError `view_name`, `view_taken`
 */
export async function saveView(
  desk: Desk,
  input: { staffId: string; name: string; filter: string; shared: boolean },
): Promise<{ viewId: string }> {
  const name = nameOf(input.name);
  const viewId = uuidv7();
  const { staffId, shared } = input;
  const filter = input.filter.slice(0, FILTER_MAX);
  const isNew = await insertView(desk.store.db, { id: viewId, staffId, name, filter, shared });
  if (!isNew) throw new DeskError('view_taken', { name });
  return { viewId };
}

/** @throws DeskError `view_name`, `view_taken`, `view_unknown` where it is somebody else's */
export async function renameView(
  desk: Desk,
  input: { staffId: string; viewId: string; name: string; shared: boolean },
): Promise<void> {
  const { staffId, viewId: id, shared } = input;
  const name = nameOf(input.name);
  const outcome = await desk.store.db.transaction((tx) => changeView(tx, { id, staffId, name, shared }));
  if (outcome === 'taken') throw new DeskError('view_taken', { name });
  if (outcome === 'unknown') throw new DeskError('view_unknown');
}

/** @throws DeskError `view_unknown` where it is somebody else's */
export async function removeView(
  desk: Desk,
  { staffId, viewId }: { staffId: string; viewId: string },
): Promise<void> {
  if (!(await deleteView(desk.store.db, { id: viewId, staffId }))) throw new DeskError('view_unknown');
}

/**
 * With which view the queue opens for this person, and for nobody else.
 * @param viewId null: with everything
 * @throws DeskError `view_unknown`
 */
export async function openWith(desk: Desk, staffId: string, viewId: string | null): Promise<void> {
  const known = viewId === null || (await views(desk, staffId)).some(({ id }) => id === viewId);
  if (!known) throw new DeskError('view_unknown');
  await setOpeningView(desk.store.db, staffId, viewId);
}

function nameOf(typed: string): string {
  const name = tidy(typed).replace(/\s+/g, ' ');
  if (name === '' || name.length > VIEW_NAME_MAX) throw new DeskError('view_name', { max: VIEW_NAME_MAX });
  return name;
}
