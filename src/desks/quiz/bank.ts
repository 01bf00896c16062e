import type { QuizBank, QuizQuestion } from '../../country/quiz-bank.ts';

export type QuizBanks = readonly QuizBank[];

/** The newest version: what a new run begins with. */
export function newestBank(banks: QuizBanks, id: string): QuizBank | undefined {
  return banks.filter((bank) => bank.id === id).sort((a, b) => b.version - a.version)[0];
}

/** The version a run began on; where its file is gone, what there is now. */
export function bankOfRun(
  banks: QuizBanks,
  run: { readonly bank: string; readonly bankVersion: number },
): QuizBank | undefined {
  return (
    banks.find(({ id, version }) => id === run.bank && version === run.bankVersion) ??
    newestBank(banks, run.bank)
  );
}

export function questionOf(bank: QuizBank | undefined, questionId: string): QuizQuestion | undefined {
  return bank?.questions.find(({ id }) => id === questionId);
}

/** In the language asked for; in the first that is there, where a bank of the operator's own lacks it. */
export function inLanguage(texts: Readonly<Record<string, string>>, language: string): string {
  return texts[language] ?? Object.values(texts)[0] ?? '';
}
