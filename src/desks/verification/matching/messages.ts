import type { SeenTip } from '../../../store/known-claims.ts';
import type { TipMatch } from './match.ts';

/** A service that turns texts into vectors of their meaning; see docs/matching.md. */
export interface EmbeddingsService {
  /** Without `/v1/embeddings` and without a slash at the end. */
  readonly url: string;
  readonly model: string;
  readonly key?: string;
  /** The cosine from which two texts may mean the same. */
  readonly alike: number;
}

/** What the thread is started with. */
export interface ThreadData {
  readonly databaseUrl: string;
  readonly embeddings?: EmbeddingsService;
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
  | { readonly kind: 'again'; readonly tipIds: readonly string[] }
  | { readonly kind: 'meaning'; readonly state: 'away' | 'back'; readonly code: string }
  | { readonly kind: 'found'; readonly id: number; readonly match: TipMatch }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
