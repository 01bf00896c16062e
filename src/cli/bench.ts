import type { Command } from 'commander';
import { table } from './table.ts';

/** Measures on this machine what the bars are set on. Each subject is a subcommand. */
export function addBenchCommands(bench: Command): void {
  bench
    .command('matching')
    .description(
      'how fast a known claim is found among many made ones, and whether as an exhaustive search would',
    )
    .option('--claims <number>', 'how many claims', wholeNumber, 500_000)
    .option('--queries <number>', 'how many queries of each kind', wholeNumber, 300)
    .option(
      '--compared <number>',
      'how many of them, of each kind, are searched exhaustively too',
      wholeNumber,
      10,
    )
    .option('--json', 'print one JSON object')
    .action(async (options) => runMatching(options));

  bench
    .command('watch')
    .description(
      'how the watch desk stands a stream of reports with bursts, and whether all are accounted for',
    )
    .option('--per-second <number>', 'reports', wholeNumber, 100)
    .option('--seconds <number>', 'how long', wholeNumber, 600)
    .option('--burst <number>', 'once a minute so many more at once', wholeNumber, 500)
    .option('--json', 'print one JSON object')
    .action(async (options) => runWatch(options));

  bench
    .command('bulletin')
    .description(
      'a bulletin for many people over three channels, killed on the way: who got it, how fast, in how much memory',
    )
    .option('--subscribers <number>', 'how many get it', wholeNumber, 100_000)
    .option('--kills <number>', 'how often what sends it is killed', wholeNumber, 5)
    .option(
      '--sizes <numbers>',
      'for how many others are planned then, to see what it takes',
      '10000,100000,1000000',
    )
    .option('--json', 'print one JSON object')
    .action(async (options) => runBulletin(options));

  bench
    .command('codes')
    .description('how observers’ reports are read that were damaged on the way, and how many a second')
    .option('--reports <number>', 'how many', wholeNumber, 20_000)
    .option('--seed <number>', 'what chance begins with', wholeNumber, 20_260_830)
    .option('--json', 'print one JSON object')
    .action(async (options) => runCodes(options));
}

async function runWatch(options: {
  perSecond: number;
  seconds: number;
  burst: number;
  json?: boolean;
}): Promise<void> {
  const { benchWatch } = await import('../bench/watch.ts');
  const said = await benchWatch(options, (line) => console.error(line));
  if (options.json) {
    console.log(JSON.stringify(said));
    return;
  }
  console.log(
    table(
      ['what', 'how often', 'p50 ms', 'p99 ms', 'at most'],
      [...said.taken.map((one) => ({ ...one, what: `a report ${one.what}` })), ...said.pages].map(
        ({ what, n, p50_ms, p99_ms, most_ms }) => [what, ...[n, p50_ms, p99_ms, most_ms].map(String)],
      ),
    ),
  );
  const { kept, in_incidents, incidents, heard, adds_up } = said.ledger;
  console.log(
    `${said.sent} reports in ${said.seconds} s: ${kept} kept, ${in_incidents} in ${incidents} incidents, ${heard} answers heard;
all of it ${said.behind_seconds} s after the last one. The ledger ${adds_up ? 'adds up' : 'does NOT add up'}.`,
  );
  if (!adds_up) process.exitCode = 1;
}

async function runBulletin(options: {
  subscribers: number;
  kills: number;
  sizes: string;
  json?: boolean;
}): Promise<void> {
  const { benchBulletin } = await import('../bench/bulletin.ts');
  const sizes = options.sizes.split(',').filter((one) => one !== '');
  const said = await benchBulletin({ ...options, sizes: sizes.map(wholeNumber) }, (line) =>
    console.error(line),
  );
  if (options.json) {
    console.log(JSON.stringify(said));
  } else {
    const { ledger, memory } = said;
    console.log(
      table(
        ['planned for', 'seconds', 'most MB'],
        memory.map(({ subscribers, plan_seconds, most_mb }) =>
          [subscribers, plan_seconds, most_mb].map(String),
        ),
      ),
    );
    console.log(
      `${said.subscribers} people, killed ${said.kills} times: ${ledger.once} got it once, ${ledger.twice} twice, ${ledger.refused} refused, ${ledger.unknown} unknown,
${ledger.stopped} stopped before, ${ledger.after_stop} got it after they had stopped, ${ledger.lost} lost. ${said.per_second} people a second;
paused in ${said.pause_ms} ms, cancelled in ${said.cancel_ms} ms. The ledger ${ledger.adds_up ? 'adds up' : 'does NOT add up'}.`,
    );
  }
  if (!said.ledger.adds_up) process.exitCode = 1;
}

async function runCodes(options: { reports: number; seed: number; json?: boolean }): Promise<void> {
  const [{ benchCodes }, { countryOf }, { readCountry }] = await Promise.all([
    import('../bench/codes.ts'),
    import('../country/index.ts'),
    import('../config.ts'),
  ]);
  const said = benchCodes(countryOf(readCountry().country).observerCard, options);
  if (options.json) {
    console.log(JSON.stringify(said));
    return;
  }
  const rows = said.rounds.flatMap(({ known, undamaged, damaged, byDamage }) =>
    Object.entries({ 'as it was meant': undamaged, 'with one fault': damaged, ...byDamage }).map(
      ([what, { right, asked, wrong, otherTime, otherCount }]) =>
        [known, what, right, asked, wrong, otherTime, otherCount].map(String),
    ),
  );
  console.log(table(['known', 'reports', 'right', 'asked', 'wrong', 'other time', 'other count'], rows));
  console.log(`seed ${said.seed}; ${said.per_second} texts a second`);
}

async function runMatching(options: {
  claims: number;
  queries: number;
  compared: number;
  json?: boolean;
}): Promise<void> {
  const { benchMatching } = await import('../bench/matching.ts');
  const said = benchMatching(options, (line) => console.error(line));
  if (options.json) {
    console.log(JSON.stringify(said));
    return;
  }
  const { build, fresh, ratios } = said;
  console.log(`${said.claims} claims put in ${build.seconds} s (99 % within ${build.p99_put_ms} ms, the longest
${build.longest_put_ms} ms); the process then holds ${said.memory_mb} MB`);
  console.log(
    table(
      ['query', 'p50 ms', 'p90 ms', 'p99 ms', 'index p50', 'p90', 'p99'],
      said.rounds.map(({ kind, index, ...whole }) =>
        [kind, whole.p50_ms, whole.p90_ms, whole.p99_ms, index.p50_ms, index.p90_ms, index.p99_ms].map(
          String,
        ),
      ),
    ),
  );
  console.log(
    `a new claim is found ${fresh.p50_ms} ms after it is put in (${fresh.worst_ms} ms at worst), first in ${100 * fresh.found_first} % of cases`,
  );
  console.log(
    `an exhaustive search takes ${ratios.exhaustive_to_index} times as long; the first five are its own in ${100 * ratios.same_first_five} % of queries`,
  );
}

function wholeNumber(said: string): number {
  const number = Number(said);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${said} is no whole number above 0`);
  return number;
}
