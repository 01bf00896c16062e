import type { Store } from '../../store/connect.ts';

/** What the desk of reports works with; made once by main. */
export interface ReportDesk {
  readonly store: Store;
  now(): Date;
}

/**
 * Why a move was refused: a key of `reports.error.*`. Nothing was changed.
 * `gone`: closed meanwhile, or never there. `held`: a colleague has it. `why`: no reason was given.
 * `forgotten`: the person asked us to forget.
 */
export type ReportRefusal = 'gone' | 'held' | 'why' | 'forgotten';
