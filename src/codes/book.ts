/** What stands on the printed card: the codes of one edition. Data of a deployment, see country/. */
export interface CodeBook {
  /** By code as it is written: two digits and their check digit. */
  readonly codes: ReadonlyMap<string, CodeEntry>;
}

export interface CodeEntry {
  /** `check-in`: where an observer is and that all is well; `help`: they need it; `incident`: what they saw. */
  readonly kind: 'check-in' | 'help' | 'incident';
  /** Says nothing without a place: the one written, or the one where the observer is expected. */
  readonly placed: boolean;
  /** Says nothing without words. */
  readonly worded: boolean;
}

/** What words can ask of us beside a report. */
export type Command = 'cancel' | 'status' | 'card' | 'help' | 'block' | 'correct';

/** What a word of the card says: a command, or in front of a text that it is real though an exercise runs. */
export type Keyword = Exclude<Command, 'correct'> | 'real';

/** The words of all languages, folded by `foldWords`, with what they say. */
export type Keywords = ReadonlyMap<string, Keyword>;

/**
 * Digits of each kind of number, with its check digit: their lengths tell them apart. A time has four, and no check digit.
 * Numbers that are given out never begin with 0: a 0 in front changes no check digit.
 */
export const LENGTH = { incident: 3, time: 4, observer: 5, place: 6, reference: 7 } as const;

/**
 * A one-time code is as long as a place: a letter stands in front of it, which no other number has. Codes that are
 * given out are no numbers of places, so that one whose letter was lost is asked about.
 */
export const ONCE = { letter: 'K', length: 6 } as const;

/** What is known about who writes and what they may write of; what is left out is not checked. */
export interface Known {
  /** Whose phone it is: the number need not be written then. */
  readonly sender?: string;
  readonly isObserver?: (number: string) => boolean;
  readonly isPlace?: (number: string) => boolean;
  /** Whether there is a report of this number that may be changed by who writes. */
  readonly isReference?: (number: string) => boolean;
  /** Whether four digits begin the number of a place. */
  readonly beginsPlace?: (digits: string) => boolean;
  /** Where an observer is expected; what is left out then was seen there. Only for a phone that is known. */
  readonly placeOf?: (observer: string) => string | undefined;
}
