import type { Command } from 'commander';

interface CheckOptions {
  readonly write?: boolean;
  readonly texts?: boolean;
}

/** Adds `flow check` and `flow draw`. */
export function addFlowCommands(flow: Command): void {
  flow
    .command('check')
    .argument('[files...]', 'flow files; all of flows/ unless told')
    .description(
      'check flows, their texts and their examples: one line per problem, exit code 1 where there is one',
    )
    .option('--texts', 'print the SMS segments of every text in every language')
    .option('--write', 'write flows/flow.schema.json anew')
    .action(async (files: string[], options: CheckOptions) =>
      (await import('./flow-check.ts')).runFlowCheck(files, options),
    );

  flow
    .command('draw')
    .argument('<flow>', 'e.g. rumor')
    .description('draw a flow as a Mermaid state diagram')
    .option('--out <file>', 'write it to a file')
    .action(async (name: string, options: { out?: string }) =>
      (await import('./flow-draw.ts')).runFlowDraw(name, options),
    );
}
