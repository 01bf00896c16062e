import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ActionShape, checkFlows } from './engine/check.ts';
import { type Flow, type Flows, isChoices } from './engine/flow.ts';
import { type ParsedFlow, type Problem, parseFlow, problemLine } from './engine/parse.ts';
import type { Texts } from './i18n.ts';
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
