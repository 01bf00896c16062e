import { v7 as uuidv7 } from 'uuid';
import type { Medium } from '../../core/message.ts';
import type { Question } from '../../store/campaign-answered.ts';
import { addAnswer, askNoMore, forgetAnswers, scoreOf, whenAsked } from '../../store/campaign-answers.ts';
import type { CampaignQuestion } from '../../store/campaigns.ts';
import type { Queryable } from '../../store/connect.ts';
import { type Told, toldOf } from './words.ts';

/**
 * Keeps what somebody answers, and says what they are told: the first answer counts. Runs in the transaction of a
 * conversation's turn.
 * @param given.language of the person; null: in which they were asked
 * @returns null where they were never asked this
 */
export async function answerCampaign(
  tx: Queryable,
  given: {
    readonly of: Question;
    readonly question: CampaignQuestion;
    readonly contactId: string;
    /** Id of the choice, or their words. */
    readonly answer: string;
    readonly medium: Medium;
    readonly language: string | null;
    readonly now: Date;
  },
): Promise<ReturnType<typeof toldOf> | null> {
  const { of, question, contactId, answer, medium, now } = given;
  const asked = await whenAsked(tx, of, contactId);
  if (!asked) return null;
  const language = given.language ?? asked.language;
  const correct = question.right === null ? null : answer === question.right;
  const { participantId, first } = await addAnswer(tx, {
    ...{ id: uuidv7(), campaignId: of.campaignId, n: of.n, contactId, answer, correct, medium, language },
    ...{ answeredAt: now, seconds: Math.max(0, Math.round((now.getTime() - asked.at.getTime()) / 1_000)) },
  });
  if (first) await askNoMore(tx, of, contactId);
  const told: Told = { first, correct, score: await scoreOf(tx, participantId) };
  return toldOf(question, language, told);
}

/** Somebody asked to be forgotten: their answers count on, without anybody in them. */
export function forgetCampaigns(tx: Queryable, contactId: string): Promise<void> {
  return forgetAnswers(tx, contactId);
}
