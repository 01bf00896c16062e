import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ActionShape, checkFlows } from './engine/check.ts';
import { playExample } from './engine/example.ts';
import { type Flow, type Flows, isChoices, type Reading } from './engine/flow.ts';
import { type ParsedFlow, type Problem, parseFlow, problemLine } from './engine/parse.ts';
import { readTextsFile, type Texts } from './i18n.ts';
import { foldWords } from './language/fold.ts';

export const FLOWS_DIRECTORY = fileURLToPath(new URL('../flows', import.meta.url));

/** The flow in which a conversation goes on when its own is no longer there. */
const HOME = 'start';

/** Every flow in a directory, or in files, with all that is wrong with them. */
export interface ReadFlows {
  readonly flows: Flows;
  readonly problems: readonly Problem[];
  readonly parsed: readonly ParsedFlow[];
}

/** @param directory read as a whole: flows lead into each other */
export function readFlows(
  texts: Texts,
  actions: Readonly<Record<string, ActionShape>>,
  directory: string = FLOWS_DIRECTORY,
): ReadFlows {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const parsed = files.map((file) =>
    parseFlow(readFileSync(join(directory, file), 'utf8'), join(basename(directory), file)),
  );
  const flows = parsed.flatMap(({ flow }) => (flow ? [flow] : []));
  const accepted = acceptedWords(flows, texts);
  const ownProblems = parsed.flatMap(({ problems }) => problems);
  // A file that cannot be read would make its neighbours look wrong: first things first.
  const problems = ownProblems.length > 0 ? ownProblems : checkFlows(parsed, { actions, texts, accepted });
  return {
    flows: { byName: new Map(flows.map((flow) => [flow.name, flow])), home: HOME, accepted },
    problems,
    parsed,
  };
}

/**
 * The flows for a running program.
 * @throws Error with one line per problem: a flow that is half right must not start talking to people
 */
export function loadFlows(
  texts: Texts,
  actions: Readonly<Record<string, ActionShape>>,
  directory: string = FLOWS_DIRECTORY,
): Flows {
  const { flows, problems } = readFlows(texts, actions, directory);
  if (problems.length > 0)
    throw new Error(`the flows cannot be used:\n${problems.map(problemLine).join('\n')}`);
  return flows;
}

/** One version of a flow as it is kept: the YAML, and by language the texts of the flow's own file. */
export interface FlowText {
  readonly flow: string;
  readonly source: string;
  readonly texts: Readonly<Record<string, unknown>>;
  /** For the problems; `<flow>.yaml` unless told. */
  readonly file?: string;
}

/**
 * The examples that are not true.
 * @param wanted by file, whose examples are played
 */
export function exampleProblems(
  { parsed, flows, problems }: Pick<ReadFlows, 'parsed' | 'flows' | 'problems'>,
  reading: Reading,
  wanted: (file: string) => boolean,
): Problem[] {
  // What a broken flow says in its examples tells nothing new.
  if (problems.length > 0) return [];
  return parsed.flatMap(({ file, flow, problem }) =>
    flow === null || !wanted(file)
      ? []
      : flow.examples.flatMap((example, index) =>
          playExample(flows, flow, example, reading).problems.map((says) =>
            problem(['examples', index], `"${example.name}" ${says}`),
          ),
        ),
  );
}

/**
 * The flows of the program as they are kept: checked, and each with its texts.
 * @throws Error with one line per problem, as {@link loadFlows}
 */
export function loadFlowTexts(
  texts: Texts,
  actions: Readonly<Record<string, ActionShape>>,
  directory: string = FLOWS_DIRECTORY,
): (FlowText & { readonly version: number })[] {
  const { byName } = loadFlows(texts, actions, directory);
  return [...byName.values()].map(({ name, version }) => ({
    flow: name,
    version,
    source: readFileSync(join(directory, `${name}.yaml`), 'utf8'),
    texts: readTextsFile(name).texts,
  }));
}

/** Flows with the texts that belong to them: only together are they right. */
export interface Spoken {
  readonly flows: Flows;
  readonly texts: Texts;
}

export interface ComposedFlows extends Spoken {
  /** What is wrong with the current ones. */
  readonly problems: readonly Problem[];
  readonly parsed: readonly ParsedFlow[];
  /** Older versions that cannot be finished beside the current ones, and why. */
  readonly left: readonly LeftOut[];
}

/** One reason why an older version is left out. */
export interface LeftOut {
  readonly flow: string;
  readonly version: number;
  readonly problem: Problem;
}

/**
 * Puts flows together that are not files of the program: reads them, lays their texts over those of the program,
 * and checks all of them with each other.
 * @param older versions that somebody may still be on. They speak with the texts of the current ones, and with
 *   their own where the current ones have none
 */
export function composeFlows(given: {
  readonly texts: Texts;
  readonly actions: Readonly<Record<string, ActionShape>>;
  readonly current: readonly FlowText[];
  readonly older?: readonly FlowText[];
}): ComposedFlows {
  const { actions, current, older = [] } = given;
  const parsed = current.map(parseText);
  const flows = parsed.flatMap(({ flow }) => (flow ? [flow] : []));
  const byName = new Map(flows.map((flow) => [flow.name, flow]));
  const own = withTexts(given.texts, current);
  const { texts } = withTexts(own.texts, older, true);
  const accepted = acceptedWords(flows, texts);
  const ownProblems = [...parsed.flatMap(({ problems }) => problems), ...own.problems];
  const problems =
    ownProblems.length > 0 ? ownProblems : checkFlows(parsed, { actions, texts: own.texts, accepted });

  const kept: Flow[] = [];
  const left: LeftOut[] = [];
  for (const each of problems.length > 0 ? [] : older.map(parseText)) {
    const { flow } = each;
    // What once talked to people and can no longer be read was written for another release.
    if (!flow || byName.get(flow.name)?.version === flow.version) continue;
    const others = parsed.filter((one) => one.flow?.name !== flow.name);
    const wrong = checkFlows([...others, each], { actions, texts, accepted: acceptedWords([flow], texts) });
    const own = wrong.filter(({ file }) => file === each.file);
    if (own.length === 0) kept.push(flow);
    for (const problem of own) left.push({ flow: flow.name, version: flow.version, problem });
  }
  const all = new Map([...acceptedWords(kept, texts), ...accepted]);
  return {
    flows: { byName, home: HOME, accepted: all, older: byVersion(kept) },
    texts,
    problems,
    parsed,
    left,
  };
}

const parseText = ({ flow, source, file = `${flow}.yaml` }: FlowText) => parseFlow(source, file);

function byVersion(flows: readonly Flow[]): Map<string, Map<number, Flow>> {
  const older = new Map<string, Map<number, Flow>>();
  for (const flow of flows)
    older.set(flow.name, (older.get(flow.name) ?? new Map<number, Flow>()).set(flow.version, flow));
  return older;
}

/** Lays the texts of these flows over others, or under them. Files that are no texts are left out. */
function withTexts(
  base: Texts,
  flows: readonly FlowText[],
  adds = false,
): { texts: Texts; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const files = flows.map(({ flow: name, texts }) => ({ name, texts, adds }));
  const good = files.filter((file) => {
    try {
      base.withFiles([file]);
      return true;
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const [, path = `${file.name}.json`, says = said] = /^(\S+\.json): (.*)$/.exec(said) ?? [];
      problems.push({ file: `locales/${path}`, line: 1, key: '', says });
      return false;
    }
  });
  return { texts: base.withFiles(good), problems };
}

/** For each choice its label in every language and the words that mean it: people mix languages in one talk. */
function acceptedWords(flows: readonly Flow[], texts: Texts): Flows['accepted'] {
  const accepted = new Map<string, ReadonlySet<string>>();
  for (const flow of flows) {
    for (const state of flow.states.values()) {
      if (state.kind !== 'ask' || !isChoices(state.expect)) continue;
      for (const { key, words } of state.expect) {
        const labels = texts.languages.map((language) => foldWords(texts.template(language, key) ?? ''));
        const all = [...labels, ...(words === undefined ? [] : texts.list(words))];
        accepted.set(key, new Set(all.filter((word) => word !== '')));
      }
    }
  }
  return accepted;
}
