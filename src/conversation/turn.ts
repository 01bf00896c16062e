import { foldWords } from '../language/fold.ts';
import { guessLanguage } from '../language/guess.ts';
import { forgetMessages } from '../store/contacts.ts';
import type { MessageRow } from '../store/messages.ts';
import { takeAcknowledgement } from './acknowledgement.ts';
import { runAction } from './actions/index.ts';
import { emergencyNumbers } from './actions/reports.ts';
import { takeBulletinTest } from './bulletin-test.ts';
import { takeTappedAnswer, takeTypedAnswer } from './campaign-answer.ts';
import { checkCard } from './check-card.ts';
import { classify, type Meaning, type Words } from './classify.ts';
import { hasExpired } from './clock.ts';
import { DOORS } from './doors.ts';
import type { Turn } from './in-hand.ts';
import { readObserver } from './observers/read.ts';
import { takeObserver } from './observers/take.ts';
import { begin, clockAfter, isFor, play } from './play.ts';
import { choiceMeant, isCurrent, isPrivate, isUnfit, openQuestion, takesWords } from './question.ts';
import { sayText, textFor } from './speak.ts';
import { takeSpokenVerdict } from './spoken-verdict.ts';

/** Fewer words say nothing sure about their language. */
const GUESSABLE_WORDS = 3;

/** A choice from a list, and nothing else. */
const LONE_NUMBER = /^\d{1,2}$/;

/** From here on a word beside the open question that is nearly a keyword is one. */
const SURE_LETTERS = 6;

const keepTip = (turn: Turn) => begin(turn, 'rumor', 'keep');

/** Keeps the message as a tip and says nothing of it; where the talk stands is left as it is. */
async function keepTipSilently(turn: Turn): Promise<void> {
  const { contact } = turn;
  const theirs = contact.snapshot;
  contact.snapshot = null;
  await runAction('keep_tip', turn, {});
  turn.afterwards.splice(0);
  contact.snapshot = theirs;
}

/** STOP and START stand outside every flow: no question, no person and no error may come before them. */
async function optOut(turn: Turn, meaning: Meaning): Promise<boolean> {
  const { contact, message, deps } = turn;
  const wants = message.optOut ?? meaning.kind;
  if (wants === 'stop') {
    const first = contact.stoppedAt === null;
    contact.stoppedAt ??= deps.now();
    contact.snapshot = null;
    // A picture or a voice note that STOP is written under is a tip all the same.
    if (message.media.length > 0) await keepTipSilently(turn);
    // Said once; and not at all where the provider has said it already.
    if (first && message.optOut === null) sayText(turn, 'common.stopped');
    return true;
  }
  if (wants === 'start' && contact.stoppedAt !== null) {
    contact.stoppedAt = null;
    if (message.optOut === null) sayText(turn, 'common.started');
    return true;
  }
  // A provider takes YES for START, too: to an open question of ours it is an answer. Where there is no word at
  // all, somebody has merely let us in again.
  return message.optOut === 'help' || (message.optOut === 'start' && (message.text ?? '').trim() === '');
}

/**
 * Somebody who wants to hear nothing may still tell us something: a tip is kept, what asks for a person or cannot be
 * read goes before one, and we say nothing. No flow is begun: its questions would not be heard, and the next word
 * would be taken for an answer. So we cannot ask either what is meant by a few words, which may tell of an incident;
 * one word alone is thanks, or an answer to something old.
 */
async function whileStopped(turn: Turn, meaning: Meaning): Promise<void> {
  if (meaning.kind === 'danger') {
    await runAction('open_report', turn, { kind: 'incident' });
    await isFor(turn, 'danger');
  }
  if (meaning.kind === 'tip') await keepTipSilently(turn);
  if (meaning.kind === 'door' && meaning.door === 'person') await isFor(turn, 'asked_for_person');
  const { text, choice } = turn.message;
  const unclear = meaning.kind === 'short' && choice === null && foldWords(text ?? '').includes(' ');
  if (unclear || meaning.kind === 'nothing' || turn.message.location !== null)
    await isFor(turn, 'unreadable');
}

/** A person of ours has this conversation: the flow is silent, but whom to call is told at once, and a forward is a tip. */
async function whilePersonAnswers(turn: Turn, meaning: Meaning): Promise<void> {
  const { contact } = turn;
  const theirs = contact.snapshot;
  if (meaning.kind === 'danger') {
    await isFor(turn, 'danger');
    sayText(turn, 'incident.call_now', { emergency: emergencyNumbers(turn) });
  }
  if (meaning.kind === 'tip' && turn.message.forwarded !== null) {
    contact.snapshot = null;
    await keepTip(turn);
    contact.snapshot = theirs;
  }
}

/**
 * They have been told so much within the hour that we are silent now: said once, a tip is kept all the same, and
 * for everything else a person of ours looks.
 */
async function keepSilent(turn: Turn, flood: { noticed: boolean }, meaning: Meaning): Promise<void> {
  if (!flood.noticed) sayText(turn, 'common.too_many');
  flood.noticed = true;
  if (meaning.kind !== 'tip') {
    await isFor(turn, meaning.kind === 'danger' ? 'danger' : 'too_many');
    return;
  }
  await keepTipSilently(turn);
}

/** Puts the open question once more; where there is none, shows what may be done. */
function askAgain(turn: Turn): Promise<boolean> {
  const { contact, deps } = turn;
  if (contact.snapshot?.waits !== 'input' || !isCurrent(deps.flows, contact.snapshot))
    return begin(turn, 'start');
  const { flow, state, answers } = contact.snapshot;
  return begin(turn, flow, state, answers);
}

/** What the message says to the open question. */
function answerQuestion(turn: Turn): Promise<boolean> {
  const { message } = turn;
  return play(turn, {
    kind: 'message',
    text: message.text ?? '',
    ...(message.choice !== null && { choice: message.choice }),
    ...(message.media.length > 0 && { media: true }),
    ...(message.location !== null && { location: message.location }),
  });
}

async function throughDoor(turn: Turn, door: string): Promise<unknown> {
  const { contact, deps } = turn;
  if (door === 'help') {
    if (openQuestion(deps.flows, contact.snapshot) === null) return begin(turn, 'help');
    turn.first.push(textFor(turn, 'help.help'));
    return askAgain(turn);
  }
  if (door === 'back') return (await play(turn, { kind: 'back' })) || begin(turn, 'start', 'settle');
  const to = DOORS[door];
  return begin(turn, to?.flow ?? 'start', to?.state ?? (to ? undefined : 'settle'));
}

/**
 * Somebody tells that they, or others beside them, are in danger: whom to call is the first thing they read, and a
 * person of ours is told at once. What they wrote is kept as what happened.
 */
async function inDanger(turn: Turn): Promise<unknown> {
  const { contact } = turn;
  const code = contact.snapshot?.flow === 'incident' ? contact.snapshot.answers.code : undefined;
  if (code === undefined) return begin(turn, 'incident', 'danger');
  turn.first.push(textFor(turn, 'incident.call_now', { emergency: emergencyNumbers(turn) }));
  await runAction('add_to_report', turn, { code, danger: 'yes', words: 'yes' });
  return askAgain(turn);
}

async function answer(turn: Turn, meaning: Meaning): Promise<unknown> {
  const { contact, message, deps } = turn;
  const question = openQuestion(deps.flows, contact.snapshot);
  const aside = isPrivate(deps.flows, contact.snapshot);
  const words = message.forwarded === null && message.media.length === 0;
  // What the open question offers is an answer, also where the same word is a door elsewhere.
  // So is what the question of the day offers, where nothing else is asked that takes it.
  if (await takeTypedAnswer(turn, meaning)) return;
  if (question === 'choices' && choiceMeant(deps.flows, contact.snapshot, message))
    return answerQuestion(turn);
  switch (meaning.kind) {
    case 'danger':
      if (words && !aside) return inDanger(turn);
      break;
    case 'nothing':
      if (question !== null) break;
      await isFor(turn, 'unreadable');
      return sayText(turn, 'common.person_will_answer');
    case 'door':
      return throughDoor(turn, meaning.door);
    case 'status':
      if (meaning.code === undefined) return begin(turn, 'status', 'ask_code');
      return begin(turn, 'status', undefined, { code: meaning.code });
    // The talk stays where it was: it is asked in between, with a card in the other hand.
    case 'check':
      return checkCard(turn, meaning.code);
    // Who was never stopped and says START begins: it is what the button of a Telegram bot says for them.
    case 'start':
      return question === null ? begin(turn, 'start') : askAgain(turn);
    // A greeting to an open question is no wrong answer: the question is put again.
    case 'greeting':
      if (contact.snapshot === null || question === null || isCurrent(deps.flows, contact.snapshot))
        return askAgain(turn);
      break;
    case 'tip':
      // What is told where nobody else may read it never becomes a rumor.
      if (question !== null && (aside || takesWords(deps, contact.snapshot, message))) break;
      return keepTip(turn);
    // A keyword with a slip in it is no wrong answer. Shorter words are too easily near one: `vote` is near `voye`.
    case 'short':
      if (meaning.door === undefined || foldWords(message.text ?? '').length < SURE_LETTERS) break;
      if (question !== null && isUnfit(deps, contact.snapshot, message))
        return throughDoor(turn, meaning.door);
      break;
    default:
  }
  if (question !== null) return answerQuestion(turn);
  // A button or a number of a question that is no longer open: show where we are rather than guess.
  if (message.choice !== null || LONE_NUMBER.test(foldWords(message.text ?? '')))
    return begin(turn, 'start', 'settle');
  if (meaning.kind === 'short' && meaning.door !== undefined) return throughDoor(turn, meaning.door);
  return begin(turn, 'rumor', 'short', { about: String(message.id) });
}

/** What a message is about, before anything is known of the talk. */
function meaningOf(message: MessageRow, words: Words): Meaning {
  return classify(
    {
      text: message.text ?? '',
      mediaCount: message.media.length,
      forwarded: message.forwarded !== null,
      choice: message.choice !== null,
    },
    words,
  );
}

/** What a message says of hearing from us, where its turn cannot be taken. */
export function wishOf(message: MessageRow, words: Words): 'stop' | 'start' | null {
  const wants = message.optOut ?? meaningOf(message, words).kind;
  return wants === 'stop' || wants === 'start' ? wants : null;
}

/** The language of who has chosen none is guessed from their words, and only spoken until they choose. */
function guess({ contact, message, deps }: Turn): void {
  if (contact.language !== null || message.forwarded !== null || !message.text) return;
  // `svp` and `start` are written in every language.
  if (foldWords(message.text).split(' ').length < GUESSABLE_WORDS) return;
  const { language, sure } = guessLanguage(message.text);
  if (sure && deps.texts.languages.includes(language)) contact.guessedLanguage = language;
}

/** Handles one message of a contact whose row is locked. What is to be written is gathered, except what actions write. */
export async function takeMessage(turn: Turn): Promise<void> {
  const { contact, message, deps } = turn;
  // Somebody who refused and writes again begins again: the removal of the address is off until they refuse anew.
  if (contact.forgetAt !== null) {
    contact.forgetAt = null;
    contact.language = null;
  }
  if (await hasExpired(turn)) await letGo(turn);
  const meaning = meaningOf(message, deps.words);
  const wasPrivate = isPrivate(deps.flows, contact.snapshot);
  guess(turn);
  await take(turn, meaning);
  // What is said where it must not be read again is not kept.
  if (wasPrivate || isPrivate(deps.flows, contact.snapshot))
    await forgetMessages(turn.tx, contact.id, { messageId: message.id });
  contact.clockAt = clockAfter(turn);
}

/** The talk they were in is over: what is still to be done is done, and nothing is said. */
async function letGo(turn: Turn): Promise<void> {
  const said = turn.gathered.replies.length;
  await play(turn, { kind: 'time', up: 'expire' });
  turn.gathered.replies.splice(said);
  turn.contact.snapshot = null;
}

/** The word by which an observer takes a report back is one by which others stop us. */
function isCardWord({ observer, message, deps }: Turn): boolean {
  if (observer === null || message.optOut !== null) return false;
  return deps.observers.keywords.has(foldWords(message.text ?? ''));
}

async function take(turn: Turn, meaning: Meaning): Promise<unknown> {
  const { contact } = turn;
  if (!isCardWord(turn) && (await optOut(turn, meaning))) return;
  // So does what an institution acknowledges, from whatever phone.
  if (await takeAcknowledgement(turn, meaning)) return;
  // A code comes before any conversation, which goes on where it was; who has stopped us reports all the same.
  const told = await readObserver(turn, meaning);
  if (told) return takeObserver(turn, told, meaning);
  if (await takeSpokenVerdict(turn)) return;
  if (await takeBulletinTest(turn)) return;
  if (contact.stoppedAt !== null) return whileStopped(turn, meaning);
  if (await takeTappedAnswer(turn)) return;
  // No other person of ours may look into a private talk. It is short where all that comes is taken for an answer.
  if (turn.flood)
    return isPrivate(turn.deps.flows, contact.snapshot)
      ? answerQuestion(turn)
      : keepSilent(turn, turn.flood, meaning);
  if (contact.snapshot?.waits === 'person') return whilePersonAnswers(turn, meaning);
  return answer(turn, meaning);
}
