import type { Log } from './core/log.ts';
import type { ActionShape } from './engine/check.ts';
import { type Problem, problemLine } from './engine/parse.ts';
import { type ComposedFlows, composeFlows, type FlowText, type Spoken } from './flows.ts';
import type { Texts } from './i18n.ts';
import type { Store } from './store/connect.ts';
import { currentFlows, flowStamp, keepFlowFiles, olderFlows } from './store/flow-versions.ts';

/** The channel whose phones play drafts. */
const PHONE_PAGE = 'simulator';

/** The flows and texts of a running program, which change without a restart. */
export interface LiveFlows {
  /**
   * Flows and texts that belong together, as they are now. Take them once for a turn: the next call may give others.
   * @param channel its phones hear drafts where it is the simulator, everybody else what is active
   */
  of(channel: string): Spoken;
  /**
   * Looks whether anything has changed, and takes it on where all of it is right. What is wrong is logged once, and
   * what works goes on.
   */
  refresh(): Promise<void>;
  /** How many flows are in the database that cannot be used as they stand there. */
  refused(): number;
}

/**
 * Keeps the flows of the program in the database, and reads from there what is active.
 * @throws what the database throws where it cannot be reached
 */
export async function openLiveFlows(deps: {
  store: Store;
  texts: Texts;
  actions: Readonly<Record<string, ActionShape>>;
  log: Log;
  /** The flows that come with the program. */
  files: readonly (FlowText & { readonly version: number })[];
}): Promise<LiveFlows> {
  const { store, texts, actions, files, log } = deps;
  const { activated, operators } = await keepFlowFiles(store.db, files);
  for (const flow of activated) log.info('a flow that came with the program became active', { flow });
  for (const flow of operators)
    log.info('an operator’s version of a flow stays active: raise the version of the file to replace it', {
      flow,
    });

  const compose = (current: readonly FlowText[], older: readonly FlowText[]) =>
    composeFlows({ texts, actions, current, older });
  /** What worked last, and what it was made of: for everybody, and for the phone page. */
  let everybody = { spoken: compose(files, []) as Spoken, made: files as readonly FlowText[] };
  let phonePage = everybody;
  let stamp = '';
  let refused = 0;

  const tell = (problems: readonly Problem[]) => {
    for (const problem of problems)
      log.error('a flow in the database cannot be used; the one before goes on', {
        flow: flowOf(problem),
        path: `${problem.file}:${problem.line}`,
        reason: problemLine({ ...problem, file: '' }).replace(/^:\d+: /, ''),
      });
  };

  /** All of these where they are right together; without those that are wrong where that helps; else what worked. */
  const takeOn = (
    wanted: readonly FlowText[],
    older: readonly FlowText[],
    before: typeof everybody,
  ): { kept: typeof everybody; wrong: ReadonlySet<string> } => {
    let first: ComposedFlows;
    try {
      first = compose(wanted, older);
    } catch (error) {
      // Whatever somebody wrote into the table: the program starts, and goes on talking.
      log.error('the flows in the database cannot be put together; those before go on', { error });
      return { kept: before, wrong: new Set(wanted.map(({ flow }) => flow)) };
    }
    for (const { flow, version, problem } of first.left)
      log.warn('an older version of a flow cannot be finished: who is on it goes on where `moved` says', {
        flow,
        code: String(version),
        path: `${problem.file}:${problem.line}`,
        reason: problem.says,
      });
    if (first.problems.length === 0) return { kept: { spoken: first, made: wanted }, wrong: new Set() };
    tell(first.problems);
    const wrong = new Set(first.problems.map(flowOf));
    const others = wanted.flatMap((one) =>
      wrong.has(one.flow) ? before.made.filter(({ flow }) => flow === one.flow) : [one],
    );
    const second = compose(others, older);
    return {
      kept: second.problems.length === 0 ? { spoken: second, made: others } : before,
      wrong,
    };
  };

  const read = async () => {
    const rows = await currentFlows(store.db);
    const older = await olderFlows(store.db);
    const active = rows.filter(({ state }) => state === 'active');
    const drafts = rows.filter(({ state }) => state === 'draft');
    const result = takeOn(active, older, everybody);
    everybody = result.kept;
    const wrong = new Set(result.wrong);
    phonePage = everybody;
    if (drafts.length > 0) {
      const drafted = new Set(drafts.map(({ flow }) => flow));
      const rest = everybody.made.filter(({ flow }) => !drafted.has(flow));
      const replaced = everybody.made.filter(({ flow }) => drafted.has(flow));
      // Somebody on the phone page may be on the version that the draft is to replace.
      const played = takeOn([...rest, ...drafts], [...older, ...replaced], everybody);
      phonePage = played.kept;
      for (const flow of played.wrong) wrong.add(flow);
    }
    refused = wrong.size;
  };

  const live: LiveFlows = {
    of: (channel) => (channel === PHONE_PAGE ? phonePage : everybody).spoken,
    async refresh() {
      const now = await flowStamp(store.db);
      if (now === stamp) return;
      await read();
      stamp = now;
    },
    refused: () => refused,
  };
  await live.refresh();
  return live;
}

/** Files of flows and of texts are both named after their flow. */
const flowOf = ({ file }: Problem) => file.replace(/^.*\//, '').replace(/\.[a-z]+$/, '');
