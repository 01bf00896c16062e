import type { Log } from '../../core/log.ts';
import type { Store } from '../../store/connect.ts';
import type { VerdictFacts } from '../../store/partner-verdicts.ts';
import {
  type ClosedFacts,
  noteDelivered,
  noteFailed,
  type Outgoing,
  takeOutgoing,
} from '../../store/webhooks.ts';
import { type PublicWords, publicVerdict } from '../public-verdict.ts';
import { openPostman } from './post.ts';
import { nextWait } from './schedule.ts';
import { signedHeaders } from './signature.ts';

const TIMEOUT_MS = 15_000;
/** Longer than any attempt: who still holds one after it has lost its process. */
const LEASE_SECONDS = 60;
/** At one endpoint at a time: a partner's small server shall not be knocked over by our backlog. */
const AT_ONCE = 4;
/** An endpoint that has failed for so long is off until an administrator puts it on again. */
const PATIENCE_DAYS = 5;

export interface Webhooks {
  /** Sends what is due at these endpoints until nothing is, or until one of them fails. */
  drain(endpointIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Several processes may do this at once: a lease decides who sends what. At least once, under one id. */
export function openWebhooks(deps: {
  store: Store;
  words: PublicWords;
  log: Log;
  privateToo: boolean;
  timeoutMs?: number;
  leaseSeconds?: number;
}): Webhooks {
  const { store, log, timeoutMs = TIMEOUT_MS, leaseSeconds = LEASE_SECONDS } = deps;
  const postman = openPostman({ privateToo: deps.privateToo, timeoutMs });

  /** @returns whether it went through */
  const send = async (one: Outgoing): Promise<boolean> => {
    const body = bodyOf(deps.words, one);
    const headers = signedHeaders({ id: one.eventId, at: new Date(), body }, one.secrets);
    const { retryAfter, ...outcome } = await postman.post(one.url, headers, body);
    const { status = 0 } = outcome;
    if (status >= 200 && status < 300) {
      await noteDelivered(store, one, outcome);
      return true;
    }
    const again = status === 410 ? null : nextWait(one.attempt, retryAfter);
    const disabled = await noteFailed(store, one, outcome, { again, patienceDays: PATIENCE_DAYS });
    log.warn('webhook not taken', {
      kind: one.type,
      attempt: one.attempt,
      ...(outcome.status !== undefined && { status: outcome.status }),
      ...(outcome.error !== undefined && { reason: outcome.error }),
    });
    if (disabled) log.error('a webhook endpoint was disabled', { reason: disabled });
    return false;
  };

  return {
    async drain(endpointIds) {
      for (const endpointId of endpointIds) {
        for (;;) {
          const taken = await takeOutgoing(store, { endpointId, limit: AT_ONCE, leaseSeconds });
          const went = await Promise.all(taken.map(send));
          // Where one failed the others would, too, each for its whole timeout: the sweeper comes back to them.
          if (taken.length < AT_ONCE || went.includes(false)) break;
        }
      }
    },
    close: () => postman.close(),
  };
}

function bodyOf(words: PublicWords, { type, createdAt, facts, languages }: Outgoing): string {
  return JSON.stringify({
    type,
    timestamp: createdAt.toISOString(),
    data: dataOf(words, type, facts, languages),
  });
}

/** The facts are ours, written by the store under this type. */
function dataOf(
  words: PublicWords,
  type: Outgoing['type'],
  facts: unknown,
  languages: readonly string[],
): unknown {
  if (type === 'webhook.test') return { message: 'It works.' };
  if (type !== 'claim.closed') return publicVerdict(words, facts as VerdictFacts, languages);
  const { claimId, code, closedAs, category, closedAt } = facts as ClosedFacts;
  return { claim: claimId, code, closed_as: closedAs, category, closed_at: closedAt };
}
