import type { Command } from 'commander';

/** Adds `user add`, `user list`, `user disable` and `user enable`. */
export function addUserCommands(user: Command): void {
  user
    .command('add')
    .argument('<name>', 'as colleagues see it; it cannot be changed later')
    .requiredOption('--role <role>', 'verifier, lead, admin, protection or analyst')
    .requiredOption('--password-stdin', 'read the password from standard input, never from the command line')
    .option('--lang <language>', 'the language of their pages; the first of the deployment unless told')
    .option('--institution <id>', 'of the watch cell, for whom they speak')
    .option('--json', 'print the new member as JSON')
    .description('add somebody who may sign in to the console')
    .action(async (name: string, options: { role: string }) =>
      (await import('./user-add.ts')).runUserAdd(name, options),
    );

  user
    .command('list')
    .option('--json', 'print one JSON object a line')
    .description('who may sign in, and who no longer')
    .action(async (options: { json?: boolean }) => (await import('./user-list.ts')).runUserList(options));

  user
    .command('disable')
    .argument('<name>', 'as `user list` shows it')
    .description('take somebody’s access away: they are signed out at once, what they decided stays')
    .action(async (name: string) => (await import('./user-disable.ts')).runUserDisable(name));

  user
    .command('enable')
    .argument('<name>', 'as `user list` shows it')
    .description('give somebody their access back, with the password they had')
    .action(async (name: string) => (await import('./user-enable.ts')).runUserEnable(name));
}
