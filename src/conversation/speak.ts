import { expiryOf } from '../core/expiry.ts';
import { type Choice, type Content, REPLY_CLASS } from '../core/message.ts';
import type { Effect, Offer } from '../engine/types.ts';
import type { NewReply } from '../store/replies.ts';
import type { ConversationDeps, Draft, Turn } from './in-hand.ts';

/** Says something to the person of this turn, in the door by which they came. */
export function say(
  turn: Turn,
  content: Content,
  cause: string,
  of: Pick<NewReply, 'againVerdictId' | 'tipId'> = {},
): void {
  const { contact, message, deps, gathered } = turn;
  // A stopped contact hears one thing only: that we have stopped.
  if (contact.stoppedAt !== null && cause !== 'common.stopped') return;
  gathered.replies.push({
    contactId: contact.id,
    addressId: message.addressId,
    account: message.account,
    class: REPLY_CLASS.reply,
    content,
    cause,
    expiresAt: expiryOf('reply', deps.now()),
    ...of,
  });
}

export function sayText(turn: Turn, key: string, values: Readonly<Record<string, string>> = {}): void {
  say(turn, { text: textFor(turn, key, values) }, key);
}

/**
 * A text in the language of the person. Who has not chosen one yet reads two at once where a text can say it so; else,
 * and where their own words were clearly in another language than these two, they read that.
 */
export function textFor(
  {
    deps,
    contact,
  }: {
    deps: Pick<ConversationDeps, 'texts' | 'country'>;
    contact: Pick<Draft, 'language' | 'guessedLanguage'>;
  },
  key: string,
  values: Readonly<Record<string, string>> = {},
): string {
  return deps.texts.text(languageFor({ deps, contact }, key), key, values);
}

function languageFor({ deps, contact }: Parameters<typeof textFor>[0], key: string): string | null {
  const { texts, country } = deps;
  if (contact.language !== null || contact.guessedLanguage === null) return contact.language;
  const inTwo = texts.template(texts.languages[0] ?? '', `${key}_any`) !== undefined;
  return inTwo && country.verdictLanguages.includes(contact.guessedLanguage) ? null : contact.guessedLanguage;
}

/** The effects that speak, as one content: each bubble costs the person or us, so one turn is one reply. */
export function speak(turn: Turn, effects: readonly Effect[]): void {
  const lines: string[] = [];
  let choices: Choice[] = [];
  let cause = '';
  for (const effect of effects) {
    if (effect.do !== 'say' && effect.do !== 'ask') continue;
    lines.push(textFor(turn, effect.key, effect.values));
    cause = effect.key;
    if (effect.do === 'ask') choices = effect.choices.map((offer) => asChoice(turn, offer));
  }
  if (lines.length === 0) return;
  lines.unshift(...turn.first.splice(0));
  say(turn, { text: lines.join('\n'), ...(choices.length > 0 && { choices }) }, cause);
}

function asChoice(turn: Turn, offer: Offer): Choice {
  if ('key' in offer) return { id: offer.id, label: textFor(turn, offer.key) };
  if ('label' in offer) return offer;
  const { deps, contact } = turn;
  const language = contact.language ?? contact.guessedLanguage ?? deps.texts.languages[0] ?? '';
  return { id: offer.id, label: deps.places.label(offer.place, language) };
}
