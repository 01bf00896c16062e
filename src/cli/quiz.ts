import type { Command } from 'commander';

/** Adds `quiz results`. */
export function addQuizCommands(quiz: Command): void {
  quiz
    .command('results')
    .description('how every question was answered, the scores, by medium and language; nobody is named')
    .option('--bank <id>', 'only this bank, e.g. voting')
    .option('--json', 'print one JSON object a line, a bank each')
    .option(
      '--out <folder>',
      'write every answer into a new folder, as a Flow Results data package (datapackage.json, data.json) and as data.csv',
    )
    .action(async (options: { bank?: string; json?: boolean; out?: string }) =>
      (await import('./quiz-results.ts')).runQuizResults(options),
    );
}
