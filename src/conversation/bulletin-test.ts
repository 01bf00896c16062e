import { takeTest } from '../desks/bulletins/index.ts';
import type { Turn } from './in-hand.ts';
import { readPhoneCode, tryPhoneCode } from './phone-code.ts';
import { say, sayText } from './speak.ts';

/**
 * `TES 482 7317` from the phone of somebody of ours, who has the number from the page of a bulletin: they get it as it
 * would leave this account now. A line before it says that it is a test, so that its own form stays as it is. An
 * observer's code has been looked for before.
 * @returns whether nothing more is to be done with the message
 */
export async function takeBulletinTest(turn: Turn): Promise<boolean> {
  const { contact, deps, message, tx } = turn;
  // Who has stopped us hears nothing, and who was told too much already is not told this either.
  if (contact.stoppedAt !== null || turn.flood) return false;
  const code = readPhoneCode(turn, 'test');
  if (code === null) return false;
  const by = { code, contactId: contact.id, account: message.account };
  const taken = await tryPhoneCode(turn, () => takeTest(deps, tx, by));
  if (!taken) sayText(turn, 'trial.code_wrong');
  else if (!taken.content) sayText(turn, 'trial.nothing');
  else {
    say(turn, { text: deps.texts.text(taken.language, 'trial.before') }, 'trial.before');
    say(turn, taken.content, 'trial.bulletin');
  }
  return true;
}
