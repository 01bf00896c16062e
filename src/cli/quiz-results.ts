import { countryOf } from '../country/index.ts';
import { type QuizResults, quizResults } from '../desks/quiz/index.ts';
import { writePackage } from './quiz-package.ts';
import { table } from './table.ts';
import { withStore } from './with-store.ts';

export interface QuizResultsOptions {
  readonly bank?: string;
  readonly json?: boolean;
  /** A folder for the package, too. */
  readonly out?: string;
}

/** Prints how the banks were answered; with `out` writes the answers as well. */
export async function runQuizResults(
  options: QuizResultsOptions,
  inStore: typeof withStore = withStore,
): Promise<void> {
  const { bank, out, json } = options;
  await inStore(async ({ db }, config) => {
    const { quizBanks: banks, verdictLanguages } = countryOf(config.country);
    const all = await quizResults(db, { banks, bank });
    if (json) for (const one of all) console.log(JSON.stringify(one));
    else console.log(all.map(resultsText).join('\n\n\n'));
    if (out === undefined) return;
    const rows = await writePackage(db, { banks, bank, language: verdictLanguages[0] ?? 'en', folder: out });
    // Standard output is JSON where that was asked for.
    if (!json) console.log(`\n${rows} answers written to ${out}`);
  });
}

/** @returns what one bank came to, in paragraphs */
export function resultsText({ bank, version, begun, finished, questions, scores, by }: QuizResults): string {
  const file = version === null ? 'its file is gone' : `version ${version}`;
  const head = `${bank} (${file}): ${begun} begun, ${finished} finished`;
  if (begun === 0) return head;
  return [
    head,
    table(
      ['question', 'answers', 'right'],
      questions.map((one) => [one.question, String(one.answers), share(one.right, one.answers)]),
    ),
    ...(scores.length === 0
      ? []
      : [
          table(
            ['score', 'runs'],
            scores.map(({ right, of, runs }) => [`${right} of ${of}`, share(runs, finished)]),
          ),
        ]),
    table(
      ['medium', 'language', 'begun', 'finished', 'answers', 'right'],
      by.map((one) => [
        one.medium,
        one.language,
        String(one.begun),
        String(one.finished),
        String(one.answers),
        share(one.right, one.answers),
      ]),
    ),
  ].join('\n\n');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${part} (${Math.round((100 * part) / whole)} %)`;
}
