import type { Medium } from '../core/message.ts';
import type { Gazetteer } from '../core/place.ts';

/** What sending costs, in thousandths of the currency: what the ceilings of a day are held against. */
export interface Prices {
  /** ISO 4217. */
  readonly currency: string;
  /** Of a segment of SMS, of a message elsewhere. */
  readonly perUnit: Readonly<Record<Medium, number>>;
  /** Of a template that leaves a closed window. */
  readonly template: number;
}

/** How people write a number of this country among themselves. */
export interface Phones {
  /** Digits, without `+`. */
  readonly callingCode: string;
  /** How many digits follow it. */
  readonly digits: number;
}

/** What a deployment is, as data. Grows with what the desks need: codes, places, institutions. */
export interface Country {
  /** IANA name. */
  readonly timeZone: string;
  /** Every verdict must be written in these before a second person sees it. */
  readonly verdictLanguages: readonly string[];
  readonly prices: Prices;
  readonly phones: Phones;
  /** Read when first asked for; the same one every time. */
  readonly places: () => Gazetteer;
}
