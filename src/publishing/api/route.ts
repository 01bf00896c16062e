import type { z } from 'zod';
import type { Desk } from '../../desks/verification/desk.ts';
import type { PublicMatcher } from '../../desks/verification/index.ts';
import type { ApiScope } from '../../store/api-keys.ts';
import type { PublicWords } from '../public-verdict.ts';

/** What each endpoint is made of. */

export interface ApiDeps {
  readonly desk: Desk & { readonly timeZone: string };
  readonly publicUrl: string;
  /** Left out where this process does not match. */
  readonly matcher?: PublicMatcher | undefined;
}

export interface Asked {
  readonly deps: ApiDeps;
  readonly words: PublicWords;
  readonly keyId: string;
  /** Of the key; none where there is none. */
  readonly scopes: readonly string[];
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
}

export interface ApiRoute {
  readonly method: 'GET' | 'POST';
  /** Below /api/v1, with `{name}` as OpenAPI writes it. */
  readonly path: string;
  readonly summary: string;
  /** Null: anybody may. */
  readonly scope: ApiScope | null;
  /** A key with this one is told more: then nobody on the way may keep the answer. */
  readonly wider?: ApiScope;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, z.ZodType>>;
  serve(asked: Asked): Promise<{ status: number; body: unknown }>;
}
