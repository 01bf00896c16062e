import { v7 as uuidv7 } from 'uuid';
import type { Choice, Medium } from '../../core/message.ts';
import type { Queryable } from '../../store/connect.ts';
import {
  dropRun,
  holdOpenRun,
  insertRun,
  lastFinishedRun,
  listAnswers,
  type QuizAnswerRow,
  type QuizRunRow,
  setRun,
} from '../../store/quiz.ts';
import { bankOfRun, inLanguage, newestBank, type QuizBanks } from './bank.ts';

/** What a person is asked next. */
export type NextQuestion =
  | {
      readonly kind: 'question';
      readonly runId: string;
      /** From 1. */
      readonly n: number;
      readonly of: number;
      readonly questionId: string;
      readonly text: string;
      readonly options: readonly Choice[];
      /** Whether the run has answers already: told where a person comes back to it. */
      readonly resumed: boolean;
    }
  /** Nothing is left to ask; said again as often as asked, until a new run begins. */
  | { readonly kind: 'finished'; readonly right: number; readonly of: number }
  /** There is no such bank, or nothing was begun. */
  | { readonly kind: 'unknown' };

/**
 * The next question of a bank for one person. Goes on with their open run, however many days later, on the version of
 * the bank they began with; where that version is gone, with those questions of the present one that they have not
 * answered. Finishes the run when none is left. The run's language and medium follow the person.
 *
 * Runs in the transaction of a conversation's turn.
 * @param asked.begin begins a run where none is open
 */
export async function nextQuestion(
  tx: Queryable,
  asked: {
    readonly banks: QuizBanks;
    readonly bank: string;
    readonly contactId: string;
    readonly language: string;
    readonly medium: Medium;
    readonly now: Date;
    readonly begin?: boolean;
  },
): Promise<NextQuestion> {
  const { banks, language, medium, now } = asked;
  const whose = { contactId: asked.contactId, bank: asked.bank };
  const newest = newestBank(banks, asked.bank);
  let run = await holdOpenRun(tx, whose);
  if (!run && newest && asked.begin) {
    const { version } = newest;
    await insertRun(tx, { ...whose, id: uuidv7(), bankVersion: version, language, medium, startedAt: now });
    run = await holdOpenRun(tx, whose);
  }
  if (!run) return lastScore(tx, whose);

  const answers = await listAnswers(tx, run.id);
  const answered = new Set(answers.map((answer) => answer.question));
  const left = bankOfRun(banks, run)?.questions.filter(({ id }) => !answered.has(id)) ?? [];
  const [question] = left;
  if (!question) return finish(tx, run, answers, now);
  if (run.language !== language || run.medium !== medium) await setRun(tx, run.id, { language, medium });
  return {
    kind: 'question',
    runId: run.id,
    n: answers.length + 1,
    of: answers.length + left.length,
    questionId: question.id,
    text: inLanguage(question.text, language),
    options: question.options.map(({ id, label }) => ({ id, label: inLanguage(label, language) })),
    resumed: answers.length > 0,
  };
}

async function finish(
  tx: Queryable,
  run: QuizRunRow,
  answers: readonly QuizAnswerRow[],
  now: Date,
): Promise<NextQuestion> {
  if (answers.length === 0) {
    // The bank was taken away before the first answer: a run of nothing would be counted among the scores.
    await dropRun(tx, run.id);
    return { kind: 'unknown' };
  }
  await setRun(tx, run.id, { finishedAt: now });
  return scoreOf(answers);
}

async function lastScore(tx: Queryable, whose: { contactId: string; bank: string }): Promise<NextQuestion> {
  const last = await lastFinishedRun(tx, whose);
  return last ? scoreOf(await listAnswers(tx, last.id)) : { kind: 'unknown' };
}

function scoreOf(answers: readonly QuizAnswerRow[]): NextQuestion {
  return { kind: 'finished', right: answers.filter(({ correct }) => correct).length, of: answers.length };
}
