import { v7 as uuidv7 } from 'uuid';
import type { Content } from '../../core/message.ts';
import { cancelRest } from '../../store/bulletin-feed.ts';
import { type Meant, planAgain, planNext } from '../../store/bulletin-plan.ts';
import {
  type BulletinRow,
  type BulletinTexts,
  bulletinTexts,
  holdDueBulletin,
  holdRun,
  insertRun,
  listRuns,
  outdatedBulletins,
  type RunRow,
  runsAgain,
  setBulletin,
  setRun,
} from '../../store/bulletins.ts';
import { bulletinOfQuestion, findQuestion, noteRunning } from '../../store/campaigns.ts';
import type { Queryable } from '../../store/connect.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { listStanding } from '../../store/published-verdicts.ts';
import { type BulletinDesk, bulkAccounts, everythingOf } from './desk.ts';
import { nextWeekly } from './schedule.ts';
import { contentOf, digestOf, withChoices } from './words.ts';

const HOUR = 3_600_000;
/** Of a first digest: how far back it looks. */
const FIRST_DIGEST_DAYS = 7;
const DIGEST_MOST = 20;
/** Subscribers looked at in one commit: a second at most, and a process that dies loses no more than that. */
const PLAN_SLICE = 20_000;

/**
 * Begins what is due. @returns whether something was begun or settled: then there may be more
 */
export async function beginDue(desk: BulletinDesk): Promise<boolean> {
  return desk.store.db.transaction(async (tx: Transaction) => {
    const now = desk.now();
    const due = await holdDueBulletin(tx, now);
    if (!due) return false;
    const { weekly } = due;
    const nextAt = weekly ? nextWeekly(weekly, now, desk.timeZone) : null;
    await setBulletin(tx, due.id, { nextAt });
    const event = { at: now, subject: 'bulletin' as const, subjectId: due.id, actor: 'system' };
    const endsAt = new Date((due.nextAt ?? now).getTime() + due.validHours * HOUR);
    // Nothing ran when it was to begin, and by now it is not worth sending.
    if (endsAt <= now) {
      await addEvents(tx, [{ ...event, what: 'not_begun', to: 'too_late' }]);
      return true;
    }
    // It was approved while this stood: who reads it now would read what we do not say any more.
    if ((await outdatedBulletins(tx, [due.id])).length > 0) {
      await addEvents(tx, [{ ...event, what: 'not_begun', to: 'outdated' }]);
      return true;
    }
    // Nobody is reminded of what nobody was asked.
    const remindsOf = due.reminder ? await runOfQuestion(tx, due) : null;
    if (due.reminder && remindsOf === null) {
      await addEvents(tx, [{ ...event, what: 'not_begun', to: 'nothing_new' }]);
      return true;
    }
    const content = await saidBy(desk, tx, due, now);
    if (Object.keys(content).length === 0) {
      await addEvents(tx, [{ ...event, what: 'not_begun', to: 'nothing_new' }]);
      return true;
    }
    const id = uuidv7();
    await insertRun(tx, {
      ...{ id, bulletinId: due.id, state: 'planning', content, startedAt: now },
      ...{ endsAt, remindsOf },
    });
    if (due.campaignId) await noteRunning(tx, due.campaignId);
    const stopped = due.correctsRunId ? await stopWhatItCorrects(tx, due.correctsRunId, now) : [];
    // Last: who waits for a sending must not hold the chain meanwhile.
    await addEvents(tx, [
      { ...event, what: 'begun', to: id },
      ...stopped.map((run) => ({ ...event, subjectId: run.bulletinId, what: 'cancelled', to: run.id })),
    ]);
    return true;
  });
}

/**
 * Who has not got yet what is being set right would get it after the correction, and nothing more.
 * @returns the sendings that end by it
 */
async function stopWhatItCorrects(tx: Transaction, correctsRunId: string, now: Date): Promise<RunRow[]> {
  const stopped: RunRow[] = [];
  for (const runId of await runsAgain(tx, correctsRunId)) {
    const run = await holdRun(tx, runId);
    if (!run) continue;
    await cancelRest(tx, runId);
    if (run.state === 'cancelled' || run.state === 'done') continue;
    await setRun(tx, runId, { state: 'cancelled', finishedAt: now });
    stopped.push(run);
  }
  return stopped;
}

/** What it says if it goes out now, by language; a digest without news says nothing. */
export async function saidBy(
  desk: Pick<BulletinDesk, 'texts'>,
  tx: Queryable,
  of: BulletinRow,
  now: Date,
): Promise<Record<string, Content>> {
  const words = await bulletinTexts(tx, of.id);
  const question = questionOf(of);
  if (question)
    return withChoices(await contentOf(tx, desk.texts, words), await findQuestion(tx, question), question.n);
  return contentOf(tx, desk.texts, await wordsAt(desk, tx, { of, words, now }));
}

/** What a bulletin would say if it went out at a time: a digest with what is new by then. */
export async function wordsAt(
  desk: Pick<BulletinDesk, 'texts'>,
  q: Queryable,
  { of, words, now }: { of: Pick<BulletinRow, 'id' | 'digest'>; words: BulletinTexts; now: Date },
): Promise<BulletinTexts> {
  if (!of.digest) return words;
  // What is sent again says what was said before, and tells no news.
  const last = (await listRuns(q, [of.id])).find(({ resendOf }) => resendOf === null);
  const since = last?.startedAt ?? new Date(now.getTime() - FIRST_DIGEST_DAYS * 24 * HOUR);
  const news = await listStanding(q, { since }, { limit: DIGEST_MOST });
  return digestOf(desk.texts, words, news);
}

/** The question of a campaign that it puts. */
export const questionOf = ({ campaignId, question }: Pick<BulletinRow, 'campaignId' | 'question'>) =>
  campaignId !== null && question !== null ? { campaignId, n: question } : null;

/** The sending that it reminds of; null where there was none, or people have stopped it. */
async function runOfQuestion(tx: Transaction, of: BulletinRow): Promise<string | null> {
  const question = questionOf(of);
  const asked = question && (await bulletinOfQuestion(tx, question));
  const [first] = asked ? (await listRuns(tx, [asked])).slice(-1) : [];
  return first && first.state !== 'cancelled' ? first.id : null;
}

/** Whom a sending is for, as things are now. */
export function meantBy(
  desk: BulletinDesk,
  of: Pick<BulletinRow, 'topic' | 'audience'>,
  languages: readonly string[],
): Meant {
  const { audience, topic } = of;
  const known = desk.texts.languages.filter((language) => languages.includes(language));
  const within = [...desk.capabilities]
    .filter(([, { medium }]) => !audience.media || audience.media.includes(medium))
    .map(([account]) => account);
  return {
    topic,
    audience,
    everything: everythingOf(desk),
    accounts: bulkAccounts(desk),
    within,
    languages: known,
  };
}

/**
 * Looks through the next subscribers; only with the run held. @returns how many of them are meant
 */
export async function planSlice(
  desk: BulletinDesk,
  tx: Transaction,
  { run, of }: { run: RunRow; of: BulletinRow },
): Promise<number> {
  const meant = meantBy(desk, of, Object.keys(run.content));
  const slice = { runId: run.id, after: run.plannedTo, limit: PLAN_SLICE, meant };
  const question = questionOf(of);
  const from = run.resendOf
    ? ({ runId: run.resendOf, who: 'missed' } as const)
    : run.remindsOf && question
      ? ({ runId: run.remindsOf, who: 'unanswered', question } as const)
      : of.correctsRunId
        ? ({ runId: of.correctsRunId, who: 'got' } as const)
        : null;
  const pass = from ? await planAgain(tx, { ...slice, from }) : await planNext(tx, slice);
  await setRun(tx, run.id, {
    planned: run.planned + pass.planned,
    plannedTo: pass.to ?? run.plannedTo,
    ...(pass.to === null && { state: 'running' }),
  });
  return pass.planned;
}
