import type { Named } from './named.ts';
import type { ObserverCode, Referral } from './observer-code.ts';

/** A body that sits in the watch cell. */
export interface Institution {
  readonly id: string;
  readonly name: Named;
  readonly family: Referral;
  /** `propose`: confirms and asks for closing; `decide`: also validates, transmits and closes. */
  readonly may: 'propose' | 'decide';
  /** May open to an institution what was kept from it, because it is accused. */
  readonly opens?: true;
  /** How exactly it learns where something happened. */
  readonly precision: 'point' | 'section' | 'commune';
}

/** How long an incident may stand in each state, in minutes. */
export interface WatchMinutes {
  readonly received: number;
  readonly triage: number;
  readonly verification: number;
  readonly validation: number;
  /** Until an institution must have acknowledged what was sent to it. */
  readonly transmission: number;
}

/** When several reports together say that something begins. */
export interface WarningRule {
  readonly id: string;
  /** Two digits each, as on the card. */
  readonly codes: readonly string[];
  /** So many reports, from so many independent sources. */
  readonly reports: number;
  readonly sources: number;
  readonly hours: number;
  /** Within so many kilometres of each other; or in one commune. */
  readonly within: number | 'commune';
}

/** When observers are expected to say that they are there, and what is made of it where they do not. */
export interface CheckIns {
  /** Days of vote, by the calendar of the place: `2026-08-30`. */
  readonly days: readonly string[];
  /** Days on which those who practise are expected, and nobody else. */
  readonly exerciseDays: readonly string[];
  /** Hours of such a day; 6.5 is half past six. */
  readonly hours: readonly number[];
  /** Who was heard so many minutes before the hour need not say it again. */
  readonly earlyMinutes: number;
  readonly graceMinutes: number;
  /** From which share of at least so many on, a department or an operator is silent as a whole. */
  readonly whole: { readonly share: number; readonly least: number };
  /** To those who hear all: one for each hour at most. */
  readonly reminders: {
    readonly mostADay: number;
    /** In thousandths of the currency of the prices. */
    readonly milliADay: number;
    /** After so many minutes it is not worth sending any more. */
    readonly worthMinutes: number;
  };
}

export interface Watch {
  readonly institutions: readonly Institution[];
  readonly minutes: Readonly<Record<ObserverCode['severity'], WatchMinutes>>;
  /** Reports of one code are of one event where they are so near to each other. */
  readonly joins: { readonly hours: number; readonly km: number };
  /** How long a colleague holds an incident before others may take it. */
  readonly leaseMinutes: number;
  readonly rules: readonly WarningRule[];
  readonly checkIns: CheckIns;
  /** Who sends, as CAP messages name them: no spaces. */
  readonly sender: string;
  /** What CAP messages call our languages, where it is not as we do: `fr-HT`. */
  readonly capLanguages: Readonly<Record<string, string>>;
}
