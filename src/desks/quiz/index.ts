import type { Queryable } from '../../store/connect.ts';
import { findOpenBank, forgetRuns } from '../../store/quiz.ts';

export { answerQuestion } from './answer-question.ts';
export {
  type FlowResultsPackage,
  type FlowResultsQuestion,
  type FlowResultsRow,
  languageCode,
  packageOf,
  wholeHour,
} from './flow-results.ts';
export { exportFlowResults } from './flow-results-export.ts';
export { type NextQuestion, nextQuestion } from './next-question.ts';
export { type QuizResults, quizResults } from './results.ts';

/** @returns the bank in whose middle this person is; of several the one they answered in last */
export function openRun(tx: Queryable, { contactId }: { contactId: string }): Promise<string | undefined> {
  return findOpenBank(tx, contactId);
}

/** Somebody asked to be forgotten: their answers count on, without anybody in them. */
export function forgetQuiz(tx: Queryable, contactId: string): Promise<void> {
  return forgetRuns(tx, contactId);
}
