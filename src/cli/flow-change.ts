import { ACTIONS } from '../conversation/actions/outcomes.ts';
import { parseFlow, problemLine } from '../engine/parse.ts';
import { wouldStrand } from '../engine/strand.ts';
import { type ComposedFlows, composeFlows, exampleProblems, type FlowText } from '../flows.ts';
import { readingHere } from '../reading.ts';
import type { Queryable, Store } from '../store/connect.ts';
import {
  activateFlow,
  changingFlows,
  draftFlow,
  hashOfFlow,
  listFlowVersions,
  olderFlows,
  peopleOnFlows,
} from '../store/flow-versions.ts';
import { type BroughtFlow, bring, FlowRefused, readStanding, type Standing } from './flow-store.ts';
import { measureTexts, readSmsBudget } from './texts-check.ts';

/** What was done, a line each, and what is to be thought of. */
export interface Told {
  readonly done: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Keeps these as drafts, which only the phone page plays.
 * @param named see {@link bring}
 * @throws FlowRefused; then nothing was changed
 */
export async function draftFlows(
  store: Store,
  named: readonly string[],
  { by, locales }: { by: string; locales?: string | undefined },
): Promise<Told> {
  return changingFlows(store.db, async (tx) => {
    const standing = await readStanding(tx);
    const brought = named.map((each) => bring(each, locales, standing));
    check(compose(standing, [...standing.drafts.values(), ...brought], []), brought);
    for (const one of brought) {
      if (isSame(standing.active.get(one.flow), one))
        throw new FlowRefused([`${one.file}: talks to people like this already: there is nothing to try`]);
      await draftFlow(tx, one, by);
    }
    return {
      done: brought.map(({ flow, version }) => `${flow} ${version} is a draft: try it at /simulator`),
      notes: brought
        .flatMap((one) => strands(standing, one))
        .map((line) => `before it can be activated: ${line}`),
    };
  });
}

/**
 * From now on these talk to everybody, together or none of them.
 * @param named the name of a flow takes its draft; a file is taken as it is
 * @throws FlowRefused; then nothing was changed
 */
export async function activateFlows(
  store: Store,
  named: readonly string[],
  { by, locales }: { by: string; locales?: string | undefined },
): Promise<Told> {
  return changingFlows(store.db, async (tx) => {
    const standing = await readStanding(tx);
    const brought = named.map((each) => {
      const draft = standing.drafts.get(each);
      if (draft && locales === undefined) return withParsed(draft);
      if (standing.active.has(each) && locales === undefined)
        throw new FlowRefused([`${each}: has no draft: make one with teledjol flow draft`]);
      return bring(each, locales, standing);
    });
    return activate(
      tx,
      standing,
      brought,
      by,
      brought.flatMap((one) => strands(standing, one)),
    );
  });
}

/**
 * Makes the version active again that was active before this one. Where it means something else it gets a new
 * number, since a number stands for one meaning.
 * @throws FlowRefused; then nothing was changed
 */
export async function goBack(store: Store, flow: string, by: string): Promise<Told> {
  return changingFlows(store.db, async (tx) => {
    const standing = await readStanding(tx);
    const active = standing.active.get(flow);
    const rows = (await listFlowVersions(tx)).filter((row) => row.flow === flow);
    const [before] = rows.filter(({ state, activatedAt }) => state !== 'active' && activatedAt !== null);
    if (!active || !before) throw new FlowRefused([`${flow}: no other version of it was ever active`]);
    const same = withParsed(before);
    const highest = Math.max(...rows.map(({ version }) => version));
    const raised = before.source.replace(/^version:.*$/m, `version: ${highest + 1}`);
    // Without `moved`, too: whoever is on the version that is left finishes on it, for it is kept.
    const brought =
      strands(standing, same).length === 0
        ? same
        : withParsed({ flow, version: highest + 1, source: raised, texts: before.texts });
    return activate(tx, standing, [brought], by);
  });
}

async function activate(
  tx: Queryable,
  standing: Standing,
  brought: readonly BroughtFlow[],
  by: string,
  stranded: readonly string[] = [],
): Promise<Told> {
  const replaced = brought.flatMap(({ flow }) => standing.active.get(flow) ?? []);
  const people = await peopleOnFlows(tx);
  const isPeopled = (flow: string, version: number) =>
    people.some((one) => one.flow === flow && one.version === version);
  const composed = compose(standing, brought, [...(await olderFlows(tx)), ...replaced]);
  check(composed, brought);
  if (stranded.length > 0) throw new FlowRefused(stranded);
  const left = composed.left.filter(({ flow, version }) => isPeopled(flow, version));
  const lost = await lostPeople(tx, brought, people);
  const refused = [
    ...left.map(
      ({ version, problem }) =>
        `${problemLine(problem)} (version ${version}, on which people are: leave what they still need)`,
    ),
    ...lost,
  ];
  if (refused.length > 0) throw new FlowRefused(refused);
  const done: string[] = [];
  for (const one of brought) {
    const already = isSame(standing.active.get(one.flow), one);
    if (!already) await activateFlow(tx, one, by);
    done.push(`${one.flow} ${one.version} is active${already ? ' already' : ''}`);
  }
  return { done, notes: [] };
}

/** People on a version that nobody has any more: without `moved` they would begin again. */
async function lostPeople(
  tx: Queryable,
  brought: readonly BroughtFlow[],
  people: readonly { flow: string; version: number; people: number }[],
): Promise<string[]> {
  const rows = await listFlowVersions(tx);
  return brought.flatMap(({ flow: name, version, parsed }) => {
    if (parsed.flow?.moved !== undefined) return [];
    const kept = rows.filter(({ flow, activatedAt }) => flow === name && activatedAt !== null);
    const lost = people.filter(
      (one) =>
        one.flow === name && one.version !== version && kept.every((row) => row.version !== one.version),
    );
    return lost.map((one) =>
      problemLine(
        parsed.problem(
          ['moved'],
          `is missing: ${one.people} people are on version ${one.version}, which is not kept; name the state at which they go on`,
        ),
      ),
    );
  });
}

function compose(
  standing: Standing,
  changed: readonly FlowText[],
  older: readonly FlowText[],
): ComposedFlows {
  const current = new Map<string, FlowText>([
    ...standing.active,
    ...changed.map((one) => [one.flow, one] as const),
  ]);
  return composeFlows({ texts: standing.texts, actions: ACTIONS, current: [...current.values()], older });
}

/** @throws FlowRefused where a flow is wrong, an example is no longer true, or a text does not fit its SMS */
function check(composed: ComposedFlows, brought: readonly BroughtFlow[]): void {
  const names = brought.map(({ flow }) => flow);
  const problems = [
    ...composed.problems,
    ...exampleProblems(composed, readingHere(composed.texts).reading, (file) =>
      brought.some((one) => (one.file ?? `${one.flow}.yaml`) === file),
    ),
  ].map(problemLine);
  if (problems.length > 0) throw new FlowRefused(problems);
  const budget = readSmsBudget();
  // A new flow goes out by SMS like those that the list knows.
  const sizes = measureTexts(composed.texts, { ...budget, files: [...budget.files, ...names] });
  const wrong = sizes.filter(
    ({ key, problems: told }) => told.length > 0 && names.some((name) => key.startsWith(`${name}.`)),
  );
  if (wrong.length > 0)
    throw new FlowRefused(
      wrong.map(({ language, key, problems: told }) => {
        const [file = '', ...rest] = key.split('.');
        return `locales/${language}/${file}.json: ${rest.join('.')}: ${told.join('; ')}`;
      }),
    );
}

function strands({ active }: Standing, { flow, parsed }: BroughtFlow): string[] {
  const before = active.get(flow);
  const known = before && parseFlow(before.source, `${flow}.yaml`).flow;
  return known ? wouldStrand(known, parsed).map(problemLine) : [];
}

function withParsed({ flow, version, source, texts }: FlowText & { version: number }): BroughtFlow {
  const file = `${flow}.yaml`;
  const parsed = parseFlow(source, file);
  if (!parsed.flow) throw new FlowRefused(parsed.problems.map(problemLine));
  return { flow, version, source, texts, file, parsed };
}

const isSame = (known: FlowText | undefined, one: FlowText) =>
  known !== undefined && hashOfFlow(known) === hashOfFlow(one);
