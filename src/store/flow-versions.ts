import { createHash } from 'node:crypto';
import { and, asc, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import type { Db, Queryable } from './connect.ts';
import { contact, flowVersion } from './schema.ts';

/** One version of one flow, as it was written: the YAML, and by language the texts of the flow's own file. */
export interface WrittenFlow {
  readonly flow: string;
  readonly version: number;
  readonly source: string;
  readonly texts: Readonly<Record<string, unknown>>;
}

export interface FlowVersionRow extends WrittenFlow {
  readonly id: number;
  readonly hash: string;
  readonly state: 'draft' | 'active' | 'past';
  readonly by: string;
  readonly madeAt: Date;
  /** Null: it has never talked to anybody but the phone page. */
  readonly activatedAt: Date | null;
}

/** Who made what comes with the program. */
export const BY_FILES = 'files';

/** Whoever is with a person of ours begins anew when they are handed back. */
const OPEN_TALK = sql`${contact.snapshot}->>'waits' <> 'person'`;

/** SHA-256 of source and texts, in hex; how the texts are laid out and ordered does not count. */
export function hashOfFlow({ source, texts }: Pick<WrittenFlow, 'source' | 'texts'>): string {
  return createHash('sha256')
    .update(JSON.stringify([source, inOrder(texts)]))
    .digest('hex');
}

const inOrder = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, each]) => [key, inOrder(each)]);

/** Changes with every write to the table, also with one by hand; cheap enough to ask for every few seconds. */
export async function flowStamp(q: Queryable): Promise<string> {
  const { rows } = await q.execute<{ stamp: string | null }>(
    sql`select md5(string_agg(id || ':' || xmin, ',' order by id)) as stamp from ${flowVersion}`,
  );
  return rows[0]?.stamp ?? '';
}

/** What talks to people now, and the drafts. */
export function currentFlows(q: Queryable): Promise<FlowVersionRow[]> {
  return q
    .select()
    .from(flowVersion)
    .where(inArray(flowVersion.state, ['active', 'draft']))
    .orderBy(asc(flowVersion.flow));
}

/**
 * Versions that talk to nobody new, but that somebody in mid-talk is on, and of each flow the one that was active
 * last: a process that has not heard of the change yet may begin a talk on it. Of one version its latest wording.
 */
export async function olderFlows(q: Queryable): Promise<WrittenFlow[]> {
  const { rows } = await q.execute<WrittenFlow & Record<string, unknown>>(sql`
    with past as (
      select distinct on (flow, version) flow, version, source, texts, activated_at
      from ${flowVersion} where activated_at is not null and state <> 'active'
      order by flow, version, activated_at desc)
    select flow, version, source, texts from past
    where (flow, version::text) in (
        select snapshot->>'flow', snapshot->>'version' from ${contact} where ${OPEN_TALK})
      or activated_at = (select max(latest.activated_at) from past as latest where latest.flow = past.flow)
    order by flow, version`);
  return rows;
}

/** How many people are in mid-talk on each version, also on versions that are not in the table. */
export async function peopleOnFlows(
  q: Queryable,
): Promise<{ flow: string; version: number; people: number }[]> {
  const { rows } = await q.execute<{ flow: string; version: string; people: string }>(sql`
    select snapshot->>'flow' as flow, snapshot->>'version' as version, count(*) as people
    from ${contact} where ${OPEN_TALK} group by 1, 2 order by 1, 2`);
  return rows.map(({ flow, version, people }) => ({
    flow,
    version: Number(version),
    people: Number(people),
  }));
}

/** Every version there is, by flow, newest first. */
export function listFlowVersions(q: Queryable): Promise<FlowVersionRow[]> {
  return q
    .select()
    .from(flowVersion)
    .orderBy(asc(flowVersion.flow), sql`${flowVersion.activatedAt} desc nulls first, ${flowVersion.id} desc`);
}

/** Nobody else changes flows until this transaction ends: what was checked is what is written. Reading goes on. */
export function changingFlows<T>(db: Db, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`lock table ${flowVersion} in share row exclusive mode`);
    return work(tx);
  });
}

/** From now on this version talks to everybody; the one before is kept for whoever is on it. */
export async function activateFlow(tx: Queryable, written: WrittenFlow, by: string): Promise<void> {
  await retire(tx, written.flow, 'active');
  await put(tx, written, { state: 'active', by, activatedAt: sql`clock_timestamp()` });
}

/** Keeps it for the phone page, in place of an earlier draft. The active one stays what it is. */
export async function draftFlow(tx: Queryable, written: WrittenFlow, by: string): Promise<void> {
  await dropDraft(tx, written.flow);
  await put(tx, written, { state: 'draft', by });
}

/** @returns false where there is no draft of this flow */
export async function dropDraft(tx: Queryable, flow: string): Promise<boolean> {
  return (await retire(tx, flow, 'draft')) > 0;
}

async function put(
  tx: Queryable,
  written: WrittenFlow,
  set: { state: 'draft' | 'active'; by: string; activatedAt?: ReturnType<typeof sql> },
): Promise<void> {
  const { flow, version, source, texts } = written;
  await tx
    .insert(flowVersion)
    .values({ flow, version, source, texts, hash: hashOfFlow(written), ...set })
    .onConflictDoUpdate({
      target: [flowVersion.flow, flowVersion.hash],
      set,
      // What talks to everybody must not fall silent because somebody drafts the same once more.
      setWhere: ne(flowVersion.state, 'active'),
    });
}

/** What has talked to people is kept; what has not goes. */
async function retire(tx: Queryable, flow: string, state: 'draft' | 'active'): Promise<number> {
  const those = and(eq(flowVersion.flow, flow), eq(flowVersion.state, state));
  const kept = await tx
    .update(flowVersion)
    .set({ state: 'past' })
    .where(and(those, isNotNull(flowVersion.activatedAt)))
    .returning({ id: flowVersion.id });
  const gone = await tx.delete(flowVersion).where(those).returning({ id: flowVersion.id });
  return kept.length + gone.length;
}

/** What became of the flows of the program. */
export interface KeptFiles {
  readonly activated: readonly string[];
  /** Flows where an operator's version goes on, although the program's file says something else. */
  readonly operators: readonly string[];
}

/**
 * Keeps what comes with the program. A file becomes active where its version is higher than the active one, or the
 * same with other content: files are the truth of a release. What an operator made active stays until a file has a
 * higher version. A flow that came with files and is no longer among them talks to nobody new.
 *
 * Processes that start together do it once: the second finds nothing to do.
 */
export async function keepFlowFiles(db: Db, files: readonly WrittenFlow[]): Promise<KeptFiles> {
  return changingFlows(db, async (tx) => {
    const rows = await currentFlows(tx);
    const active = new Map(rows.filter(({ state }) => state === 'active').map((row) => [row.flow, row]));
    const activated: string[] = [];
    const operators: string[] = [];
    for (const file of files) {
      const there = active.get(file.flow);
      if (there?.hash === hashOfFlow(file)) continue;
      const isOperators = there !== undefined && there.by !== BY_FILES;
      if (
        there === undefined ||
        file.version > there.version ||
        (file.version === there.version && !isOperators)
      ) {
        await activateFlow(tx, file, BY_FILES);
        activated.push(file.flow);
      } else if (isOperators) operators.push(file.flow);
    }
    const named = new Set(files.map(({ flow }) => flow));
    for (const { flow, by } of active.values())
      if (by === BY_FILES && !named.has(flow)) await retire(tx, flow, 'active');
    return { activated, operators };
  });
}
