import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changingFlows, dropDraft, listFlowVersions, peopleOnFlows } from '../store/flow-versions.ts';
import { activateFlows, draftFlows, goBack, type Told } from './flow-change.ts';
import { changedBy, FlowRefused, readStanding } from './flow-store.ts';
import { withStore } from './with-store.ts';

interface By {
  readonly by?: string;
}
interface ByAndTexts extends By {
  readonly locales?: string;
}

/** What is refused is told line by line, like the problems of `flow check`; exit code 1. */
async function tell(work: () => Promise<Told>): Promise<void> {
  try {
    const { done, notes } = await work();
    for (const line of done) console.log(line);
    for (const line of notes) console.error(line);
  } catch (error) {
    if (!(error instanceof FlowRefused)) throw error;
    for (const line of error.message.split('\n')) console.error(line);
    process.exitCode = 1;
  }
}

export const runFlowDraft = (named: readonly string[], { by, locales }: ByAndTexts) =>
  tell(() => withStore((store) => draftFlows(store, named, { by: changedBy(by), locales })));

export const runFlowActivate = (named: readonly string[], { by, locales }: ByAndTexts) =>
  tell(() => withStore((store) => activateFlows(store, named, { by: changedBy(by), locales })));

export const runFlowBack = (flow: string, { by }: By) =>
  tell(() => withStore((store) => goBack(store, flow, changedBy(by))));

export const runFlowDrop = (flow: string) =>
  tell(async () => {
    if (!(await withStore((store) => changingFlows(store.db, (tx) => dropDraft(tx, flow)))))
      throw new FlowRefused([`${flow}: has no draft: teledjol flow list shows what there is`]);
    return { done: [`the draft of ${flow} is gone`], notes: [] };
  });

/** Writes what is active as files, to be changed and brought back. */
export const runFlowExport = (flow: string, { to }: { to: string }) =>
  tell(async () => {
    const { active } = await withStore((store) => readStanding(store.db));
    const there = active.get(flow);
    if (!there) throw new FlowRefused([`${flow}: is no flow: there are ${[...active.keys()].join(', ')}`]);
    const files = new Map([[`${flow}.yaml`, there.source]]);
    for (const [language, texts] of Object.entries(there.texts))
      files.set(join('locales', language, `${flow}.json`), `${JSON.stringify(texts, null, 2)}\n`);
    for (const [file, text] of files) {
      mkdirSync(join(to, file, '..'), { recursive: true });
      writeFileSync(join(to, file), text);
    }
    return { done: [...files.keys()].map((file) => join(to, file)), notes: [] };
  });

/** Prints every version, and those that are lost although people are on them. */
export async function runFlowList({ json }: { readonly json?: boolean }): Promise<void> {
  const { rows, people } = await withStore(async (store) => ({
    rows: await listFlowVersions(store.db),
    people: await peopleOnFlows(store.db),
  }));
  const left = new Map(people.map((one) => [`${one.flow} ${one.version}`, one]));
  // Of one version with several wordings, people are counted once: at the one that talks to them.
  const first = [...rows].sort((a, b) => Number(b.state === 'active') - Number(a.state === 'active'));
  const counted = new Map(
    first.map(({ id, flow, version }) => {
      const there = left.get(`${flow} ${version}`)?.people ?? 0;
      left.delete(`${flow} ${version}`);
      return [id, there];
    }),
  );
  const lines = [
    ...rows.map(({ id, flow, version, state, by, activatedAt, madeAt }) => {
      const since = (activatedAt ?? madeAt).toISOString();
      return { flow, version, state, since, by, people: counted.get(id) ?? 0 };
    }),
    ...[...left.values()].map(({ flow, version, people: lost }) => ({
      flow,
      version,
      state: 'lost' as const,
      since: null,
      by: null,
      people: lost,
    })),
  ];
  for (const one of lines) console.log(json ? JSON.stringify(one) : lineOf(one));
  if (lines.length === 0 && !json)
    console.log('no flow was kept yet: teledjol start keeps those of the program');
}

function lineOf(one: {
  flow: string;
  version: number;
  state: string;
  since: string | null;
  by: string | null;
  people: number;
}): string {
  const since =
    one.since === null ? '' : `since ${one.since.slice(0, 16).replace('T', ' ')} UTC by ${one.by}`;
  return `${one.flow.padEnd(12)} ${String(one.version).padStart(3)}  ${one.state.padEnd(6)}  ${String(one.people).padStart(5)} people  ${since}`.trimEnd();
}
