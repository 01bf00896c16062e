import {
  countPublished,
  type Delivery,
  deliveryOf,
  listPublished,
  type PublishedClaim,
} from '../../store/published.ts';
import { publishedVerdict } from '../../store/verdicts.ts';
import type { Desk } from './desk.ts';

/** Fewer than in the queue: each line looks at every answer that went out for it. */
const PUBLISHED_PAGE = 20;

export interface PublishedPage {
  readonly claims: readonly PublishedClaim[];
  /** Of all pages. */
  readonly total: number;
  readonly pageSize: number;
}

/** How far the answers of a published claim got; null where nothing is published. */
export async function claimDelivery(desk: Desk, claimId: string): Promise<Delivery | null> {
  const verdict = await publishedVerdict(desk.store.db, claimId);
  return verdict ? deliveryOf(desk.store.db, verdict.id) : null;
}

/** What has been published, newest first, with how many people have it. @param page from 0 */
export async function published(desk: Desk, { page = 0 }: { page?: number } = {}): Promise<PublishedPage> {
  const { db } = desk.store;
  const [claims, total] = await Promise.all([
    listPublished(db, { limit: PUBLISHED_PAGE, offset: page * PUBLISHED_PAGE }),
    countPublished(db),
  ]);
  return { claims, total, pageSize: PUBLISHED_PAGE };
}
