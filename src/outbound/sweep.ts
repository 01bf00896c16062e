import type { Capabilities } from '../core/channel.ts';
import type { Log } from '../core/log.ts';
import type { Template } from '../core/message.ts';
import type { Store } from '../store/connect.ts';
import { moveToStandIns } from '../store/failover.ts';
import { queueKnocks } from '../store/knocks.ts';
import { dueAccounts, expireReplies, strandedAccounts, sweepSending } from '../store/replies.ts';
import { knockTerms, type Policy } from './policy.ts';

/** A claim this old has lost its process: longer than any provider call, and living processes hold theirs. */
const DEAD_AFTER_SECONDS = 60;
/** Reads the whole queue, and minutes matter to nothing that expires. */
const EXPIRE_EVERY_MS = 60_000;
/** Whom nobody has reached for a day may wait for another half minute. */
const KNOCK_EVERY_MS = 30_000;
/** Another process would have sent it long before. */
const STRANDED_AFTER_SECONDS = 600;

/**
 * What is looked after every few seconds, whatever woke nobody: lost processes, what has expired, accounts in
 * trouble, people who must write first.
 * @param deps.accounts those that this process sends from
 * @param deps.now ms
 * @returns looks once and tells which accounts to drain
 */
export function openSweep(deps: {
  store: Store;
  accounts: ReadonlyMap<string, Capabilities>;
  /** Whether its provider has refused this template lately. */
  isRefused: (account: string, template: Template) => boolean;
  policy: Policy;
  log: Log;
  now: () => number;
}): () => Promise<readonly string[]> {
  const { store, accounts, isRefused, policy, log, now } = deps;
  const served = [...accounts.keys()];
  const pairs = [...(policy.failover?.standIns ?? [])].flatMap(([from, standIns]) =>
    standIns.map((to) => ({ from, to })),
  );
  const toExpire = openRhythm(EXPIRE_EVERY_MS, now);
  const toKnock = openRhythm(KNOCK_EVERY_MS, now);

  const knock = async () => {
    const terms = knockTerms(policy, accounts, new Date(now()), isRefused);
    if (terms) await queueKnocks(store, terms);
  };

  const standIn = async () => {
    if (!policy.failover) return;
    for (const { from, to, count } of await moveToStandIns(store.db, pairs, policy.failover.afterSeconds)) {
      log.warn('replies of an account in trouble were given to another', {
        account: from,
        reason: to,
        count,
      });
    }
  };

  return async () => {
    const lost = await sweepSending(store, DEAD_AFTER_SECONDS);
    if (lost > 0) log.warn('sends of a process that died were put before a person', { count: lost });
    if (toExpire()) {
      const expired = await expireReplies(store);
      if (expired > 0) log.warn('replies expired unsent', { count: expired });
      for (const stranded of await strandedAccounts(store.db, served, STRANDED_AFTER_SECONDS)) {
        log.warn(
          'replies wait at an account that this process does not serve: is its channel open?',
          stranded,
        );
      }
    }
    if (toKnock()) await knock();
    await standIn();
    return dueAccounts(store.db, served);
  };
}

/** @returns whether it is time again, and then not for so many ms */
function openRhythm(ms: number, now: () => number): () => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (now() - last < ms) return false;
    last = now();
    return true;
  };
}
