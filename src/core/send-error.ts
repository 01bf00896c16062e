/**
 * Why a provider call failed: a closed list. Each kind says what to do next and whose affair it is; one place
 * (outbound/deliver.ts) obeys, and a channel only has to choose the kind.
 *
 * next:  retry    try again after `afterSeconds`, doubling, until the reply expires
 *        give-up  it will never work for this message
 *        stop     the person does not want to hear from us: mark the contact stopped
 *        unknown  it may have been sent: never send again by ourselves
 *        hold     keep it until the person writes to this account, or it expires
 * fault: who has to act: nobody (passing), the person, the operator, or us (a bug)
 */
export const SEND_ERRORS = {
  throttled: { next: 'retry', afterSeconds: 5, fault: 'nobody', says: 'the provider asks us to slow down' },
  unavailable: {
    next: 'retry',
    afterSeconds: 5,
    fault: 'nobody',
    says: 'the provider could not be reached or failed before taking the message',
  },
  unreachable: {
    next: 'retry',
    afterSeconds: 300,
    fault: 'person',
    says: 'the phone is off or out of reach',
  },
  person_throttled: {
    next: 'retry',
    afterSeconds: 60,
    fault: 'nobody',
    says: 'the provider lets this one person get no more for the moment',
  },
  outcome_unknown: {
    next: 'unknown',
    afterSeconds: 0,
    fault: 'nobody',
    says: 'the call broke off after the provider may have taken the message',
  },
  invalid_address: {
    next: 'give-up',
    afterSeconds: 0,
    fault: 'person',
    says: 'the address does not exist or cannot receive messages',
  },
  opted_out: {
    next: 'stop',
    afterSeconds: 0,
    fault: 'person',
    says: 'the person has blocked us or asked the provider to stop',
  },
  window_closed: {
    next: 'hold',
    afterSeconds: 0,
    fault: 'nobody',
    says: 'the person must write first: it is held until then',
  },
  template_refused: {
    next: 'hold',
    afterSeconds: 0,
    fault: 'operator',
    says: 'the template is missing, not approved, paused, or takes other variables: it is held until the person writes',
  },
  restricted: {
    next: 'give-up',
    afterSeconds: 0,
    fault: 'operator',
    says: 'the provider does not let this account begin a talk with that person: trying again makes it worse',
  },
  rejected: { next: 'give-up', afterSeconds: 0, fault: 'ours', says: 'the provider refuses this content' },
  over_quota: {
    next: 'retry',
    afterSeconds: 3600,
    fault: 'operator',
    says: 'the account has used up its allowance',
  },
  misconfigured: {
    next: 'retry',
    afterSeconds: 300,
    fault: 'operator',
    says: 'the account or its settings are wrong',
  },
} as const satisfies Record<
  string,
  {
    next: 'retry' | 'give-up' | 'stop' | 'unknown' | 'hold';
    afterSeconds: number;
    fault: 'nobody' | 'person' | 'operator' | 'ours';
    says: string;
  }
>;

export type SendErrorKind = keyof typeof SEND_ERRORS;

/** The only error that `Channel.send` throws. The message carries codes, never a text or a number of a person. */
export class SendError extends Error {
  override readonly name = 'SendError';
  readonly kind: SendErrorKind;
  /** The provider's own code, for operators. */
  readonly code: string;
  /** Overrides the kind's own wait, e.g. from `Retry-After`. */
  readonly afterSeconds: number;

  constructor(kind: SendErrorKind, code: string, options: { afterSeconds?: number } = {}) {
    super(`${kind} (${code}): ${SEND_ERRORS[kind].says}`);
    this.kind = kind;
    this.code = code;
    this.afterSeconds = options.afterSeconds ?? SEND_ERRORS[kind].afterSeconds;
  }
}
