import type { Medium } from '../core/message.ts';

/** What one unit costs: a segment of SMS, a message elsewhere. */
export interface Price {
  /** In thousandths of the currency. */
  readonly milliPerUnit: number;
}

/** A price that holds only where everything fits that it names. */
export interface Rate extends Price {
  readonly medium: Medium;
  /** A sender account, where two of one medium cost differently: an operator's gateway, an aggregator. */
  readonly account?: string;
  /** Where the recipient's number is from: digits without `+`. */
  readonly callingCode?: string;
  /** True: of templates alone; left out: of all that is no template. */
  readonly template?: true;
}

/** What sending costs, in thousandths of the currency: what the ceilings of a day are held against. */
export interface Prices {
  /** ISO 4217. */
  readonly currency: string;
  /** Of a segment of SMS, of a message elsewhere, where no rate says otherwise. */
  readonly perUnit: Readonly<Record<Medium, number>>;
  /** Of a template that leaves a closed window, likewise. */
  readonly template: number;
  /** What costs otherwise: by account, by country of the recipient. */
  readonly rates?: readonly Rate[];
}

/**
 * The rate that names most of what is asked, an account before a country; without one, the usual price.
 * @returns thousandths of the currency for one unit
 */
export function priceOf(
  prices: Prices,
  at: { medium: Medium; account?: string; callingCode?: string; template?: boolean },
): number {
  const template = at.template ?? false;
  const fitting = (prices.rates ?? []).filter(
    (rate) =>
      rate.medium === at.medium &&
      (rate.template ?? false) === template &&
      (rate.account === undefined || rate.account === at.account) &&
      (rate.callingCode === undefined || rate.callingCode === at.callingCode),
  );
  const says = ({ account, callingCode }: Rate) =>
    (account === undefined ? 0 : 2) + (callingCode === undefined ? 0 : 1);
  const [best] = fitting.sort((a, b) => says(b) - says(a));
  return best?.milliPerUnit ?? (template ? prices.template : prices.perUnit[at.medium]);
}
