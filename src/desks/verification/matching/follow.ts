import type { Db } from '../../../store/connect.ts';
import { claimsAfter, comparableTips, knownClaims, waitingTipsAfter } from '../../../store/known-claims.ts';
import { CHANGES_KEPT_MS, changesSince } from '../../../store/match-changes.ts';
import { Known } from './known.ts';

const CLAIMS_A_PAGE = 5_000;
const TIPS_A_PAGE = 2_000;
const CHANGED_AT_ONCE = 500;
/** A tip that has waited longer is compared with new ones no more. */
const DAYS = 60;

/** Keeps what is known as it stands in the database. */
export interface Follower {
  readonly known: Known;
  /** Everything that was committed when it is called is known when it resolves. */
  sync(): Promise<void>;
}

interface FollowOptions {
  /** Makes an empty one. */
  readonly open?: () => Known;
  /** Is told of waiting tips that may mean a claim whose words are new. */
  readonly again?: (tipIds: readonly string[]) => void;
}

/**
 * Reads everything, in pages, and follows it from there on.
 * @param progress is told after each page how many claims there are
 */
export async function follow(
  db: Db,
  progress: (claims: number) => void,
  { open = () => new Known(), again = () => {} }: FollowOptions = {},
): Promise<Follower> {
  let known = open();
  let mark = '';
  let readAt = 0;
  let seen = new Set<number>();

  const readAll = async () => {
    const begun = performance.now();
    const fresh = open();
    const from = await changesSince(db);
    let after: string | null = null;
    do {
      const page = await claimsAfter(db, after, CLAIMS_A_PAGE);
      for (const claim of page.rows) fresh.putClaim(claim);
      progress(fresh.counts.claims);
      after = page.next;
    } while (after !== null);
    do {
      const page = await waitingTipsAfter(db, after, { limit: TIPS_A_PAGE, days: DAYS });
      for (const tip of page.rows) fresh.putTip(tip);
      after = page.next;
    } while (after !== null);
    known = fresh;
    mark = from.mark;
    seen = new Set();
    readAt = begun;
  };

  const readChanges = async () => {
    const begun = performance.now();
    if (begun - readAt > CHANGES_KEPT_MS) await readAll();
    const changes = await changesSince(db, mark);
    const fresh = changes.rows.filter(({ id }) => !seen.has(id));
    const idsOf = (kind: 'claim' | 'tip') => [
      ...new Set(fresh.filter((row) => row.kind === kind).map(({ subjectId }) => subjectId)),
    ];
    const worded: string[] = [];
    for (const ids of pages(idsOf('claim'))) {
      const there = await knownClaims(db, ids);
      const gone = new Set(ids);
      for (const claim of there) {
        gone.delete(claim.id);
        if (known.putClaim(claim)) worded.push(claim.id);
      }
      for (const id of gone) known.dropClaim(id);
    }
    for (const ids of pages(idsOf('tip'))) {
      const there = await comparableTips(db, ids);
      const gone = new Set(ids);
      for (const tip of there) {
        gone.delete(tip.id);
        known.putTip(tip);
      }
      for (const id of gone) known.dropTip(id);
    }
    const tipIds = new Set(worded.flatMap((claimId) => known.waitingFor(claimId)));
    if (tipIds.size > 0) again([...tipIds]);
    // Only once all of it is known: what fails in between is read again.
    mark = changes.mark;
    seen = new Set(changes.rows.map(({ id }) => id));
    readAt = begun;
  };

  await readAll();
  let running = Promise.resolve();
  let waiting: Promise<void> | undefined;
  return {
    get known() {
      return known;
    },
    sync() {
      // Who comes while one runs shares the next: the one that runs may have looked already.
      waiting ??= running
        .catch(() => {})
        .then(() => {
          waiting = undefined;
          running = readChanges();
          return running;
        });
      return waiting;
    },
  };
}

function pages(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / CHANGED_AT_ONCE) }, (_, n) =>
    ids.slice(n * CHANGED_AT_ONCE, (n + 1) * CHANGED_AT_ONCE),
  );
}
