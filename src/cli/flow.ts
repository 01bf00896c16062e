import type { Command } from 'commander';

interface CheckOptions {
  readonly write?: boolean;
  readonly texts?: boolean;
  readonly against?: string;
}

const BY = ['--by <name>', 'who does it; the name of this account unless told'] as const;
const LOCALES = [
  '--locales <folder>',
  'changed texts: <folder>/<language>/<flow>.json; the others stay as they are',
] as const;

/** Adds `flow check`, `flow draw`, and what changes the flows of a running gateway. */
export function addFlowCommands(flow: Command): void {
  flow
    .command('check')
    .argument('[files...]', 'flow files; all of flows/ unless told')
    .description(
      'check flows, their texts and their examples, and whether they would strand people: one line per problem, exit code 1 where there is one',
    )
    .option(
      '--against <folder>',
      'the flow files that people know; else what is active, where DATABASE_URL is set and answers',
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

  flow
    .command('draft')
    .argument('<flows...>', 'flow files; or names, where only texts change')
    .description('keep a changed flow as a draft, which only the phone page (/simulator) plays')
    .option(...LOCALES)
    .option(...BY)
    .action(async (named: string[], options) =>
      (await import('./flow-versions.ts')).runFlowDraft(named, options),
    );

  flow
    .command('activate')
    .argument('<flows...>', 'names, to take their drafts; or flow files')
    .description('let a changed flow talk to everybody, within seconds and in every process')
    .option(...LOCALES)
    .option(...BY)
    .action(async (named: string[], options) =>
      (await import('./flow-versions.ts')).runFlowActivate(named, options),
    );

  flow
    .command('back')
    .argument('<flow>')
    .description('let the version talk again that was active before')
    .option(...BY)
    .action(async (name: string, options) => (await import('./flow-versions.ts')).runFlowBack(name, options));

  flow
    .command('drop')
    .argument('<flow>')
    .description('throw a draft away')
    .action(async (name: string) => (await import('./flow-versions.ts')).runFlowDrop(name));

  flow
    .command('list')
    .description('every version of every flow: its state, since when, by whom, and how many people are on it')
    .option('--json', 'print one JSON object a line')
    .action(async (options) => (await import('./flow-versions.ts')).runFlowList(options));

  flow
    .command('export')
    .argument('<flow>')
    .description('write the active version of a flow and its texts as files, to change them')
    .requiredOption(
      '--to <folder>',
      'where to; <flow>.yaml and locales/<language>/<flow>.json are written there',
    )
    .action(async (name: string, options) =>
      (await import('./flow-versions.ts')).runFlowExport(name, options),
    );
}
