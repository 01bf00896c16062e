import type { Content } from '../../core/message.ts';
import {
  accountsDue,
  cancelRest,
  cancelReturned,
  feed,
  isLeaving,
  lockFeed,
  queuedBulk,
  recall,
  stillOpen,
  wakeLater,
} from '../../store/bulletin-feed.ts';
import {
  findBulletin,
  holdRun,
  isCorrected,
  openRuns,
  outdatedBulletins,
  type RunRow,
  setRun,
} from '../../store/bulletins.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { beginDue, planSlice, questionOf } from './begin.ts';
import { type BulletinDesk, bulkAccounts, everythingOf } from './desk.ts';
import { daysAround, quietUntil } from './schedule.ts';

/** As many as an account sends in so many seconds are queued: enough that it never waits for us. */
const AHEAD_SECONDS = 5;
const LEAST_AHEAD = 50;
const MOST_AHEAD = 4_000;
const MOST_WOKEN = 5_000;
/** What one process does before it looks at its other duties again. */
const STEPS = 50;

/**
 * Moves every sending on by a step or some: begins what is due, plans, queues as much as its accounts send soon, and
 * ends what is over. Each step is one commit, so that a process may die at any of them; of two processes one works on
 * a sending, and the other goes on.
 * @returns accounts that have something to send now
 */
export async function sendBulletins(desk: BulletinDesk): Promise<string[]> {
  const { db } = desk.store;
  for (let n = 0; n < STEPS && (await beginDue(desk)); n += 1);
  await cancelReturned(db);
  const accounts = new Set<string>();
  for (const { id } of await openRuns(db, desk.now())) {
    try {
      for (const account of await moveOn(desk, id)) accounts.add(account);
    } catch (error) {
      // One that cannot go on must not keep the others.
      desk.log.error('a bulletin could not go on', { runId: id, error });
    }
  }
  return [...accounts];
}

async function moveOn(desk: BulletinDesk, runId: string): Promise<readonly string[]> {
  for (let n = 0; n < STEPS; n += 1) {
    const step = await desk.store.db.transaction(async (tx: Transaction) => {
      const run = await holdRun(tx, runId, { skipLocked: true });
      const of = run && (await findBulletin(tx, run.bulletinId));
      if (!run || !of) return [];
      if (run.state === 'planning') {
        await planSlice(desk, tx, { run, of });
        return 'planned' as const;
      }
      if (run.state === 'paused' && desk.now() >= run.endsAt) return finish(tx, run, desk.now());
      // A phone was off: it is tried again, as long as it is worth it.
      if (run.state === 'done') {
        if (await isCorrected(tx, run.id)) await cancelRest(tx, run.id);
        else await setRun(tx, run.id, { state: 'running', finishedAt: null });
        return [];
      }
      if (run.state !== 'running') return [];
      return queueNext(desk, tx, run, of);
    });
    if (step !== 'planned') return step;
  }
  return [];
}

type Of = NonNullable<Awaited<ReturnType<typeof findBulletin>>>;

async function queueNext(
  desk: BulletinDesk,
  tx: Transaction,
  run: RunRow,
  of: Of,
): Promise<readonly string[]> {
  const now = desk.now();
  const rest = quietUntil(desk.quietHours, now, desk.timeZone);
  if (rest) {
    if (run.restsUntil?.getTime() !== rest.getTime()) await setRun(tx, run.id, { restsUntil: rest });
    return now >= run.endsAt ? finish(tx, run, now) : [];
  }
  if (now >= run.endsAt || !(await stillOpen(tx, run.id))) return finish(tx, run, now);
  if ((await outdatedBulletins(tx, [of.id])).length > 0) {
    await pauseFor(desk, tx, run, 'outdated');
    return [];
  }
  await lockFeed(tx);
  await wakeLater(tx, run.id, MOST_WOKEN);
  const sent: string[] = [];
  let { handled, milli } = run;
  let poor = false;
  for (const account of await accountsDue(tx, run.id, bulkAccounts(desk))) {
    const costs = costsAt(desk, account, run.content);
    const left = of.mostMilli === null ? Number.POSITIVE_INFINITY : of.mostMilli - milli;
    const dearest = Math.max(0, ...Object.values(costs));
    const affordable = dearest === 0 ? MOST_AHEAD : Math.floor(left / dearest);
    poor ||= affordable < 1;
    const room = Math.min(await roomAt(desk, tx, account), affordable);
    const fed = await feed(tx, {
      ...{ runId: run.id, account, room, content: contentAt(desk, account, run.content) },
      topic: { topic: of.topic, everything: everythingOf(desk) },
      corrects: of.correctsRunId !== null,
      question: questionOf(of),
      reminds: of.reminder,
      limits: { perDay: desk.bulletinsPerDay, ...daysAround(now, desk.timeZone) },
      endsAt: run.endsAt,
    });
    for (const { language, state, count } of fed) {
      if (state !== 'later') handled += count;
      if (state !== 'queued') continue;
      milli += count * (costs[language] ?? 0);
      sent.push(account);
    }
  }
  const changed = handled !== run.handled || milli !== run.milli;
  if (changed) await setRun(tx, run.id, { handled, milli });
  // Only where nothing else may leave: another account may be free, and what is paid for must not be held.
  if (poor && sent.length === 0 && !(await isLeaving(tx, run.id))) await pauseFor(desk, tx, run, 'money');
  return sent;
}

async function roomAt(desk: BulletinDesk, tx: Transaction, account: string): Promise<number> {
  const pace = desk.capabilities.get(account)?.pace.perSecond ?? 1;
  const ahead = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, Math.ceil(pace * AHEAD_SECONDS)));
  return ahead - (await queuedBulk(tx, account, ahead));
}

/**
 * The words as one account takes them to people whose window is closed, too: in a template, where it has one that
 * carries bulletins. Which of the two leaves is known when it leaves.
 */
export function contentAt(
  { capabilities }: Pick<BulletinDesk, 'capabilities'>,
  account: string,
  content: Readonly<Record<string, Content>>,
): Record<string, Content> {
  const templates = capabilities.get(account)?.window?.bulletins;
  if (!templates) return { ...content };
  return Object.fromEntries(
    Object.entries(content).map(([language, said]) => {
      const template = templates[language];
      return [
        language,
        template ? { ...said, template: { ...template, params: [said.short ?? said.text] } } : said,
      ];
    }),
  );
}

/** By language, what one of it costs at an account at most, in thousandths. */
export function costsAt(
  desk: BulletinDesk,
  account: string,
  content: Readonly<Record<string, Content>>,
): Record<string, number> {
  // It is closed by now: what was queued there costs nothing more, and nobody knows what it did.
  if (!desk.capabilities.has(account)) return {};
  return Object.fromEntries(
    Object.entries(contentAt(desk, account, content)).map(([language, { template, ...said }]) => {
      const units = desk.fit(account, said).reduce((sum, { segments }) => sum + segments, 0);
      const plain = units * desk.milliPerUnit(account);
      return [language, template ? Math.max(plain, desk.milliPerUnit(account, true)) : plain];
    }),
  );
}

async function finish(tx: Transaction, run: RunRow, now: Date): Promise<readonly string[]> {
  // What is with a provider ends by itself; what is queued has expired.
  await setRun(tx, run.id, { state: 'done', finishedAt: now });
  await addEvents(tx, [
    { at: now, subject: 'bulletin', subjectId: run.bulletinId, actor: 'system', what: 'sent', to: run.id },
  ]);
  return [];
}

/** Takes back what is queued, and nothing more leaves. @param why a key of `bulletins.why.*`; null: a person did it */
export async function holdBack(
  desk: BulletinDesk,
  tx: Transaction,
  run: RunRow,
  why: 'outdated' | null,
): Promise<void> {
  let { handled, milli } = run;
  for (const { account, language, count } of await recall(tx, run.id)) {
    handled -= count;
    milli -= count * (costsAt(desk, account, run.content)[language] ?? 0);
  }
  await setRun(tx, run.id, { state: 'paused', pausedFor: why, handled, milli });
}

async function pauseFor(
  desk: BulletinDesk,
  tx: Transaction,
  run: RunRow,
  why: 'money' | 'outdated',
): Promise<void> {
  const said = {
    money: 'a bulletin has cost what it may cost, and pauses',
    outdated: 'a bulletin repeats a verdict that does not stand any more, and pauses',
  };
  desk.log.warn(said[why], { runId: run.id });
  // Of what is over there is nothing to take back; what waits for a person to write has been counted.
  if (why === 'outdated') await holdBack(desk, tx, run, why);
  else await setRun(tx, run.id, { state: 'paused', pausedFor: why });
  await addEvents(tx, [
    {
      ...{ at: desk.now(), subject: 'bulletin' as const, subjectId: run.bulletinId, actor: 'system' },
      ...{ what: 'paused', to: why },
    },
  ]);
}
