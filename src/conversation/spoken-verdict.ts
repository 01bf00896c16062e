import { takePhoneCode, takePhoneNote } from '../desks/verification/by-phone.ts';
import { wayOf } from './actions/run.ts';
import type { Turn } from './in-hand.ts';
import { readPhoneCode, tryPhoneCode } from './phone-code.ts';
import { sayText } from './speak.ts';

/**
 * `VWA 482 7317` from the phone of somebody of ours, who has the number from the page of a verdict, and the voice note
 * that comes after it or with it: it becomes what the verdict says aloud, and is no rumor. An observer's code has been
 * looked for before.
 * @returns whether nothing more is to be done with the message
 */
export async function takeSpokenVerdict(turn: Turn): Promise<boolean> {
  const { message } = turn;
  if (message.choice !== null || message.forwarded !== null) return false;
  const code = readPhoneCode(turn, 'form');
  if (code !== null) return takeCode(turn, code);
  return hasSound(turn) && takeNote(turn);
}

async function takeCode(turn: Turn, code: string): Promise<true> {
  const { contact, deps, tx } = turn;
  const now = deps.now();
  if (wayOf(turn).medium === 'sms') {
    sayText(turn, 'form.by_sms');
    return true;
  }
  const by = { seal: deps.store.seal, code, contactId: contact.id, now };
  if (!(await tryPhoneCode(turn, () => takePhoneCode(tx, by)))) {
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
