import type { Capabilities } from '../core/channel.ts';
import { expiryOf } from '../core/expiry.ts';
import type { Content, Medium, Template } from '../core/message.ts';
import type { CostTerms } from '../store/claim-replies.ts';
import type { KnockTerms } from '../store/knocks.ts';
import type { BulkTerms } from '../store/spend.ts';

/** What the operator has decided about money and trouble. What is left out is not limited, or not done. */
export interface Policy {
  /** Where a day of money begins and ends: IANA name. */
  readonly timeZone: string;
  readonly bulk?: {
    /** In thousandths, in all accounts together. */
    readonly perDayMilli: number;
  };
  /** Whether people are left in peace now: no bulk leaves then, whoever queued it, and if nobody is there to stop it. */
  readonly isQuiet?: (now: Date) => boolean;
  /** In thousandths, of a segment of SMS or a message elsewhere; left out: nothing costs. */
  readonly priceOf?: (at: {
    readonly account: string;
    readonly medium: Medium;
    readonly callingCode?: string;
    readonly template: boolean;
  }) => number;
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

/** @returns what a claim at this account must know about money */
export function moneyTerms(
  { bulk, timeZone, priceOf }: Policy,
  account: string,
  { medium }: Capabilities,
): { readonly bulk?: BulkTerms; readonly costs: CostTerms } {
  return {
    ...(bulk && { bulk: { perDayMilli: bulk.perDayMilli, timeZone } }),
    costs: { timeZone, priceOf: (at) => priceOf?.({ account, medium, ...at }) ?? 0 },
  };
}

/**
 * @param accounts with their capabilities; those without a window or a template are left alone
 * @param isRefused templates that the provider does not take now: nobody's turn is wasted on them
 * @returns undefined where nobody is asked to write
 */
export function knockTerms(
  { knock, timeZone }: Policy,
  accounts: ReadonlyMap<string, Capabilities>,
  now: Date,
  isRefused: (account: string, template: Template) => boolean,
): KnockTerms | undefined {
  if (!knock) return undefined;
  const { languages, textIn, ...budget } = knock;
  const known = new Map(
    [...accounts].flatMap(([account, { window }]) => {
      const usable = Object.entries(window?.templates ?? {}).filter(([, one]) => !isRefused(account, one));
      return usable.length > 0 ? [[account, Object.fromEntries(usable)] as const] : [];
    }),
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
