import type { Gazetteer } from '../core/place.ts';
import type { Exercise } from './exercise.ts';
import type { Named } from './named.ts';
import type { ObserverCard } from './observer-code.ts';
import type { Outline } from './outline.ts';
import type { Prices } from './price.ts';
import type { QuizBank } from './quiz-bank.ts';
import type { Watch } from './watch.ts';

/** How people write a number of this country among themselves. */
export interface Phones {
  /** Digits, without `+`. */
  readonly callingCode: string;
  /** How many digits follow it. */
  readonly digits: number;
}

export type { Named };

/** Where those are helped who tell of abuse or exploitation: lines that exist, and that answer. */
export interface Protection {
  /** The number of the free line, with its hours where they matter. */
  readonly line: string;
  /** Where a child is helped. */
  readonly childLine: string;
}

/** When nobody is written to who did not just write, in hours of the deployment's day. */
export interface QuietHours {
  readonly from: number;
  readonly until: number;
}

export interface PlaceNumbers {
  /** @param code of a place of the gazetteer */
  of(code: string): string;
  /** The last two digits, from which on polling centres are numbered within a commune. */
  readonly firstCentre: number;
}

/** What a deployment is, as data. Grows with what the desks need: codes, places, institutions. */
export interface Country {
  /** IANA name. */
  readonly timeZone: string;
  /** Every verdict must be written in these before a second person sees it. */
  readonly verdictLanguages: readonly string[];
  /** For how many hours a claim may stay in a state of the method before it is called out. */
  readonly deskHours: Readonly<Record<'triage' | 'research' | 'draft' | 'check' | 'lead', number>>;
  /** And new messages in the queue, until somebody opens them. */
  readonly lineHours: number;
  readonly prices: Prices;
  readonly phones: Phones;
  /** Whom to call in danger, most needed first; names of one or two words. */
  readonly emergency: readonly { readonly number: string; readonly name: Named }[];
  readonly protection: Protection;
  /** What bulletins are about; names as buttons carry them, at most 20 characters. */
  readonly topics: readonly { readonly id: string; readonly name: Named }[];
  /** What claims are about; keys and their names. */
  readonly categories: readonly { readonly id: string; readonly name: Named }[];
  readonly quietHours: QuietHours;
  /** How many bulletins a day somebody gets who wants each of them. */
  readonly bulletinsPerDay: number;
  /** What observers report by. */
  readonly observerCard: ObserverCard;
  /** Who sits in the watch cell, and by which rules. */
  readonly watch: Watch;
  /** The files under quiz/. @throws Error at the first look where one is no bank */
  readonly quizBanks: readonly QuizBank[];
  /** The files under exercises/: days for the training newsroom. @throws Error at the first look where one is none */
  readonly exercises: readonly Exercise[];
  /** What people listen to, to judge the voices; left out: there is no such test. */
  readonly listening?: {
    readonly language: string;
    readonly sentences: readonly { readonly id: string; readonly text: string }[];
  };
  /** Read when first asked for; the same one every time. */
  readonly places: () => Gazetteer;
  /** Its land, for maps; read when first asked for. Left out: maps show places on a bare ground. */
  readonly outline?: () => Outline;
  /** By which observers write places: five digits, to which their check digit comes. */
  readonly placeNumbers: PlaceNumbers;
}
