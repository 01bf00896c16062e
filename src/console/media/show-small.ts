import { thumbnailOf } from '../../media/picture.ts';
import { hasFile, openFile } from '../../store/blobs.ts';
import type { Store } from '../../store/connect.ts';
import { isOnlyEvidence } from '../../store/evidence.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Handler } from '../route.ts';

/** What a busy desk has on its pages, about 10 kB each. */
const REMEMBERED = 300;

/**
 * A picture small enough for a slow link, made when it is first asked for. One at a time: a page that shows fifty must
 * not open fifty files at once.
 */
export function showSmall(): Handler {
  const made = new Map<string, Buffer>();
  let line: Promise<unknown> = Promise.resolve();

  const make = async (store: Store, id: string): Promise<Buffer | undefined> => {
    const known = made.get(id);
    if (known) return known;
    const file = await openFile(store, id);
    const small = file?.kind === 'image' ? await thumbnailOf(file.bytes) : undefined;
    if (small === undefined) return undefined;
    made.set(id, small);
    const [oldest] = made.keys();
    if (made.size > REMEMBERED && oldest !== undefined) made.delete(oldest);
    return small;
  };

  return atDesk(async ({ deps, params }) => {
    const id = params.id ?? '';
    // Asked also where we remember it: what was forgotten or has expired is not shown any more.
    if (!isId(id) || !(await hasFile(deps.store.db, id))) return { refuse: 404 };
    if (await isOnlyEvidence(deps.store.db, id)) return { refuse: 404 };
    const turn = line.then(() => make(deps.store, id));
    line = turn.catch(() => undefined);
    const bytes = await turn;
    return bytes
      ? { file: { bytes, contentType: 'image/webp', kind: 'image', name: id.slice(-8) } }
      : { refuse: 404 };
  });
}
