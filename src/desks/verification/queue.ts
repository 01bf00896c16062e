import type { ClaimRow } from '../../store/claims.ts';
import { countLines } from '../../store/count-lines.ts';
import { type FileSeen, filesOfTips } from '../../store/files-seen.ts';
import {
  countChoices,
  countWanted,
  type LineOrder,
  listLines,
  placesWithin,
  type QueueFilter,
  type WaitingLine,
} from '../../store/lines.ts';
import {
  type ClaimState,
  type ClaimsWanted,
  countClaimChoices,
  countClaims,
  findClaimNumbered,
  type ListedClaim,
  listClaims,
} from '../../store/queue-claims.ts';
import { countDismissed, type DismissedTip, listDismissed } from '../../store/tips.ts';
import type { Desk } from './desk.ts';
import { isHeldByOther } from './lease.ts';
import { type RankReason, rank, WEIGHTS } from './rank.ts';

/** Lines on a page: what a slow link loads at once. */
export const QUEUE_PAGE = 50;

const CLAIM_STATES = [
  'triage',
  'research',
  'draft',
  'check',
  'lead',
  'published',
  'closed',
] as const satisfies readonly ClaimState[];
/** What can be chosen as a state: of tips, of claims, and what is somebody's or late. */
export const QUEUE_STATES = ['waiting', 'to_me', 'mine', 'late', ...CLAIM_STATES, 'dismissed'] as const;
type QueueState = (typeof QUEUE_STATES)[number];
export const QUEUE_ORDERS = ['rank', 'newest', 'oldest', 'askers'] as const satisfies readonly LineOrder[];

/** What somebody wants to see; empty lists: what waits, and claims under way. */
export interface QueueWanted extends QueueFilter {
  readonly states: readonly QueueState[];
  readonly order: LineOrder;
  /** Looked for in what claims say, in our words. Then no waiting messages are shown. */
  readonly words: string;
}

export const EVERYTHING: QueueWanted = {
  states: [],
  categories: [],
  places: [],
  channels: [],
  languages: [],
  harms: [],
  kinds: [],
  order: 'rank',
  words: '',
};

export interface QueueLine extends WaitingLine {
  readonly reasons: readonly RankReason[];
  /** What came along with the tip that stands for all. */
  readonly files: readonly FileSeen[];
}

export interface QueueClaim extends ListedClaim {
  /** Who works on it now; null: it is free. */
  readonly holder: { readonly staffId: string; readonly name: string; readonly until: Date } | null;
}

export interface QueuePage {
  /** Null: not among what is wanted. */
  readonly waiting: {
    readonly lines: readonly QueueLine[];
    /** Of all pages. */
    readonly lineCount: number;
    readonly tipCount: number;
  } | null;
  readonly claims: { readonly list: readonly QueueClaim[]; readonly count: number } | null;
  readonly dismissed: { readonly tips: readonly DismissedTip[]; readonly count: number } | null;
  readonly pageSize: number;
}

/**
 * What waits at the desk: tips nobody has grouped, near-copies as one line, most urgent first; and claims under way.
 * @param pages from 0
 */
export async function queue(
  desk: Desk,
  input: {
    staffId: string;
    wanted?: QueueWanted;
    page?: number;
    claimPage?: number;
    dismissedPage?: number;
  },
): Promise<QueuePage> {
  const { wanted = EVERYTHING, page = 0, claimPage = 0, dismissedPage = 0 } = input;
  const shows = sections(wanted);
  const [waiting, claims, dismissed] = await Promise.all([
    shows.waiting ? waitingPage(desk, wanted, page) : null,
    shows.claims ? claimsPage(desk, wanted, input.staffId, claimPage) : null,
    shows.dismissed ? dismissedTips(desk, dismissedPage) : null,
  ]);
  return { waiting, claims, dismissed, pageSize: QUEUE_PAGE };
}

/** How many of what each choice of a filter would show. */
export interface QueueChoices {
  readonly states: ReadonlyMap<string, number>;
  readonly categories: ReadonlyMap<string, number>;
  readonly places: ReadonlyMap<string, number>;
  readonly channels: ReadonlyMap<string, number>;
  readonly languages: ReadonlyMap<string, number>;
  readonly harms: ReadonlyMap<string, number>;
  readonly kinds: ReadonlyMap<string, number>;
}

/**
 * For the choices beside the lists: states and categories count claims, the others waiting lines. Call it after
 * {@link queue}, which counts the lines.
 */
export async function queueChoices(
  desk: Desk,
  { staffId, wanted }: { staffId: string; wanted: QueueWanted },
): Promise<QueueChoices> {
  const { db } = desk.store;
  const filter = { ...wanted, places: await placesWithin(db, wanted.places) };
  const [lines, claims, waiting, dismissed] = await Promise.all([
    countChoices(db, filter),
    countClaimChoices(db, claimsWanted(desk, wanted, staffId)),
    countWanted(db, filter),
    countDismissed(db),
  ]);
  const of = (name: keyof QueueFilter) => lines.get(name) ?? new Map<string, number>();
  return {
    states: new Map([...claims.states, ['waiting', waiting.lines], ['dismissed', dismissed]]),
    categories: claims.categories,
    places: of('places'),
    channels: of('channels'),
    languages: of('languages'),
    harms: of('harms'),
    kinds: of('kinds'),
  };
}

function sections({ states, words }: QueueWanted) {
  const all = states.length === 0;
  return {
    waiting: words === '' && (all || states.includes('waiting')),
    claims: all || states.some((state) => state !== 'waiting' && state !== 'dismissed'),
    dismissed: words === '' && states.includes('dismissed'),
  };
}

async function waitingPage(desk: Desk, wanted: QueueWanted, page: number): Promise<QueuePage['waiting']> {
  const { db } = desk.store;
  const now = desk.now();
  await countLines(db, now);
  const filter = { ...wanted, places: await placesWithin(db, wanted.places) };
  const [lines, counts] = await Promise.all([
    listLines(db, {
      filter,
      order: wanted.order,
      weights: WEIGHTS,
      now,
      limit: QUEUE_PAGE,
      offset: page * QUEUE_PAGE,
    }),
    countWanted(db, filter),
  ]);
  const files = await filesOfTips(
    db,
    lines.map(({ tipId }) => tipId),
  );
  return {
    lines: lines.map((line) => ({
      ...line,
      reasons: rank(line, now).reasons,
      files: files.get(line.tipId) ?? [],
    })),
    lineCount: counts.lines,
    tipCount: counts.tips,
  };
}

async function claimsPage(
  desk: Desk,
  wanted: QueueWanted,
  staffId: string,
  page: number,
): Promise<QueuePage['claims']> {
  const { db } = desk.store;
  const asked = claimsWanted(desk, wanted, staffId);
  const [found, count] = await Promise.all([
    listClaims(db, {
      ...asked,
      order: wanted.order === 'rank' ? 'work' : wanted.order,
      limit: QUEUE_PAGE,
      offset: page * QUEUE_PAGE,
    }),
    countClaims(db, asked),
  ]);
  return { list: found.map((claim) => ({ ...claim, holder: holderOf(claim, asked.now) })), count };
}

async function dismissedTips(desk: Desk, page: number): Promise<QueuePage['dismissed']> {
  const { db } = desk.store;
  const [tips, count] = await Promise.all([
    listDismissed(db, { limit: QUEUE_PAGE, offset: page * QUEUE_PAGE }),
    countDismissed(db),
  ]);
  return { tips, count };
}

function claimsWanted(desk: Desk, wanted: QueueWanted, staffId: string): ClaimsWanted {
  const { states, words } = wanted;
  return {
    filter: wanted,
    states:
      words !== '' && states.length === 0
        ? CLAIM_STATES
        : CLAIM_STATES.filter((state) => states.includes(state)),
    whose: (['mine', 'to_me'] as const).filter((each) => states.includes(each)),
    late: states.includes('late'),
    words: words.split(/\s+/).filter((word) => word !== ''),
    staffId,
    now: desk.now(),
    lateAfter: desk.deskHours,
  };
}

/** @returns the id of the claim with this number, as somebody types it; empty where there is none */
export async function claimNumbered(desk: Desk, typed: string): Promise<string> {
  const seq = Number(typed.replace(/^#/, ''));
  if (!Number.isSafeInteger(seq) || seq <= 0) return '';
  return (await findClaimNumbered(desk.store.db, seq)) ?? '';
}

/** @returns who works on a claim now; null where the lease is free or ran out */
export function holderOf(
  claim: Pick<ClaimRow, 'leasedBy' | 'leasedByName' | 'leasedUntil'>,
  now: Date,
): QueueClaim['holder'] {
  const { leasedBy, leasedByName, leasedUntil } = claim;
  if (leasedBy === null || leasedUntil === null || !isHeldByOther(claim, '', now)) return null;
  return { staffId: leasedBy, name: leasedByName ?? '', until: leasedUntil };
}
