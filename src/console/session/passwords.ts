import { hash, verify } from '@node-rs/argon2';

/** Argon2id (the library's default kind) as OWASP's Password Storage Cheat Sheet asks: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const SHORTEST_PASSWORD = 12;
/** Hashing is paid by the byte: nobody needs more. */
const LONGEST_PASSWORD = 200;

/** Composed the same way on every keyboard: `è` may come as one sign or as two. */
const asBytes = (password: string) => password.normalize('NFKC');

export function hashPassword(password: string): Promise<string> {
  return hash(asBytes(password), COST);
}

let nobody: Promise<string> | undefined;

/**
 * @param passwordHash undefined where no such name exists: the same work is done, so that the time taken does not
 *   tell which names exist
 */
export async function isPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword('the hash that nobody has');
  const against = passwordHash ?? (await nobody);
  const holds = await verify(against, asBytes(password.slice(0, LONGEST_PASSWORD)));
  return holds && passwordHash !== undefined;
}

/** Why a password is too easy to guess; a key of `console.password.*`, or null where it will do. */
export function passwordFault(name: string, password: string): 'short' | 'long' | 'name' | 'same' | null {
  const folded = asBytes(password).toLowerCase();
  const letters = [...folded];
  if (letters.length < SHORTEST_PASSWORD) return 'short';
  if (password.length > LONGEST_PASSWORD) return 'long';
  const own = name.normalize('NFKC').trim().toLowerCase();
  if (folded === own || (own.length >= 4 && folded.includes(own))) return 'name';
  if (new Set(letters).size < 5) return 'same';
  return null;
}
