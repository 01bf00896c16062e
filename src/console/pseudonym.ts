import { createHash } from 'node:crypto';
import type { Visit } from './route.ts';

/**
 * What staff call a citizen: never a number or a name. Hashed, because the head of a contact's id is the time
 * it was made, and would be the same for people who first wrote together.
 */
export function pseudonym(visit: Visit, contactId: string): string {
  const short = createHash('sha256').update(contactId).digest('hex').slice(0, 4);
  return visit.t('console.contact', { short });
}

/** The kind of phone conversation in words, e.g. `SMS`; accounts that are closed now say their own name. */
export function mediumInWords(visit: Visit, account: string | null): string {
  if (account === null) return visit.t('console.medium.none');
  const medium = visit.deps.capabilities.get(account)?.medium;
  return medium === undefined ? account : visit.t(`console.medium.${medium}`);
}
