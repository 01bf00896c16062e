/** What a deployment is, as data. Grows with what the desks need: codes, places, institutions, prices. */
export interface Country {
  /** IANA name. */
  readonly timeZone: string;
  /** Every verdict must be written in these before a second person sees it. */
  readonly verdictLanguages: readonly string[];
}
