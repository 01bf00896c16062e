import type { Db, Queryable } from '../../store/connect.ts';
import { asOfNow, countAnswers, countRuns, countScores } from '../../store/quiz-results.ts';
import { newestBank, type QuizBanks } from './bank.ts';

/** How one bank was answered. Nobody is named or counted as a person: a person may run twice. */
export interface QuizResults {
  readonly bank: string;
  /** Of the file there is now; null where it is gone and only its answers are left. */
  readonly version: number | null;
  readonly begun: number;
  readonly finished: number;
  /** In the order of the bank; questions that it no longer has come last. */
  readonly questions: readonly {
    readonly question: string;
    readonly answers: number;
    readonly right: number;
  }[];
  /** Of finished runs, best first. */
  readonly scores: readonly { readonly right: number; readonly of: number; readonly runs: number }[];
  readonly by: readonly {
    readonly medium: string;
    readonly language: string;
    readonly begun: number;
    readonly finished: number;
    readonly answers: number;
    readonly right: number;
  }[];
}

/**
 * @param bank one bank; all that there are or were, where it is left out
 * @throws Error where nothing of this name is or was there
 */
export function quizResults(db: Db, { banks, bank }: { banks: QuizBanks; bank?: string | undefined }) {
  return asOfNow(db, (tx) => resultsIn(tx, banks, bank));
}

async function resultsIn(tx: Queryable, banks: QuizBanks, bank: string | undefined): Promise<QuizResults[]> {
  const by = await countRuns(tx, null);
  const answers = await countAnswers(tx, bank ?? null);
  const scores = await countScores(tx, bank ?? null);
  const names = namesOf(banks, by);
  if (bank !== undefined && !names.includes(bank))
    throw new Error(`no bank is called "${bank}": known are ${names.join(', ')}`);
  return (bank === undefined ? names : [bank]).map((name) => {
    const runs = by.filter((one) => one.bank === name);
    const newest = newestBank(banks, name);
    const answered = answers.filter((one) => one.bank === name);
    const ids = new Set([
      ...(newest?.questions ?? []).map(({ id }) => id),
      ...answered.map(({ question }) => question),
    ]);
    return {
      bank: name,
      version: newest?.version ?? null,
      begun: sum(runs, ({ begun }) => begun),
      finished: sum(runs, ({ finished }) => finished),
      questions: [...ids].map((question) => {
        const those = answered.filter((one) => one.question === question);
        return {
          question,
          answers: sum(those, ({ answers }) => answers),
          right: sum(those, ({ answers, correct }) => (correct ? answers : 0)),
        };
      }),
      scores: scores.filter((one) => one.bank === name).map(({ right, of, runs }) => ({ right, of, runs })),
      by: runs.map(({ bank: _, ...rest }) => rest),
    };
  });
}

/** Those there are, and after them those of which only answers are left. */
function namesOf(banks: QuizBanks, runs: readonly { readonly bank: string }[]): string[] {
  return [...new Set([...banks.map(({ id }) => id), ...runs.map(({ bank }) => bank)])];
}

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
