import type { Command } from 'commander';

/** Adds `observer import`, `observer list`, `observer card`, `observer codes` and `place import`. */
export function addObserverCommands(observer: Command, place: Command): void {
  observer
    .command('import')
    .argument('<file>', 'CSV or XLSX with a line of titles: name, organisation, phones, place, …')
    .option('--check', 'only say what is wrong, change nothing')
    .option('--json', 'print the result as JSON')
    .description('enter observers from a list; rows that are wrong are named and left out')
    .action(async (file: string, options: { check?: boolean; json?: boolean }) =>
      (await import('./observer/import.ts')).runObserverImport(file, options),
    );

  observer
    .command('list')
    .option('--sealed', 'names and counts for duress, too; that they were opened is logged')
    .option('--json', 'print one JSON object a line')
    .description('who observes, by number')
    .action(async (options: { sealed?: boolean; json?: boolean }) =>
      (await import('./observer/list.ts')).runObserverList(options),
    );

  observer
    .command('card')
    .argument('[number...]', 'whose; everybody’s unless told')
    .requiredOption('--out <file>', 'the PDF to write')
    .option('--lang <language>', 'instead of each observer’s own')
    .option('--phone <number...>', 'where to send SMS, as it is to be printed')
    .option('--whatsapp <number>', 'for a QR code')
    .option('--telegram <name>', 'the bot, for a QR code')
    .description('print observers’ cards: codes, their number and place, emergency lines; a sheet each')
    .action(async (numbers: string[], options: { out: string }) =>
      (await import('./observer/card.ts')).runObserverCard(numbers, options),
    );

  observer
    .command('codes')
    .argument('<number>', 'whose: five digits')
    .option('--count <n>', 'how many', '20')
    .option('--out <file>', 'the PDF to write; codes.pdf unless told')
    .option('--lang <language>', 'instead of the observer’s own')
    .description(
      'print a sheet of one-time codes, by which a report from another phone is as sure as from their own',
    )
    .action(async (number: string, options: { count: string }) =>
      (await import('./observer/codes.ts')).runObserverCodes(number, options),
    );

  place
    .command('import')
    .argument('<file>', 'CSV or XLSX with a line of titles: name, place, code, number, latitude, longitude')
    .option('--check', 'only say what is wrong, change nothing')
    .option('--json', 'print the result as JSON')
    .description('enter polling centres from a list; each gets a number with a check digit')
    .action(async (file: string, options: { check?: boolean; json?: boolean }) =>
      (await import('./observer/centres.ts')).runPlaceImport(file, options),
    );
}
