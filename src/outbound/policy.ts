import type { Capabilities } from '../core/channel.ts';
import { expiryOf } from '../core/expiry.ts';
import type { Content } from '../core/message.ts';
import type { KnockTerms } from '../store/knocks.ts';
import type { BulkTerms } from '../store/spend.ts';

/** What the operator has decided about money and trouble. What is left out is not limited, or not done. */
export interface Policy {
  /** Where a day of money begins and ends: IANA name. */
  readonly timeZone: string;
  readonly bulk?: {
    /** In thousandths, in all accounts together. */
    readonly perDayMilli: number;
    /** In thousandths, of a segment of SMS or a message elsewhere. */
    readonly priceOf: (capabilities: Capabilities) => number;
  };
  /** Templates that ask people whose window is closed to write. */
  readonly knock?: {
    readonly perDay: number;
    readonly milliEach: number;
    /** In the order in which a template is looked for where the person's own language has none. */
    readonly languages: readonly string[];
    /** What the template says. */
    readonly textIn: (language: string) => string;
  };
  readonly failover?: {
    /** By account, who stands in for it, best first. */
    readonly standIns: ReadonlyMap<string, readonly string[]>;
    /** For how long it must have been in trouble. */
    readonly afterSeconds: number;
  };
}

/** @returns undefined where bulk has no ceiling here */
export function bulkTerms(policy: Policy, capabilities: Capabilities): BulkTerms | undefined {
  const { bulk, timeZone } = policy;
  return (
    bulk && {
      milliPerUnit: bulk.priceOf(capabilities),
      perDayMilli: bulk.perDayMilli,
      timeZone,
    }
  );
}

/**
 * @param accounts with their capabilities; those without a window or a template are left alone
 * @returns undefined where nobody is asked to write
 */
export function knockTerms(
  { knock, timeZone }: Policy,
  accounts: ReadonlyMap<string, Capabilities>,
  now: Date,
): KnockTerms | undefined {
  if (!knock) return undefined;
  const { languages, textIn, ...budget } = knock;
  const known = new Map(
    [...accounts].flatMap(([account, { window }]) =>
      window && Object.keys(window.templates).length > 0 ? [[account, window.templates] as const] : [],
    ),
  );
  const contentIn = (account: string, language: string | null): Content => {
    const templates = known.get(account) ?? {};
    const found = [language ?? '', ...languages, ...Object.keys(templates)].find((one) => templates[one]);
    const template = templates[found ?? ''];
    if (found === undefined || !template) throw new Error(`no template of ${account} was found`);
    return { text: textIn(found), template };
  };
  return {
    ...budget,
    timeZone,
    accounts: [...known.keys()],
    contentIn,
    expiresAt: expiryOf('reply', now),
  };
}
