import { isSecretOf, readApiKey } from '../../core/api-key.ts';
import { type ApiScope, findApiKey, noteApiKeyUse } from '../../store/api-keys.ts';
import type { Queryable } from '../../store/connect.ts';
import { Problem } from './problem.ts';

/** Who asks: nobody in particular, a partner, or somebody whose key is refused. */
export type Access =
  | { readonly kind: 'anybody' }
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'key';
      readonly keyId: string;
      readonly scopes: readonly string[];
      readonly perMinute: number;
    };

const WRONG = {
  kind: 'refused',
  why: 'There is no such key. Send it as `Authorization: Bearer tdj_…`.',
} as const;

/** Reads the row anew at every request: what is revoked opens nothing from that moment on. */
export async function readAccess(
  q: Queryable,
  authorization: string | undefined,
  now: Date,
): Promise<Access> {
  if (authorization === undefined) return { kind: 'anybody' };
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  const key = readApiKey(token);
  const row = key && (await findApiKey(q, key.publicId));
  // Only who has the secret hears what became of the key.
  if (!key || !row || !isSecretOf(key.secret, row.secretHash)) return WRONG;
  if (row.revokedAt) return { kind: 'refused', why: 'This key was revoked.' };
  if (row.expiresAt && row.expiresAt <= now) return { kind: 'refused', why: 'This key has expired.' };
  await noteApiKeyUse(q, row.id, now);
  return { kind: 'key', keyId: row.id, scopes: row.scopes, perMinute: row.perMinute };
}

/** @param scope null: anybody may, but a key that is refused is refused here, too. @returns the key's id */
export function admit(access: Access, scope: ApiScope | null): string {
  if (access.kind === 'refused') throw new Problem('key_refused', access.why);
  if (access.kind === 'anybody') {
    if (scope === null) return '';
    throw new Problem(
      'key_missing',
      'Ask the newsroom for a key and send it as `Authorization: Bearer tdj_…`.',
    );
  }
  if (scope !== null && !access.scopes.includes(scope)) {
    throw new Problem('scope_missing', `This needs a key with the scope ${scope}.`);
  }
  return access.keyId;
}
