import { isPhoneCode, takePhoneCode, takePhoneNote } from '../desks/verification/by-phone.ts';
import { foldWords } from '../language/fold.ts';
import { wayOf } from './actions/run.ts';
import type { Turn } from './in-hand.ts';
import { sayText } from './speak.ts';

/** Whoever has texted so many wrong numbers within this time only guesses. */
const GUESSES = { most: 5, ms: 3_600_000 };

/**
 * `VWA 482 7317` from the phone of somebody of ours, who has the number from the page of a verdict, and the voice note
 * that comes after it or with it: it becomes what the verdict says aloud, and is no rumor. An observer's code has been
 * looked for before.
 * @returns whether nothing more is to be done with the message
 */
export async function takeSpokenVerdict(turn: Turn): Promise<boolean> {
  const { message } = turn;
  if (message.choice !== null || message.forwarded !== null) return false;
  const code = readCode(turn);
  if (code !== null) return takeCode(turn, code);
  return hasSound(turn) && takeNote(turn);
}

/** A word for the voice and seven digits whose last checks the others, and nothing else. */
function readCode({ message, deps }: Turn): string | null {
  const [word = '', ...rest] = foldWords(message.text ?? '').split(' ');
  const digits = rest.join('');
  return deps.words.doors.get(word) === 'form' && isPhoneCode(digits) ? digits : null;
}

async function takeCode(turn: Turn, code: string): Promise<true> {
  const { contact, deps, tx } = turn;
  const now = deps.now();
  if (wayOf(turn).medium === 'sms') {
    sayText(turn, 'form.by_sms');
    return true;
  }
  const wrong = (contact.wrongNumbers ?? []).filter((at) => Date.parse(at) > now.getTime() - GUESSES.ms);
  const mayTry = wrong.length < GUESSES.most;
  const good =
    mayTry && (await takePhoneCode(tx, { seal: deps.store.seal, code, contactId: contact.id, now }));
  if (!good) {
    if (mayTry) contact.wrongNumbers = [...wrong, now.toISOString()];
    sayText(turn, 'recording.code_wrong');
    return true;
  }
  if (!hasSound(turn) || !(await takeNote(turn))) sayText(turn, 'recording.code_good');
  return true;
}

async function takeNote(turn: Turn): Promise<boolean> {
  const { contact, deps, message, tx } = turn;
  const by = { contactId: contact.id, messageId: message.id, now: deps.now() };
  if (!(await takePhoneNote(tx, by))) return false;
  sayText(turn, 'recording.came');
  return true;
}

const hasSound = ({ message }: Turn) =>
  message.media.some(({ kind, contentType }) => kind === 'voice' || /^audio\//.test(contentType));
