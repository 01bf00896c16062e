/** What the double knows of the deployment it plays Twilio for. */
export interface Account {
  readonly accountSid: string;
  readonly authToken: string;
  /** The gateway's public address as configured there: inbound messages are signed over it. */
  readonly gatewayUrl: string;
  /** Where the gateway really listens, when that is another address (a proxy would stand between). */
  readonly gatewayAt?: string;
  /** The number that SMS may leave from; empty: none. */
  readonly smsFrom: string;
  /** The number of the WhatsApp sender, without prefix; empty: none. */
  readonly whatsappFrom: string;
  /** More senders of the account, those of WhatsApp with `whatsapp:`. */
  readonly moreSenders?: readonly string[];
  /** Messaging Services by their id. */
  readonly services?: Readonly<Record<string, Service>>;
  /** Templates by their id, with what they say. */
  readonly templates?: Readonly<Record<string, string>>;
  /** How WhatsApp judges them, where it is not `approved`. */
  readonly approvals?: Readonly<
    Record<string, { readonly status: string; readonly rejection_reason?: string }>
  >;
  /** Support has switched the usual handling of STOP off. */
  readonly ignoresStop?: boolean;
}

interface Service {
  /** Those of WhatsApp with `whatsapp:`. The first one of a medium is what the service chooses. */
  readonly senders: readonly string[];
  readonly advancedOptOut?: boolean;
}

/** All senders of the account, those of WhatsApp with `whatsapp:`. */
export function sendersOf(account: Account): readonly string[] {
  return [
    ...(account.smsFrom ? [account.smsFrom] : []),
    ...(account.whatsappFrom ? [`whatsapp:${account.whatsappFrom}`] : []),
    ...(account.moreSenders ?? []),
    ...Object.values(account.services ?? {}).flatMap(({ senders }) => senders),
  ];
}

/** The service that a sender stands in. */
export function serviceOf(
  account: Account,
  sender: string,
): ({ readonly sid: string } & Service) | undefined {
  const found = Object.entries(account.services ?? {}).find(([, { senders }]) => senders.includes(sender));
  return found && { sid: found[0], ...found[1] };
}
