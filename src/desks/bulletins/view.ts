import type { Content } from '../../core/message.ts';
import { type OpenedFile, openFile } from '../../store/blobs.ts';
import { countMeant } from '../../store/bulletin-plan.ts';
import { type Outcome, outcomesOf, type Progress, progressOf } from '../../store/bulletin-results.ts';
import {
  type BulletinRow,
  type BulletinTexts,
  bulletinTexts,
  findBulletin,
  findRun,
  listBulletins,
  listRuns,
  outdatedBulletins,
  type RunRow,
  verdictsOf,
} from '../../store/bulletins.ts';
import { listEvents } from '../../store/events.ts';
import { meantBy, wordsAt } from './begin.ts';
import { type BulletinDesk, bulkAccounts, type Fitted } from './desk.ts';
import { contentAt, costsAt } from './send.ts';
import { contentOf } from './words.ts';

const SHOWN = 200;

export interface BulletinLine {
  readonly bulletin: BulletinRow;
  /** Newest first. */
  readonly runs: readonly RunRow[];
  /** It repeats a verdict that does not stand any more. */
  readonly outdated: boolean;
}

/** Newest first. */
export async function listAll(desk: BulletinDesk): Promise<BulletinLine[]> {
  const { db } = desk.store;
  const rows = await listBulletins(db, SHOWN);
  const ids = rows.map(({ id }) => id);
  const runs = await listRuns(db, ids);
  const outdated = new Set(await outdatedBulletins(db, ids));
  return rows.map((bulletin) => ({
    bulletin,
    runs: runs.filter(({ bulletinId }) => bulletinId === bulletin.id),
    outdated: outdated.has(bulletin.id),
  }));
}

export interface BulletinView extends BulletinLine {
  readonly texts: BulletinTexts;
  readonly verdictIds: readonly string[];
  readonly history: Awaited<ReturnType<typeof listEvents>>;
}

export async function viewBulletin(desk: BulletinDesk, id: string): Promise<BulletinView | undefined> {
  const { db } = desk.store;
  const bulletin = await findBulletin(db, id);
  if (!bulletin) return undefined;
  const [texts, verdictIds, runs, outdated, history] = await Promise.all([
    bulletinTexts(db, id),
    verdictsOf(db, id),
    listRuns(db, [id]),
    outdatedBulletins(db, [id]),
    listEvents(db, [id]),
  ]);
  return { bulletin, texts, verdictIds, runs, outdated: outdated.length > 0, history };
}

/** What it would say if it went out now; of a digest without news nothing. */
export const wordsNow = (
  desk: BulletinDesk,
  { bulletin, texts }: Pick<BulletinView, 'bulletin' | 'texts'>,
): Promise<BulletinTexts> => wordsAt(desk, desk.store.db, { of: bulletin, words: texts, now: desk.now() });

/** What is spoken of it in one language, for the desk. */
export async function spokenFile(
  desk: BulletinDesk,
  { id, language }: { id: string; language: string },
): Promise<OpenedFile | undefined> {
  const audioId = (await bulletinTexts(desk.store.db, id))[language]?.audioId;
  return audioId ? openFile(desk.store, audioId) : undefined;
}

/** What leaves one account for people of one language, to the letter. */
export interface Form {
  readonly account: string;
  readonly language: string;
  readonly parts: readonly Fitted[];
  /** Of SMS; messages elsewhere. */
  readonly segments: number;
  /** Of one person, in thousandths. */
  readonly milli: number;
  /**
   * What is put into a template for people whose window is closed, and what that costs; `waits` where the account has
   * none for it, null where it has no window.
   */
  readonly closed: { readonly text: string; readonly milli: number } | 'waits' | null;
}

/** Each channel's exact form of what is written. Accounts that take no bulletins are left out. */
export async function formsOf(desk: BulletinDesk, texts: BulletinTexts): Promise<Form[]> {
  const content = await contentOf(desk.store.db, desk.texts, texts);
  return bulkAccounts(desk).flatMap((account) => Object.entries(content).map(formAt(desk, account)));
}

const formAt =
  (desk: BulletinDesk, account: string) =>
  ([language, said]: [string, Content]): Form => {
    const parts = desk.fit(account, said);
    const segments = parts.reduce((sum, part) => sum + part.segments, 0);
    const milli = segments * desk.milliPerUnit(account);
    return { account, language, parts, segments, milli, closed: closedAt(desk, account, language, said) };
  };

function closedAt(desk: BulletinDesk, account: string, language: string, said: Content): Form['closed'] {
  if (!desk.capabilities.get(account)?.window) return null;
  const text = contentAt(desk, account, { [language]: said })[language]?.template?.params?.[0];
  return text === undefined ? 'waits' : { text, milli: desk.milliPerUnit(account, true) };
}

export interface Estimate {
  readonly lines: readonly {
    readonly account: string;
    readonly language: string;
    readonly people: number;
    readonly units: number;
    readonly milli: number;
    /** Bulletins do not leave there. */
    readonly refused: boolean;
  }[];
  readonly people: number;
  readonly milli: number;
}

/** Whom it would reach now, and what that would cost. Reads all subscriptions. */
export async function estimate(
  desk: BulletinDesk,
  of: Pick<BulletinRow, 'topic' | 'audience'>,
  texts: BulletinTexts,
): Promise<Estimate> {
  const content = await contentOf(desk.store.db, desk.texts, texts);
  const meant = meantBy(desk, of, Object.keys(texts));
  const may = new Set(meant.accounts);
  const lines = (await countMeant(desk.store.db, meant)).map(({ account, language, count }) => {
    const refused = !may.has(account);
    const said = content[language];
    const segments = !refused && said ? formAt(desk, account)([language, said]).segments : 0;
    const milli = refused ? 0 : (costsAt(desk, account, content)[language] ?? 0) * count;
    return { account, language, people: count, units: segments * count, milli, refused };
  });
  const reached = lines.filter(({ refused }) => !refused);
  return {
    lines,
    people: reached.reduce((sum, { people }) => sum + people, 0),
    milli: reached.reduce((sum, { milli }) => sum + milli, 0),
  };
}

export interface RunView {
  readonly run: RunRow;
  readonly bulletin: BulletinRow;
  readonly progress: Progress;
  /** Still to be reached: due, or under way. */
  readonly left: number;
  /** People in a second, over the last minute; null where nothing left. */
  readonly perSecond: number | null;
  /** null where nobody can say. */
  readonly secondsLeft: number | null;
}

/** How far it is. Cheap enough to be asked every second or two. */
export async function viewRun(desk: BulletinDesk, runId: string): Promise<RunView | undefined> {
  const { db } = desk.store;
  const run = await findRun(db, runId);
  const bulletin = run && (await findBulletin(db, run.bulletinId));
  if (!run || !bulletin) return undefined;
  const progress = await progressOf(db, runId);
  const over = run.state === 'done' || run.state === 'cancelled';
  const left = over ? 0 : Math.max(0, run.planned - run.handled) + progress.underWay;
  const age = (desk.now().getTime() - run.startedAt.getTime()) / 1_000;
  const perSecond = progress.lastMinute === 0 ? null : progress.lastMinute / Math.min(60, Math.max(1, age));
  const secondsLeft = run.state === 'running' && perSecond !== null ? Math.ceil(left / perSecond) : null;
  return { run, bulletin, progress, left, perSecond, secondsLeft };
}

/** Per account and reason. Reads every row: not for every second. */
export const resultsOf = (desk: BulletinDesk, runId: string): Promise<Outcome[]> =>
  outcomesOf(desk.store.db, runId);
