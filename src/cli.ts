import { Command, CommanderError } from 'commander';
import { ConfigError, loadDotEnv } from './config.ts';

/**
 * The command `teledjol`. Each command is loaded when it is called: `--help` must not wait for a database driver.
 * A command that fails ends with one line and exit code 1; a wrong call with 2.
 */
const program = new Command('teledjol')
  .description('A messaging gateway for elections and civic life: rumors in, verified answers out.')
  .showHelpAfterError('(teledjol --help shows what there is)')
  .exitOverride();

program
  .command('start')
  .description('start the gateway in this process (settings: .env.example)')
  .action(async () => (await import('./cli/start.ts')).runStart());

program
  .command('training')
  .description('start a training newsroom: exercises on simulated phones, with data of its own')
  .action(async () => (await import('./cli/training.ts')).runTraining());

program
  .command('demo')
  .description(
    'play a rumor from three phones to two verifiers and back, through the real doors; exits 0 when every promise held',
  )
  .option('--json', 'print the summary as JSON')
  .action(async (options) => (await import('./cli/demo.ts')).runDemo(options));

program
  .command('drill')
  .description(
    'play a day of vote, twenty hours in minutes: observers, an operator that falls out, crashes, the watch cell; exits 0 when everything is accounted for',
  )
  .option('--observers <count>', 'how many observe', '300')
  .option('--seed <number>', 'another one makes another day', '1')
  .option('--json', 'print promises and ledger as JSON')
  .action(async (options) => (await import('./cli/drill.ts')).runDrill(options));

program
  .command('chat')
  .argument('<flow>', 'e.g. rumor')
  .description('talk to a flow in the terminal')
  .option('--lang <language>', 'the language you have chosen already', 'ht')
  .option('--channel <medium>', 'sms, whatsapp or telegram: how it is fitted', 'sms')
  .option('--as-example', 'print what was typed as an example for the flow file')
  .action(async (flow, options) => (await import('./cli/chat.ts')).runChat(flow, options));

program
  .command('channels')
  .description('how each sender account is: connected, last in and out, queue, pace, refusals')
  .option('--json', 'print one JSON object a line')
  .action(async (options) => (await import('./cli/channels.ts')).runChannels(options));

program
  .command('language')
  .argument('<text>', 'a text, or - to read one a line from standard input')
  .description('guess which language a text is written in: ht, fr, en or es, and how sure that is')
  .option('--json', 'print one JSON object a line: language, sure, margin')
  .action(async (text, options) => (await import('./cli/language.ts')).runLanguage(text, options));

program
  .command('code')
  .argument('<text>', 'an observer’s text, or - to read one a line from standard input')
  .description('what the observers’ grammar reads, token by token, or why it would ask')
  .option('--registry <file>', 'JSON with the observers and places that exist')
  .option('--lang <language>', 'in which the observer is asked', 'ht')
  .option('--now <time>', 'when it came, as ISO 8601; the clock unless told')
  .option('--json', 'print one JSON object a line: reading, ask, tokens')
  .action(async (text, options) => (await import('./cli/code.ts')).runCode(text, options));

program
  .command('say')
  .argument('<text>', 'a text, or - to read one a line from standard input')
  .argument('[out]', 'the voice note (OUT.ogg); with - a folder')
  .description('speak a text as a voice note: Opus in Ogg, as WhatsApp and Telegram show them')
  .option('--lang <language>', 'ht, fr, en or es', 'ht')
  .option('--max-seconds <seconds>', 'speak a little faster, then cut at the end of a sentence')
  .option('--voice <which>', 'builtin or plugged; the best there is unless told')
  .option('--ipa', 'print only how it is said')
  .option('--json', 'print one JSON object a line: file, seconds, bytes, lufs')
  .action(async (text, out, options) => (await import('./cli/say.ts')).runSay(text, out, options));

program
  .command('match')
  .description(
    'which known claims say what tips say, why, and how sure that is; with --qrels how well it is found',
  )
  .requiredOption(
    '--claims <file>',
    'known claims: TSV, JSON lines, or a folder of JSON files (CheckThat! 2020, 2022)',
  )
  .requiredOption('--tips <file>', 'what people sent: TSV or JSON lines')
  .option(
    '--qrels <file>',
    'which claim is right for which tip, as TREC has it: prints MAP, P@1, MRR, the gate, times',
  )
  .option('--run <file>', 'write the ranking as TREC has it')
  .option(
    '--embeddings <url>',
    'also go by meaning: a service as for EMBEDDINGS_URL, which is sent every text',
  )
  .option('--embeddings-model <name>', 'which of its models')
  .option('--embeddings-alike <number>', 'from which likeness two texts may mean the same', '0.8')
  .option('--json', 'print JSON')
  .action(async (options) => (await import('./cli/match.ts')).runMatch(options));

program
  .command('texts')
  .description(
    'what each text costs by SMS; exits 1 where one is not GSM-7 or costs more than locales/sms.json allows',
  )
  .option('--sms', 'only those that go out by SMS')
  .option('--check', 'print only what is wrong')
  .option('--json', 'print one JSON object a line')
  .action(async (options) => (await import('./cli/texts.ts')).runTexts(options));

program
  .command('env')
  .description('print .env.example, made from the settings this version knows')
  .option('--write', 'write it to .env.example')
  .option('--check', 'exit 1 where .env.example differs')
  .action(async (options) => (await import('./cli/env.ts')).runEnv(options));

const flow = program.command('flow').description('check, draw and change flows');
const user = program.command('user').description('the people at the desks');
const observer = program.command('observer').description('who observes for the watch cell');
const place = program.command('place').description('where people vote');
const bench = program.command('bench').description('measure on this machine what the bars are set on');
const audit = program.command('audit').description('the log of decisions');
const quiz = program.command('quiz').description('how the civic quiz was answered');

loadDotEnv();
try {
  const { addFlowCommands } = await import('./cli/flow.ts');
  addFlowCommands(flow);
  const { addUserCommands } = await import('./cli/user.ts');
  addUserCommands(user);
  const { addObserverCommands } = await import('./cli/observer.ts');
  addObserverCommands(observer, place);
  const { addAuditCommands } = await import('./cli/audit.ts');
  addAuditCommands(audit);
  const { addQuizCommands } = await import('./cli/quiz.ts');
  addQuizCommands(quiz);
  const { addBenchCommands } = await import('./cli/bench.ts');
  addBenchCommands(bench);
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof ConfigError ? `teledjol: ${message}` : `teledjol: ${message.trimEnd()}`);
    process.exitCode = 1;
  }
}
