import { LENGTH } from '../codes/book.ts';
import { hasCheckDigit } from '../codes/damm.ts';
import { acknowledgeByText } from '../desks/watch/index.ts';
import { foldWords } from '../language/fold.ts';
import { nearest } from '../language/read/near.ts';
import type { Meaning } from './classify.ts';
import type { Turn } from './in-hand.ts';
import { isFor } from './play.ts';
import { isPrivate } from './question.ts';
import { say, sayText, textFor } from './speak.ts';

/** Whoever has texted so many wrong numbers within this time only guesses: a person looks. */
const GUESSES = { most: 5, ms: 3_600_000 };

/** In more words, and without a right check digit, the number is a sum of money or the like. */
const FEW_WORDS = 4;

interface Said {
  readonly number: string;
  /** Of the word that they chose. */
  readonly language: string;
}

/**
 * Somebody of an institution texts the number of what was sent to it, behind a word for `received`, from whatever
 * phone: it is acknowledged as by the link, and any open conversation goes on afterwards. A wrong number is answered in
 * one way only, whatever numbers there are.
 * @returns whether nothing more is to be done with the message
 */
export async function takeAcknowledgement(turn: Turn, meaning: Meaning): Promise<boolean> {
  const { contact, deps, tx, gathered } = turn;
  const said = readReceived(turn, meaning);
  if (said === null) return false;
  const now = deps.now();
  const wrong = (contact.wrongNumbers ?? []).filter((at) => Date.parse(at) > now.getTime() - GUESSES.ms);
  const tries = wrong.length < GUESSES.most;
  const later = gathered.events.push.bind(gathered.events);
  if (tries && (await acknowledgeByText(tx, { number: said.number, now, later }))) {
    if (mayAnswer(turn)) answerIn(turn, said.language, 'receipt.received', { reference: said.number });
    return true;
  }
  if (tries) contact.wrongNumbers = [...wrong, now.toISOString()];
  // Where others have the word, or nothing may be said, it goes the way of any other text.
  if (!mayAnswer(turn) || contact.stoppedAt !== null || contact.snapshot?.waits === 'person') return false;
  if (tries) {
    answerIn(turn, said.language, 'receipt.unknown', { word: wordIn(turn, said.language) });
    return true;
  }
  // No other person of ours may look into a private talk.
  if (isPrivate(deps.flows, contact.snapshot)) return false;
  await isFor(turn, 'unreadable');
  sayText(turn, 'common.person_will_answer');
  return true;
}

/** `RESEVWA 4827317`, `reçu : 482 7317 merci`; null for anything else. Who is in danger says something else. */
function readReceived({ message, deps }: Turn, meaning: Meaning): Said | null {
  const plain = message.choice === null && message.forwarded === null && message.media.length === 0;
  if (!plain || meaning.kind === 'danger') return null;
  const [word = '', ...rest] = foldWords(message.text ?? '').split(' ');
  const language = nearest(word, deps.observers.received);
  if (language === null) return null;
  let number = '';
  let taken = 0;
  while (number.length < LENGTH.reference && /^[0-9]+$/.test(rest[taken] ?? '')) number += rest[taken++];
  if (number.length !== LENGTH.reference) return null;
  return rest.length - taken + 2 <= FEW_WORDS || hasCheckDigit(number) ? { number, language } : null;
}

/** A machine that answers our answers hears no more of them, nor does a phone that others may look at. */
const mayAnswer = ({ flood, observer }: Turn) => flood === undefined && observer?.verbosity !== 'silent';

/** In the language that they chose, else in that of the word. */
function answerIn(turn: Turn, language: string, key: string, values: Readonly<Record<string, string>>): void {
  const { deps, contact } = turn;
  const who = { deps, contact: { language: contact.language ?? language, guessedLanguage: null } };
  say(turn, { text: textFor(who, key, values) }, key);
}

/** As it is shown: the first of its language. */
const wordIn = ({ deps }: Turn, language: string) => deps.country.observerCard.received[language]?.[0] ?? '';
