/** Families of institutions that a report of this kind concerns. */
export type Referral =
  | 'electoral'
  | 'police'
  | 'rights'
  | 'medical'
  | 'civil'
  /** The cell's own supervisor, before any institution. */
  | 'cell'
  /** Who runs the gateway. */
  | 'operations';

/** A line of the observers' card: what two digits stand for. Urgency and severity are words of CAP 1.2. */
export interface ObserverCode {
  /** Two digits; the card shows them with their check digit. */
  readonly code: string;
  readonly kind: 'check-in' | 'help' | 'incident';
  /** By language; every language that is spoken has one. */
  readonly name: Readonly<Record<string, string>>;
  /** Says nothing without a place. */
  readonly placed: boolean;
  /** Says nothing without words. */
  readonly worded: boolean;
  readonly urgency: 'Immediate' | 'Expected' | 'Future' | 'Past' | 'Unknown';
  readonly severity: 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown';
  readonly refer: readonly Referral[];
  /** Families that do not see it: it is about them, or too delicate. */
  readonly hiddenFrom?: readonly Referral[];
  /** What research calls it; codes without it are not in files for research. */
  readonly acled?: AcledType;
}

/** Words of the ACLED codebook (Armed Conflict Location & Event Data, https://acleddata.com). */
export interface AcledType {
  readonly type:
    | 'Battles'
    | 'Explosions/Remote violence'
    | 'Protests'
    | 'Riots'
    | 'Strategic developments'
    | 'Violence against civilians';
  readonly sub: string;
  /** The quantity of a report counts people who died. */
  readonly fatal?: true;
}

export interface ObserverCard {
  /** Printed on the card, and raised whenever a line changes its meaning. */
  readonly edition: number;
  readonly codes: readonly ObserverCode[];
  /** By the first digit of the codes that belong together: what the card writes above them, by language. */
  readonly families: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What may be written beside codes, in any language and spelling; the first word of each is on the card. */
  readonly words: Readonly<
    Record<'cancel' | 'status' | 'card' | 'help' | 'block' | 'real', readonly string[]>
  >;
  /**
   * By language: what an institution writes with the number of what was sent to it, to say that it has it. Not on the
   * card; the first word of each language is in the message to the institution.
   */
  readonly received: Readonly<Record<string, readonly string[]>>;
}
