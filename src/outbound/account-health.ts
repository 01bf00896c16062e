import { SEND_ERRORS, type SendError } from '../core/send-error.ts';

/** What to do with a reply that was not taken, and with its account. */
export interface Advice {
  /** When to try again, where the kind allows it. `counts`: it uses up one of the reply's attempts. */
  readonly again: { readonly afterMs: number; readonly counts: boolean };
  /** Nothing leaves the account for so long. */
  readonly pauseMs?: number;
  /** It is more than being asked to slow down: others may have to stand in. */
  readonly trouble?: true;
  /** The operator must be told, now and not again until something has been sent. */
  readonly tell?: true;
}

const LONGEST_MS = 600_000;
const LONGEST_OUTAGE_PAUSE_MS = 60_000;
const FIRST_OUTAGE_PAUSE_MS = 5_000;
/** One phone or one destination may be to blame for fewer failures in a row; so many are the account's. */
const SINGLE = { misconfigured: 3, outage: 5 };

/**
 * Tells a reply's trouble from its account's. When the account is in trouble its replies wait as they are instead
 * of each using up its attempts (or each becoming one of which nobody knows); after the pause one of them tries
 * for all.
 */
export interface Health {
  /** After a pause: one at a time until the provider has dealt with one. */
  readonly probing: boolean;
  /** Until when we ourselves have paused it, in ms. */
  readonly pausedUntil: number;
  sent(): void;
  /**
   * @param attempts of this reply before this one
   * @param now ms
   * @param about.template it was a template: where it is wrong, nothing is wrong with what leaves without one
   */
  failed(error: SendError, attempts: number, now: number, about?: { readonly template: boolean }): Advice;
}

/** @param random 0..1, for the jitter that keeps many from coming back at once */
export function openHealth(random: () => number = Math.random): Health {
  let failures = 0;
  let pauses = 0;
  let pausedUntil = 0;
  let told = false;

  const well = () => {
    failures = 0;
    pauses = 0;
    told = false;
  };

  const later = (error: SendError, attempts: number): Advice['again'] => {
    const doubled = error.afterSeconds * 1000 * 2 ** Math.min(attempts, 20);
    const jittered = Math.min(LONGEST_MS, doubled * (0.8 + 0.4 * random()));
    // A provider that names a longer time knows why.
    return { afterMs: Math.round(Math.max(jittered, error.afterSeconds * 1000)), counts: true };
  };

  /** Many that were under way together meet the same wall: it is one pause. */
  const pause = (ms: number, now: number): Advice => {
    const again = { afterMs: 0, counts: false };
    if (now < pausedUntil) return { again };
    pauses += 1;
    pausedUntil = now + ms;
    return { again, pauseMs: ms };
  };

  return {
    get probing() {
      return pauses > 0;
    },
    get pausedUntil() {
      return pausedUntil;
    },
    sent: well,
    failed(error, attempts, now, about) {
      const asked = error.afterSeconds * 1000;
      const tell = told ? {} : { tell: true as const };
      if (error.kind === 'misconfigured' && about?.template) {
        told = true;
        return { again: later(error, attempts), ...tell };
      }
      failures += 1;
      switch (error.kind) {
        case 'throttled':
          return pause(Math.max(asked, Math.min(LONGEST_MS, asked * 2 ** Math.min(pauses, 10))), now);
        case 'over_quota':
          told = true;
          return { ...pause(asked, now), ...tell, trouble: true };
        case 'misconfigured':
          told = true;
          // Some of these codes are about one destination: this reply steps back, so that others can show it.
          return {
            ...(failures >= SINGLE.misconfigured && { ...pause(asked, now), trouble: true }),
            again: later(error, attempts),
            ...tell,
          };
        case 'unavailable':
        case 'outcome_unknown':
          if (failures < SINGLE.outage) return { again: later(error, attempts) };
          return {
            ...pause(
              Math.min(LONGEST_OUTAGE_PAUSE_MS, FIRST_OUTAGE_PAUSE_MS * 2 ** Math.min(pauses, 10)),
              now,
            ),
            trouble: true,
          };
        default:
          // The provider has dealt with it: whatever was the matter with the account is over.
          well();
          return { again: later(error, attempts) };
      }
    },
  };
}

/** @returns what the operator reads: what is wrong and whose affair it is, no secret and no number */
export function adviceForOperator(error: SendError): string {
  return error.kind === 'over_quota'
    ? 'sending paused: the provider says the allowance is used up, raise it there or wait'
    : `sending is refused: ${SEND_ERRORS[error.kind].says}, look the code up at the provider and correct it`;
}
