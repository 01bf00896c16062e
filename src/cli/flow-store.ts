import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { ACTIONS } from '../conversation/actions/outcomes.ts';
import type { ParsedFlow } from '../engine/parse.ts';
import { parseFlow, problemLine } from '../engine/parse.ts';
import { type FlowText, loadFlowTexts } from '../flows.ts';
import { loadTexts, readTextsFile, type Texts } from '../i18n.ts';
import type { Queryable } from '../store/connect.ts';
import { BY_FILES, currentFlows, type FlowVersionRow } from '../store/flow-versions.ts';

/** What is wrong, one line each, with file, line and key where there is one. */
export class FlowRefused extends Error {
  override readonly name = 'FlowRefused';
  constructor(lines: readonly string[]) {
    super([...new Set(lines)].join('\n'));
  }
}

/** A version of a flow that somebody brings. */
export interface BroughtFlow extends FlowText {
  readonly version: number;
  readonly parsed: ParsedFlow;
}

/** What talks to people now; of a flow that was never kept, what comes with the program. */
export interface Standing {
  readonly texts: Texts;
  readonly active: ReadonlyMap<string, FlowText & { readonly version: number }>;
  readonly drafts: ReadonlyMap<string, FlowVersionRow>;
}

export async function readStanding(q: Queryable): Promise<Standing> {
  const texts = loadTexts();
  const rows = await currentFlows(q);
  const named = (state: string): [string, FlowVersionRow][] =>
    rows.filter((row) => row.state === state).map((row) => [row.flow, row]);
  const files = rows.some(({ state }) => state === 'active') ? [] : loadFlowTexts(texts, ACTIONS);
  const active = new Map<string, FlowText & { readonly version: number }>(named('active'));
  for (const file of files) active.set(file.flow, file);
  return {
    texts,
    active,
    drafts: new Map(named('draft')),
  };
}

/**
 * Reads what is named on the command line.
 * @param named a flow file; or the name of a flow, for what is active, so that only its texts change
 * @param locales a folder with `<language>/<flow>.json`; a language that is not there keeps its texts
 * @throws FlowRefused
 */
export function bring(named: string, locales: string | undefined, standing: Standing): BroughtFlow {
  const known = standing.active.get(named);
  if (!known && !existsSync(named))
    throw new FlowRefused([
      `${named}: is no file and no flow: there are ${[...standing.active.keys()].join(', ')}`,
    ]);
  const file = known ? `${named}.yaml` : named;
  const source = known ? known.source : readFileSync(named, 'utf8');
  const parsed = parseFlow(source, file);
  if (!parsed.flow) throw new FlowRefused(parsed.problems.map(problemLine));
  const { name, version } = parsed.flow;
  const before = standing.active.get(name)?.texts ?? readTextsFile(name).texts;
  const changed = locales === undefined ? {} : textsIn(locales, name, standing.texts.languages);
  return { flow: name, version, source, file, parsed, texts: { ...before, ...changed } };
}

function textsIn(
  folder: string,
  name: string,
  languages: readonly string[],
): Readonly<Record<string, unknown>> {
  if (!existsSync(folder)) throw new FlowRefused([`${folder}: is not there`]);
  let texts: Readonly<Record<string, unknown>>;
  try {
    ({ texts } = readTextsFile(name, folder));
  } catch (error) {
    throw new FlowRefused([join(folder, error instanceof Error ? error.message : String(error))]);
  }
  const unknown = Object.keys(texts).filter((language) => !languages.includes(language));
  if (unknown.length > 0)
    throw new FlowRefused(
      unknown.map(
        (language) => `${join(folder, language)}: is no language here: there are ${languages.join(', ')}`,
      ),
    );
  if (Object.keys(texts).length === 0)
    throw new FlowRefused([
      `${folder}: holds no ${languages[0]}/${name}.json (in it: ${readdirSync(folder).join(', ') || 'nothing'})`,
    ]);
  return texts;
}

/**
 * Under whose name a change is kept.
 * @throws FlowRefused
 */
export function changedBy(given: string | undefined): string {
  let by = given;
  try {
    by ??= userInfo().username;
  } catch {
    // A container may run as a user that has no name.
  }
  by = by?.trim() || 'operator';
  if (by === BY_FILES)
    throw new FlowRefused([`--by ${BY_FILES}: is what comes with the program: give your own name`]);
  return by;
}
