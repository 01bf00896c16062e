import { createHmac, timingSafeEqual } from 'node:crypto';
import { TOKEN_FIELD } from '../form.tsx';
import type { Visit } from '../route.ts';

/**
 * A form that somebody sent after their session had ended: it waits in the sign-in page, in the browser and nowhere
 * else, and is sent only when they press a button again.
 */
export interface HeldForm {
  /** The path of ours that it was sent to. */
  readonly to: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** As the form that carries it is sent: must fit what the console reads (64 KiB), beside name and password. */
const LONGEST = 56_000;

/** @returns what the sign-in page carries along; null where it is too long for that */
export function holdForm({ deps, form, url }: Visit): string | null {
  const fields = form.entries().filter(([name]) => name !== TOKEN_FIELD);
  const text = JSON.stringify({ to: url, fields } satisfies HeldForm);
  const held = `${seal(deps.store.seal.internalKey, text)} ${text}`;
  return new URLSearchParams({ held }).toString().length <= LONGEST ? held : null;
}

/** @returns null unless this very text was made by {@link holdForm}: nobody else chooses what is sent, and where */
export function readHeld(key: Buffer, held: string): HeldForm | null {
  const at = held.indexOf(' ');
  const text = held.slice(at + 1);
  const expected = Buffer.from(seal(key, text));
  const given = Buffer.from(held.slice(0, Math.max(0, at)));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return JSON.parse(text) as HeldForm;
}

function seal(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(`held form\n${text}`).digest('base64url');
}
