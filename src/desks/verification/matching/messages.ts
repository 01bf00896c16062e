import type { SeenTip } from '../../../store/known-claims.ts';
import type { TipMatch } from './match.ts';

/** What the thread is started with. */
export interface ThreadData {
  readonly databaseUrl: string;
}

/** What is asked of the thread. */
export interface Ask {
  readonly id: number;
  readonly tip: SeenTip;
}

/** What the thread says. Counts and ids, and what it was asked: nothing of it goes into a log but the counts. */
export type Say =
  | { readonly kind: 'reading'; readonly claims: number }
  | { readonly kind: 'ready'; readonly claims: number; readonly ms: number }
  | { readonly kind: 'trouble'; readonly message: string }
  | { readonly kind: 'well' }
  | { readonly kind: 'found'; readonly id: number; readonly match: TipMatch }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
