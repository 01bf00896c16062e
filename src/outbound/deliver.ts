import type { Channel } from '../core/channel.ts';
import type { Log } from '../core/log.ts';
import { SEND_ERRORS, type SendError } from '../core/send-error.ts';
import { type ClaimedReply, ClaimInDoubt, claimReplies } from '../store/claim-replies.ts';
import type { Store } from '../store/connect.ts';
import { isDatabaseAway } from '../store/failures.ts';
import { type Ended, finishReplies } from '../store/parts.ts';
import { holdReplies } from '../store/replies.ts';
import { endTrouble, pauseSender } from '../store/senders.ts';
import { adviceForOperator } from './account-health.ts';
import { fitContent } from './fit.ts';
import { changeOf, type Lane, LOOK_AGAIN_MS, openLane } from './lane.ts';
import { moneyTerms, type Policy } from './policy.ts';
import { openResults } from './results.ts';
import { errorOf, type Files, sendReply } from './send-reply.ts';
import { openSweep } from './sweep.ts';

const HOLD_EVERY_MS = 15_000;
const LONGEST_LOOK_MS = 5_000;
const LONGEST_VOICE_WAIT_MS = 600_000;
/** Below this a fast account would wake for every single unit. */
const SHORTEST_WAIT_MS = 20;

export interface Outbound {
  /**
   * Sends what is due at one account, and resolves when nothing more may leave now. Woken again while it runs, it
   * looks again. What the pace or a retry holds back wakes it by itself later.
   * @throws what the database says when nothing could be claimed
   */
  drain(account: string): Promise<void>;
  /** For the sweeper, every few seconds. @returns the accounts to drain */
  sweep(): Promise<{ readonly accounts: readonly string[] }>;
  /** Claims nothing more and waits for sends in flight; for the database at most `withinMs`. */
  stop(withinMs?: number): Promise<void>;
}

/**
 * @param deps.channels the channel that serves each sender account
 * @param deps.maySend false where another process holds the channel's connection: nothing is claimed then
 * @param deps.files the files of ours that replies carry; left out, a reply with a file goes before a person
 * @param deps.concurrency calls to one account's provider at a time
 * @param deps.now ms, for the pauses of accounts
 */
export function openOutbound(deps: {
  store: Store;
  channels: ReadonlyMap<string, Channel>;
  maySend?: (channel: Channel) => boolean;
  /** Told how each reply went at the provider, for the account's health. */
  noted?: (send: { account: string; taken: boolean; failure?: SendError }) => void;
  files?: Files;
  policy?: Policy;
  log: Log;
  concurrency?: number;
  now?: () => number;
}): Outbound {
  const { store, log, files, maySend = () => true, concurrency = 64, now = Date.now } = deps;
  const { policy = { timeZone: 'UTC' } } = deps;
  const lanes = new Map<string, Lane>();
  for (const [account, channel] of deps.channels) lanes.set(account, openLane(account, channel));
  const results = openResults({
    write: (batch) => finishReplies(store, batch),
    isAway: isDatabaseAway,
    log,
  });
  let stopping = false;

  const wakeIn = (lane: Lane, ms: number) => {
    const at = now() + Math.max(SHORTEST_WAIT_MS, ms);
    if (stopping || (lane.timer && lane.timer.at <= at)) return;
    clearTimeout(lane.timer?.handle);
    // A timer holds at most 2^31 ms; the sweeper comes sooner anyway.
    const handle = setTimeout(
      () => {
        lane.timer = undefined;
        drain(lane.account).catch((error) =>
          log.warn('replies could not be claimed', { account: lane.account, error }),
        );
      },
      Math.min(at - now(), 600_000),
    );
    handle.unref();
    lane.timer = { at, handle };
  };

  /** Nobody else tries it for a while, and the operator hears of it once in that time. */
  const refuseTemplates = (lane: Lane, { parts }: ClaimedReply, about: Readonly<Record<string, string>>) => {
    for (const { extra } of parts) {
      if (!extra?.template || lane.refused.has(extra.template, now())) continue;
      lane.refused.note(extra.template, now());
      log.error('a template is refused: what would leave by it is held', {
        ...about,
        template: extra.template.name,
      });
    }
  };

  /** What a failure means for the reply; pauses the account and tells the operator where it is their affair. */
  const obey = async (lane: Lane, reply: ClaimedReply, failure: SendError): Promise<Partial<Ended>> => {
    const about = { account: lane.account, replyId: reply.replyId, kind: failure.kind, code: failure.code };
    const {
      again,
      pauseMs,
      trouble = false,
      tell,
    } = lane.health.failed(failure, reply.attempts, now(), {
      template: reply.parts.some(({ extra }) => extra?.template !== undefined),
    });
    if (tell) log.error(adviceForOperator(failure), about);
    if (failure.kind === 'template_refused') refuseTemplates(lane, reply, about);
    if (pauseMs !== undefined) {
      log.warn('sending paused', { ...about, ms: pauseMs });
      await pauseSender(store.db, lane.account, pauseMs, { trouble }).catch((error) =>
        log.warn('the pause is known to this process only', { account: lane.account, error }),
      );
    }
    const { next } = SEND_ERRORS[failure.kind];
    if (next === 'hold') return { held: { error: errorOf(failure) } };
    if (next !== 'retry') {
      log.warn('a reply could not be sent', about);
      return next === 'stop' ? { stopped: true } : {};
    }
    wakeIn(lane, Math.max(again.afterMs, lane.health.pausedUntil - now()));
    return { again: { ...again, error: errorOf(failure) } };
  };

  /** The words are there. Nothing is said of the account, whose next text must not wait for a recording. */
  const voiceLater = (lane: Lane, reply: ClaimedReply, failure: SendError): Partial<Ended> => {
    const about = { account: lane.account, replyId: reply.replyId, kind: failure.kind, code: failure.code };
    log.warn('a reply went out without its voice', about);
    if (SEND_ERRORS[failure.kind].next !== 'retry') return {};
    const afterMs = Math.min(
      LONGEST_VOICE_WAIT_MS,
      failure.afterSeconds * 1000 * 2 ** Math.min(reply.attempts, 20),
    );
    wakeIn(lane, afterMs);
    return { again: { afterMs, counts: true, error: errorOf(failure) } };
  };

  const succeeded = (lane: Lane) => {
    lane.health.sent();
    if (!lane.troubled) return;
    lane.troubled = false;
    log.info('an account sends again', { account: lane.account });
    endTrouble(store.db, lane.account).catch((error) => {
      lane.troubled = true;
      log.warn('the end of a trouble could not be kept', { account: lane.account, error });
    });
  };

  const send = async (lane: Lane, reply: ClaimedReply): Promise<void> => {
    lane.inFlight.set(reply.replyId, performance.now());
    const { parts, failure, unspoken } = await sendReply(lane.channel, lane.account, reply, files);
    const taken = parts.some(({ state }) => state === 'accepted');
    if (!failure && taken) succeeded(lane);
    deps.noted?.({ account: lane.account, taken, ...(failure && { failure }) });
    const outcome = failure
      ? await obey(lane, reply, failure)
      : unspoken
        ? voiceLater(lane, reply, unspoken)
        : {};
    await results.note({ replyId: reply.replyId, contactId: reply.contactId, parts, ...outcome });
    lane.inFlight.delete(reply.replyId);
    lane.fresh = true;
    lane.change();
  };

  /** Written when the database is there again, and only where the claim was really kept. */
  const giveBack = (lane: Lane, { replyId, contactId, parts }: ClaimedReply): Promise<void> =>
    results
      .note({
        replyId,
        contactId,
        parts: parts.map(({ id }) => ({ id, state: 'queued' })),
        again: { afterMs: 0, counts: false, error: 'unavailable claim_in_doubt' },
      })
      .then(() => wakeIn(lane, 0));

  let toldBulkUntil = 0;
  const bulkIsOver = (lane: Lane, from: number) => {
    lane.bulkFrom = from;
    if (toldBulkUntil === from) return;
    toldBulkUntil = from;
    log.error(
      'what bulk may cost a day (BULK_PER_DAY) is spent: it waits until tomorrow, and what expires before is not sent',
      {
        account: lane.account,
      },
    );
  };

  const claim = async (lane: Lane, limit: number): Promise<void> => {
    const { capabilities } = lane;
    lane.fresh = false;
    const found = await claimReplies(store, {
      account: lane.account,
      pace: capabilities.pace,
      limit,
      fitTo: (content) => fitContent(content, capabilities, files && (({ blobId }) => files.linkTo(blobId))),
      windowHours: capabilities.window?.hours,
      takesBulk: capabilities.bulk,
      ...moneyTerms(policy, lane.account, capabilities),
      isRefused: (template) => lane.refused.has(template, now()),
      withoutBulk: now() < lane.bulkFrom || (policy.isQuiet?.(new Date(now())) ?? false),
    }).catch((error: unknown) => {
      if (error instanceof ClaimInDoubt) for (const reply of error.claimed) void giveBack(lane, reply);
      throw error;
    });
    lane.lookAgainMs = LOOK_AGAIN_MS;
    lane.troubled ||= found.troubled;
    if (found.bulkFrom) bulkIsOver(lane, found.bulkFrom.getTime());
    if (found.waitMs !== null) wakeIn(lane, found.waitMs);
    if (found.laterMs !== undefined) wakeIn(lane, found.laterMs);
    // A full claim may have left more behind.
    if (found.seen > 0 && found.waitMs === null) lane.fresh = true;
    for (const reply of found.claimed) void send(lane, reply);
  };

  const run = async (lane: Lane): Promise<void> => {
    for (;;) {
      const most = lane.health.probing ? 1 : concurrency;
      const room = most - lane.inFlight.size;
      const paused = now() < lane.health.pausedUntil;
      // Half a batch at least: a claim costs the same for one as for many.
      if (!stopping && !paused && maySend(lane.channel) && lane.fresh && room * 2 >= most) {
        try {
          await claim(lane, room);
          continue;
        } catch (error) {
          if (lane.inFlight.size === 0) throw error;
          log.warn('replies could not be claimed', { account: lane.account, error });
          lane.lookAgainMs = Math.min(LONGEST_LOOK_MS, lane.lookAgainMs * 2);
        }
      }
      if (lane.inFlight.size === 0) return;
      await changeOf(lane);
    }
  };

  const drain = async (account: string): Promise<void> => {
    const lane = lanes.get(account);
    if (!lane) {
      log.warn('woken for an account that is not open here', { account });
      return;
    }
    if (stopping) return;
    lane.fresh = true;
    lane.change();
    lane.running ??= run(lane).finally(() => {
      lane.running = undefined;
    });
    await lane.running;
  };

  const hold = () => {
    const before = performance.now() - HOLD_EVERY_MS;
    const old = [...lanes.values()].flatMap((lane) =>
      [...lane.inFlight].flatMap(([replyId, since]) => (since <= before ? [replyId] : [])),
    );
    if (old.length > 0) {
      holdReplies(store.db, old).catch((error) => log.warn('claims could not be held', { error }));
    }
  };
  const holding = setInterval(hold, HOLD_EVERY_MS);
  holding.unref();

  const sweep = openSweep({
    store,
    accounts: new Map([...lanes.values()].map(({ account, capabilities }) => [account, capabilities])),
    isRefused: (account, template) => lanes.get(account)?.refused.has(template, now()) ?? false,
    policy,
    log,
    now,
  });
  return {
    drain,
    sweep: async () => ({ accounts: await sweep() }),
    async stop(withinMs = 10_000) {
      stopping = true;
      for (const lane of lanes.values()) clearTimeout(lane.timer?.handle);
      const patience = setTimeout(() => {
        if (results.pending > 0) log.error('stopped before results were written', { count: results.pending });
        results.giveUp();
      }, withinMs);
      await Promise.allSettled([...lanes.values()].map((lane) => lane.running));
      clearTimeout(patience);
      clearInterval(holding);
    },
  };
}
