import { expiryOf } from '../core/expiry.ts';
import { type Choice, type Content, REPLY_CLASS } from '../core/message.ts';
import { step } from '../engine/step.ts';
import type { Effect, Input } from '../engine/types.ts';
import { foldWords } from '../language/fold.ts';
import type { MessageRow } from '../store/messages.ts';
import { openWaiting, type WaitingReason } from '../store/waiting.ts';
import { type ActionName, runAction } from './actions/index.ts';
import { classify, type Meaning, type Words } from './classify.ts';
import type { Turn } from './in-hand.ts';
import { isCurrent, openQuestion } from './question.ts';

/** After a day a half-finished talk is over: the next message starts afresh, but language and consent stay known. */
const TALK_ENDS_MS = 24 * 3_600_000;

/** More actions than any turn needs. */
const MOST_CALLS = 20;

const isFor = (turn: Turn, reason: WaitingReason) =>
  openWaiting(turn.tx, { contactId: turn.contact.id, reason, messageId: turn.message.id });

function say(turn: Turn, content: Content, cause: string): void {
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
  });
}

function sayText(turn: Turn, key: string): void {
  say(turn, { text: turn.deps.texts.text(turn.contact.language, key) }, key);
}

/** The effects that speak, as one content: each bubble costs the person or us, so one turn is one reply. */
function speak(turn: Turn, effects: readonly Effect[]): void {
  const { texts } = turn.deps;
  const { language } = turn.contact;
  const lines: string[] = [];
  let choices: Choice[] = [];
  let cause = '';
  for (const effect of effects) {
    if (effect.do !== 'say' && effect.do !== 'ask') continue;
    lines.push(texts.text(language, effect.key, effect.values));
    cause = effect.key;
    if (effect.do === 'ask') {
      choices = effect.choices.map(({ id, key }) => ({ id, label: texts.text(language, key) }));
    }
  }
  if (lines.length === 0) return;
  say(turn, { text: lines.join('\n'), ...(choices.length > 0 && { choices }) }, cause);
}

/** Steps the flow, carries out what it calls, and goes on until it waits for the person or has ended. */
async function play(turn: Turn, first: Input): Promise<void> {
  const { deps, contact } = turn;
  const spoken: Effect[] = [];
  let input: Input | undefined = first;
  for (let calls = 0; input !== undefined; calls += 1) {
    // The engine limits one step; a circle of actions would hold the contact's lock for ever.
    if (calls > MOST_CALLS) throw new Error('a flow calls actions in a circle');
    const { snapshot, effects }: ReturnType<typeof step> = step(deps.flows, contact.snapshot, input);
    contact.snapshot = snapshot;
    input = undefined;
    for (const effect of effects) {
      if (effect.do === 'call') {
        const outcome = await runAction(effect.action as ActionName, turn, effect.with);
        input = { kind: 'outcome', ...outcome };
      } else if (effect.do === 'handoff') {
        await isFor(turn, effect.reason as WaitingReason);
      } else spoken.push(effect);
    }
  }
  speak(turn, spoken);
  for (const { content, cause } of turn.afterwards.splice(0)) say(turn, content, cause);
}

const keepTip = (turn: Turn) => play(turn, { kind: 'begin', flow: 'rumor', state: 'keep' });

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
  if (meaning.kind === 'tip') await keepTipSilently(turn);
  if (meaning.kind === 'person') await isFor(turn, 'asked_for_person');
  const { text, choice } = turn.message;
  const unclear = meaning.kind === 'short' && choice === null && foldWords(text ?? '').includes(' ');
  if (unclear || meaning.kind === 'nothing' || turn.message.location !== null)
    await isFor(turn, 'unreadable');
}

/** A person of ours has this conversation: the flow is silent, but a forward is still a tip. */
async function whilePersonAnswers(turn: Turn, meaning: Meaning): Promise<void> {
  const { contact } = turn;
  const theirs = contact.snapshot;
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
    await isFor(turn, 'too_many');
    return;
  }
  await keepTipSilently(turn);
}

async function answer(turn: Turn, meaning: Meaning): Promise<void> {
  const { contact, message, deps } = turn;
  const question = openQuestion(deps.flows, contact.snapshot);
  switch (meaning.kind) {
    case 'nothing':
      await isFor(turn, 'unreadable');
      return sayText(turn, 'common.person_will_answer');
    case 'help':
      return sayText(turn, 'common.help');
    case 'menu':
      return play(turn, { kind: 'begin', flow: 'start', state: 'settle' });
    case 'language':
      return play(turn, { kind: 'begin', flow: 'start', state: 'language' });
    case 'person':
      return play(turn, { kind: 'begin', flow: 'start', state: 'asked_for_person' });
    case 'status':
      return meaning.code === undefined
        ? play(turn, { kind: 'begin', flow: 'status', state: 'ask_code' })
        : play(turn, { kind: 'begin', flow: 'status', answers: { code: meaning.code } });
    // Who was never stopped and says START begins: it is what the button of a Telegram bot says for them.
    case 'start':
    case 'greeting':
      // A greeting to an open question is no wrong answer: the question is put again.
      if (contact.snapshot === null || question === null) return play(turn, { kind: 'begin', flow: 'start' });
      if (isCurrent(deps.flows, contact.snapshot)) {
        const { flow, state, answers } = contact.snapshot;
        return play(turn, { kind: 'begin', flow, state, answers });
      }
      break;
    case 'tip':
      if (question === 'message') break;
      return keepTip(turn);
    default:
  }
  if (question !== null) {
    return play(turn, {
      kind: 'message',
      text: message.text ?? '',
      ...(message.choice !== null && { choice: message.choice }),
      ...(message.media.length > 0 && { media: true }),
    });
  }
  // A button of a question that is no longer open: show where we are rather than guess.
  if (message.choice !== null) return play(turn, { kind: 'begin', flow: 'start', state: 'settle' });
  return play(turn, { kind: 'begin', flow: 'rumor', state: 'short', answers: { about: String(message.id) } });
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

/** Handles one message of a contact whose row is locked. What is to be written is gathered, except what actions write. */
export async function takeMessage(turn: Turn): Promise<void> {
  const { contact, message, deps } = turn;
  // Somebody who refused and writes again begins again: the removal of the address is off until they refuse anew.
  if (contact.forgetAt !== null) {
    contact.forgetAt = null;
    contact.language = null;
  }
  if (
    contact.snapshot?.waits !== 'person' &&
    deps.now().getTime() - contact.updatedAt.getTime() > TALK_ENDS_MS
  ) {
    contact.snapshot = null;
  }
  const meaning = meaningOf(message, deps.words);
  if (await optOut(turn, meaning)) return;
  if (contact.stoppedAt !== null) return whileStopped(turn, meaning);
  if (turn.flood) return keepSilent(turn, turn.flood, meaning);
  if (contact.snapshot?.waits === 'person') return whilePersonAnswers(turn, meaning);
  await answer(turn, meaning);
}
