import { isPhoneCode } from '../desks/phone-code.ts';
import { foldWords } from '../language/fold.ts';
import type { Turn } from './in-hand.ts';

/** Whoever has texted so many wrong numbers within this time only guesses, whatever they are for. */
const GUESSES = { most: 5, ms: 3_600_000 };

/** A word of a list of `common.words` and seven digits whose last checks the others, and nothing else: the digits. */
export function readPhoneCode({ message, deps }: Turn, list: string): string | null {
  if (message.choice !== null || message.forwarded !== null) return null;
  const [word = '', ...rest] = foldWords(message.text ?? '').split(' ');
  const digits = rest.join('');
  return deps.words.meaning.get(word) === list && isPhoneCode(digits) ? digits : null;
}

/**
 * Looks whether a code is good, unless they only guess.
 * @param take what it opens; false or null: it is not good
 */
export async function tryPhoneCode<T>({ contact, deps }: Turn, take: () => Promise<T>): Promise<T | null> {
  const now = deps.now();
  const wrong = (contact.wrongNumbers ?? []).filter((at) => Date.parse(at) > now.getTime() - GUESSES.ms);
  if (wrong.length >= GUESSES.most) return null;
  const taken = await take();
  if (!taken) contact.wrongNumbers = [...wrong, now.toISOString()];
  return taken;
}
