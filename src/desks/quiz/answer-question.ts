import type { Queryable } from '../../store/connect.ts';
import { holdRun, insertAnswer, listAnswers } from '../../store/quiz.ts';
import { bankOfRun, inLanguage, type QuizBanks, questionOf } from './bank.ts';

/** What a person is told about their answer. */
export interface Answered {
  readonly right: boolean;
  /** Why the right option is right, in the language of the run; empty where `gone`. */
  readonly reason: string;
  /** The label of the right option. */
  readonly rightLabel: string;
  /**
   * The bank was replaced between the question and its answer, and no longer has the question or the option: nothing
   * was kept, nothing can be said about it, and `nextQuestion` says how it goes on.
   */
  readonly gone: boolean;
}

const GONE: Answered = { right: false, reason: '', rightLabel: '', gone: true };

/**
 * Keeps an answer. The first counts: who answers again is told about the first.
 * Runs in the transaction of a conversation's turn.
 * @param given.option the id of the option
 */
export async function answerQuestion(
  tx: Queryable,
  given: {
    readonly banks: QuizBanks;
    readonly runId: string;
    readonly questionId: string;
    readonly option: string;
    readonly now: Date;
  },
): Promise<Answered> {
  const { banks, runId, questionId, option, now } = given;
  const run = await holdRun(tx, runId);
  const question = run && questionOf(bankOfRun(banks, run), questionId);
  const rightOption = question?.options.find(({ id }) => id === question.right);
  if (!run || !question || !rightOption) return GONE;

  const answers = await listAnswers(tx, runId);
  const first = answers.find((answer) => answer.question === questionId);
  const correct = first?.correct ?? option === question.right;
  if (!first) {
    if (!question.options.some(({ id }) => id === option)) return GONE;
    await insertAnswer(tx, {
      runId,
      n: answers.length + 1,
      question: questionId,
      answer: option,
      correct,
      answeredAt: now,
    });
  }
  return {
    right: correct,
    reason: inLanguage(question.reason, run.language),
    rightLabel: inLanguage(rightOption.label, run.language),
    gone: false,
  };
}
