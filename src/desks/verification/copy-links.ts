import { createHash } from 'node:crypto';
import { MediaError } from '../../core/media-error.ts';
import { fetchPage, type PageSettings } from '../../media/fetch-page.ts';
import {
  giveUpCopy,
  keepCopy,
  type LinkToCopy,
  linksDue,
  putOffCopy,
  takeLinks,
} from '../../store/evidence-copies.ts';
import type { Desk } from './desk.ts';

const FIRST_PAUSE_SECONDS = 60;
/** With pauses of one, four, sixteen minutes and an hour: about as long as a house that was overrun needs. */
const MOST_ATTEMPTS = 5;
const DUE_AT_ONCE = 100;

export interface LinkCopier {
  /** Copies those of these links that are due. Never throws for the sake of one link. */
  copy(evidenceIds: readonly string[]): Promise<void>;
  /** Entries whose link is due. */
  due(): Promise<string[]>;
}

/** Keeps what links of the ledger show: pages are changed and deleted when somebody looks at them. */
export function openLinkCopier(
  { store, log, now }: Pick<Desk, 'store' | 'log' | 'now'>,
  settings?: PageSettings,
): LinkCopier {
  const copyOne = async ({ id, url, attempts }: LinkToCopy): Promise<void> => {
    // Whoever took it up before and was not heard of again counts, too.
    if (attempts > MOST_ATTEMPTS) return giveUpCopy(store.db, id, 'no_answer');
    try {
      const { bytes, contentType } = await fetchPage(url, settings);
      const sha256 = createHash('sha256').update(bytes).digest();
      await keepCopy(store, id, { bytes, contentType, sha256, now: now() });
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      const { kind, code } = error;
      if (kind === 'unavailable' && attempts < MOST_ATTEMPTS) {
        return putOffCopy(store.db, id, FIRST_PAUSE_SECONDS * 4 ** (attempts - 1), reasonOf(error));
      }
      await giveUpCopy(store.db, id, reasonOf(error));
      log.warn('no copy of a link', { evidenceId: id, kind, code });
    }
  };

  return {
    async copy(evidenceIds) {
      for (const link of await takeLinks(store.db, evidenceIds)) await copyOne(link);
    },
    due: () => linksDue(store.db, DUE_AT_ONCE),
  };
}

/** Why there is no copy, as the desk says it: keys of `ledger.copy_error.*`. */
export const COPY_ERRORS = [
  'not_public',
  'redirects',
  'address',
  'too_big',
  'gone',
  'closed',
  'no_answer',
] as const;

function reasonOf({ kind, code }: MediaError): (typeof COPY_ERRORS)[number] {
  if (kind === 'too_big' || kind === 'gone') return kind;
  if (code === 'not_public' || code === 'redirects') return code;
  if (kind === 'refused') return 'address';
  return code === '401' || code === '403' || code === '429' || code === '451' ? 'closed' : 'no_answer';
}
