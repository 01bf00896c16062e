import { readChoiceId } from '../core/campaign-choice.ts';
import { answerCampaign } from '../desks/campaigns/index.ts';
import { choiceByName, readChoice } from '../engine/choices.ts';
import { foldWords } from '../language/fold.ts';
import { campaignOfNumber, type LastAsked } from '../store/campaign-answers.ts';
import { wayOf } from './actions/run.ts';
import type { Meaning } from './classify.ts';
import type { Turn } from './in-hand.ts';
import { isPrivate, isUnfit, openQuestion } from './question.ts';
import { sayText } from './speak.ts';

/** For so long a number or a word is an answer to the question of the day. */
export const ANSWER_HOURS = 24;
/** More words than these tell something else than a number. */
const NUMBER_WORDS = 3;
const WORDS_MAX = 500;
const LINK = /https?:|www\./i;

/**
 * A button of a campaign's question, tapped at any time: whatever is open goes on afterwards.
 * @returns whether nothing more is to be done with the message
 */
export async function takeTappedAnswer(turn: Turn): Promise<boolean> {
  const { message, tx } = turn;
  const tapped = message.choice === null ? null : readChoiceId(message.choice);
  if (!tapped) return false;
  const campaign = await campaignOfNumber(tx, tapped.campaign);
  const question = campaign?.questions[tapped.n - 1];
  if (!campaign || !question?.choices.some(({ id }) => id === tapped.choice)) return false;
  if (campaign.state === 'ended') {
    if (!turn.flood) sayText(turn, 'campaign.over');
    return true;
  }
  return take(turn, { campaignId: campaign.id, n: tapped.n, question }, tapped.choice);
}

/**
 * The number, the words or the label of a choice that somebody writes: an answer to the question they were asked last,
 * unless an open question of ours takes it.
 * @returns whether nothing more is to be done with the message
 */
export async function takeTypedAnswer(turn: Turn, meaning: Meaning): Promise<boolean> {
  const { asked, contact, deps, message } = turn;
  if (!asked || message.choice !== null || message.forwarded !== null || message.location !== null)
    return false;
  if (message.media.length > 0 || meaning.kind === 'danger' || meaning.kind === 'check') return false;
  // The menu stands open behind every talk: a question that came after it is what a number answers.
  const atMenu = contact.snapshot?.flow === 'menu' && asked.latest;
  const open = !atMenu && openQuestion(deps.flows, contact.snapshot) !== null;
  if (isPrivate(deps.flows, contact.snapshot) || (open && !isUnfit(deps, contact.snapshot, message)))
    return false;
  const answer = readTyped(turn, asked, meaning);
  return answer !== null && (await take(turn, asked, answer));
}

function readTyped({ message, deps }: Turn, asked: LastAsked, meaning: Meaning): string | null {
  const text = message.text ?? '';
  const { kind, choices } = asked.question;
  if (kind === 'choice') {
    const offers = choices.map(({ id }) => ({ key: id, id }));
    const accepted = new Map(
      choices.map(({ id, label }) => [id, new Set(Object.values(label).map(foldWords))] as const),
    );
    // A rumor of many words that names a choice is a rumor, and so is any word after the answer.
    const loosely = meaning.kind === 'short' && !asked.answered;
    const read = loosely ? readChoice : choiceByName;
    return read(offers, accepted, text, undefined)?.id ?? null;
  }
  if (meaning.kind !== 'short' && meaning.kind !== 'tip') return null;
  if (kind === 'number') {
    const number = foldWords(text).split(' ').length <= NUMBER_WORDS ? deps.reading.number(text) : null;
    return number === null ? null : String(number);
  }
  // In their own words: only where nothing else was said since, and what looks like a rumor to nobody.
  const said = text.trim();
  return asked.latest && !asked.answered && said.length <= WORDS_MAX && !LINK.test(said) ? said : null;
}

async function take(
  turn: Turn,
  { campaignId, n, question }: Pick<LastAsked, 'campaignId' | 'n' | 'question'>,
  answer: string,
): Promise<boolean> {
  const { tx, contact, deps } = turn;
  const told = await answerCampaign(tx, {
    ...{ of: { campaignId, n }, question, contactId: contact.id, answer },
    ...{ medium: wayOf(turn).medium, language: contact.language, now: deps.now() },
  });
  if (!told) return false;
  // Who is told too much within the hour is not told this; it is kept.
  if (!turn.flood) sayText(turn, told.key, told.values);
  return true;
}
