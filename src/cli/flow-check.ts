import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { ACTIONS } from '../conversation/actions/outcomes.ts';
import { openLog } from '../core/log.ts';
import { segments } from '../core/sms.ts';
import { checkBanks } from '../country/check-banks.ts';
import { countryNames, countryOf } from '../country/index.ts';
import type { Flow } from '../engine/flow.ts';
import { type Problem, parseFlow, problemLine } from '../engine/parse.ts';
import { flowJsonSchema } from '../engine/schema.ts';
import { wouldStrand } from '../engine/strand.ts';
import { exampleProblems, FLOWS_DIRECTORY, type ReadFlows, readFlows } from '../flows.ts';
import { loadTexts, type Texts } from '../i18n.ts';
import { readingHere } from '../reading.ts';
import { openStore, type Store } from '../store/connect.ts';
import { currentFlows } from '../store/flow-versions.ts';
import { openSeal } from '../store/seal.ts';

/**
 * @param files checked together with their neighbours, because flows lead into each other; only their own problems
 *   are told
 */
export async function runFlowCheck(
  files: readonly string[],
  options: { readonly write?: boolean; readonly texts?: boolean; readonly against?: string },
): Promise<void> {
  const texts = loadTexts();
  const lines: string[] = [];
  const directories = new Set(
    files.length === 0 ? [FLOWS_DIRECTORY] : files.map((file) => dirname(resolve(file))),
  );
  const known =
    options.against === undefined
      ? await activeFlows()
      : readFlows(texts, ACTIONS, options.against).flows.byName;
  let count = 0;
  for (const directory of directories) {
    const here = files.filter((file) => dirname(resolve(file)) === directory).map((file) => basename(file));
    const wanted = (file: string) => files.length === 0 || here.includes(basename(file));
    const read = readFlows(texts, ACTIONS, directory);
    for (const name of here)
      if (!read.parsed.some(({ file }) => basename(file) === name))
        lines.push(`${name}: is no flow file (a flow ends in .yaml)`);
    lines.push(...read.problems.filter(({ file }) => wanted(file)).map(problemLine));
    lines.push(...exampleProblems(read, readingHere(texts).reading, wanted).map(problemLine));
    lines.push(...strandProblems(read, known, wanted).map(problemLine));
    count += read.parsed.filter(({ file }) => wanted(file)).length;
    if (options.texts) printTexts(read, texts, wanted);
  }
  if (directories.has(FLOWS_DIRECTORY)) {
    lines.push(...schemaProblems(options.write === true));
    // A flow walks them, so they are checked with the flows.
    for (const name of countryNames()) lines.push(...checkBanks(countryOf(name).quizBanks, texts.languages));
  }
  for (const line of lines) console.log(line);
  if (lines.length > 0) process.exitCode = 1;
  else console.log(`${count} ${count === 1 ? 'flow is' : 'flows are'} in order`);
}

function strandProblems(
  { parsed }: ReadFlows,
  known: ReadonlyMap<string, Flow>,
  wanted: (file: string) => boolean,
): Problem[] {
  return parsed.flatMap((after) => {
    const before = after.flow && known.get(after.flow.name);
    return before && wanted(after.file) ? wouldStrand(before, after) : [];
  });
}

/** What people know now; nothing where no database is named or it does not answer: a check must not need one. */
async function activeFlows(): Promise<ReadonlyMap<string, Flow>> {
  let store: Store | undefined;
  try {
    const { databaseUrl: url, secretKey } = readConfig();
    if (url === undefined) return new Map();
    const log = openLog(undefined, 'silent');
    store = openStore({ url, seal: openSeal(secretKey ?? Buffer.alloc(32)), log, max: 1 });
    const rows = await currentFlows(store.db);
    const active = rows.filter(({ state }) => state === 'active');
    const flows = active.flatMap(({ flow, source }) => parseFlow(source, `${flow}.yaml`).flow ?? []);
    return new Map(flows.map((flow) => [flow.name, flow]));
  } catch {
    console.error('not compared with the active flows: the database of the settings does not answer');
    return new Map();
  } finally {
    await store?.close();
  }
}

function schemaProblems(write: boolean): string[] {
  const file = join(FLOWS_DIRECTORY, 'flow.schema.json');
  const made = flowJsonSchema();
  if (write) writeFileSync(file, made);
  let kept = '';
  try {
    kept = readFileSync(file, 'utf8');
  } catch {
    // Not there is as wrong as out of date, and mended in the same way.
  }
  return kept === made ? [] : ['flows/flow.schema.json:1: is out of date: run teledjol flow check --write'];
}

/** A case code is four characters; any other value is counted as ten. */
const filled = (template: string) =>
  template.replaceAll('{{code}}', '4F7K').replace(/\{\{[^}]+\}\}/g, 'x'.repeat(10));

function printTexts({ parsed, flows }: ReadFlows, texts: Texts, wanted: (file: string) => boolean): void {
  const names = parsed.flatMap(({ file, flow }) => (flow && wanted(file) ? [flow.name] : []));
  for (const name of names.filter((each) => flows.byName.has(each))) {
    for (const language of texts.languages) {
      for (const key of texts.keys(language).filter((each) => each.startsWith(`${name}.`))) {
        const sms = segments(filled(texts.template(language, key) ?? ''));
        console.log(`${key}\t${language}\t${sms.segments} SMS\t${sms.units} ${sms.alphabet}`);
      }
    }
  }
}
