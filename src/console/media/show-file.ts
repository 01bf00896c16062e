import { openFile } from '../../store/blobs.ts';
import { isOnlyEvidence } from '../../store/evidence.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';

/** A file as it was kept. Its name says nothing of who sent it. */
export const showFile = atDesk(async ({ deps, params }) => {
  const id = params.id ?? '';
  // Evidence has a door of its own, which knows who may see it.
  const isOurs = isId(id) && !(await isOnlyEvidence(deps.store.db, id));
  const file = isOurs ? await openFile(deps.store, id) : undefined;
  return file ? { file: { ...file, name: id.slice(-8) } } : { refuse: 404 };
});
