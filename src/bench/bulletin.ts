import { randomBytes } from 'node:crypto';
import { eventually } from '../cli/demo/promises.ts';
import { openScene, type Scene } from '../cli/drill/scene.ts';
import { type BulletinDesk, cancelRun, pauseRun, resumeRun, viewRun } from '../desks/bulletins/index.ts';
import { startTelegramDouble } from '../doubles/telegram/server.ts';
import { deskOf, enterBulletin, enterStaff, type Staff } from './bulletin/entered.ts';
import { type FarSide, makeHard } from './bulletin/far.ts';
import { type Ledger, ledgerOf } from './bulletin/ledger.ts';
import { watchMemory } from './bulletin/memory.ts';
import { addSubscribers, type Subscriber } from './bulletin/people.ts';

export interface BulletinBench {
  readonly subscribers: number;
  readonly kills: number;
  /** From its approval until everybody was settled. */
  readonly seconds: number;
  /** People who got it, over that time. */
  readonly per_second: number;
  /** From a click until the last message left. */
  readonly pause_ms: number;
  readonly cancel_ms: number;
  /** Of the process that plans and sends. */
  readonly memory: readonly Grown[];
  readonly ledger: Ledger;
}

interface Grown {
  readonly subscribers: number;
  readonly plan_seconds: number;
  /** Most that it held while it planned and began to send. */
  readonly most_mb: number;
}

const WITHIN_MS = 3_600_000;
/** Ten in the morning there: nobody is left in peace because of the hour. */
const MORNING_UTC = 15;
const SAID = {
  text: 'Premye: biwo vòt yo louvri a 6è nan maten.',
  short: 'Premye: biwo vot yo louvri a 6e.',
};
const GROWING = { text: 'Lòt: biwo vòt yo fèmen a 4è.', short: 'Lot: biwo vot yo femen a 4e.' };
/** How many people stop on the way. */
const STOPPING = 100;
/** Sent before a growing one is cancelled. */
const SEEN = 500;

/**
 * A bulletin for many, through three channels with receivers that refuse, block and hang; what sends it is killed on
 * the way, and people stop. In the end each has got it once, or a row says why not. Then others are planned for more
 * and more people, to see what that takes.
 * @param note a line on how it goes
 */
export async function benchBulletin(
  of: { subscribers: number; kills: number; sizes: readonly number[] },
  note: (line: string) => void,
): Promise<BulletinBench> {
  const token = `7001:${randomBytes(16).toString('hex')}`;
  const telegram = await startTelegramDouble({ token, username: 'teledjol_envante_bot' });
  const scene = await openScene(nextMorning(), {
    CHANNELS: 'twilio,sms-gateway,telegram',
    ...{ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.url, TELEGRAM_MODE: 'polling' },
    ...{ TELEGRAM_PER_SECOND: '500', ANSWERS_PER_HOUR: '100000', BULK_PER_DAY: '1000000' },
  });
  try {
    const { store, clock } = scene;
    const desk = deskOf(scene);
    const staff = await enterStaff(scene);
    const people = await addSubscribers(store, { from: 0, count: of.subscribers, now: clock.now() });
    const far = makeHard(scene, telegram, people);
    note(`${people.length} people have subscribed`);
    const began = performance.now();
    const runId = await enterBulletin(desk, staff, SAID);
    const disturbed = await disturb({ scene, desk, runId, staff, far, kills: of.kills, note });
    await eventually('everybody to be settled', () => settled(scene, desk, runId), WITHIN_MS);
    const seconds = (performance.now() - began) / 1_000;
    note(`settled after ${Math.round(seconds)} s`);
    const ledger = await ledgerOf(scene, {
      runId,
      far,
      said: SAID.short.slice(0, 6),
      stopped: disturbed.stopped,
    });
    const memory: Grown[] = [];
    let cancelMs = 0;
    let there = people.length;
    for (const size of of.sizes) {
      if (size > there) {
        const more = await addSubscribers(store, { from: there, count: size - there, now: clock.now() });
        for (const one of more) if (one.way === 'telegram') telegram.knew(Number(one.value));
        there = size;
      }
      const grown = await grow({ scene, desk, staff, far });
      memory.push({ subscribers: there, ...grown.took });
      cancelMs = Math.max(cancelMs, grown.cancelMs);
      note(`planned for ${there} people in ${grown.took.plan_seconds} s, ${grown.took.most_mb} MB`);
    }
    return {
      ...{ subscribers: people.length, kills: of.kills, seconds: Math.round(seconds) },
      ...{ per_second: Math.round(ledger.once / seconds), pause_ms: disturbed.pauseMs, cancel_ms: cancelMs },
      ...{ memory, ledger },
    };
  } finally {
    await scene.close();
    await telegram.close();
  }
}

function nextMorning(): Date {
  const morning = new Date();
  morning.setUTCHours(MORNING_UTC, 0, 0, 0);
  if (morning.getTime() < Date.now()) morning.setUTCDate(morning.getUTCDate() + 1);
  return morning;
}

interface Going {
  readonly scene: Scene;
  readonly desk: BulletinDesk;
  readonly staff: Staff;
  readonly far: FarSide;
}

/** Kills what sends at even distances, pauses it once, and has people stop, who have not got it and who have. */
async function disturb(
  of: Going & { runId: string; kills: number; note(line: string): void },
): Promise<{ stopped: ReadonlyMap<Subscriber, number>; pauseMs: number }> {
  const { scene, desk, runId, far, staff, kills, note } = of;
  const reaches = (share: number) =>
    eventually('a bulletin to go on', async () => far.taken() >= far.people.length * share, WITHIN_MS);
  const stopped = new Map<Subscriber, number>();
  let pauseMs = 0;
  for (let n = 1; n <= kills; n += 1) {
    await reaches((0.9 * n) / (kills + 1));
    await scene.crash('worker');
    note(`killed for the ${n}. time after ${far.taken()} messages`);
    if (n !== Math.ceil(kills / 2)) continue;
    pauseMs = await pauses(of);
    note(`paused in ${pauseMs} ms`);
    const stopping = far.people
      .filter((one) => one.way === 'digicel' && !far.refused.has(one))
      .filter((_, at, all) => at % Math.ceil(all.length / STOPPING) === 0);
    await Promise.all(stopping.map(({ value }) => scene.send({ number: value, way: 'digicel' }, 'STOP', 1)));
    await eventually('everybody who stops to be heard', () => heardStop(scene, stopping), 120_000);
    const counts = far.counts(SAID.short.slice(0, 6));
    for (const one of stopping) stopped.set(one, counts.get(one) ?? 0);
    await resumeRun(desk, { by: staff.lead, runId });
    note(`${stopping.length} people have stopped, and it goes on`);
  }
  return { stopped, pauseMs };
}

/** @returns how long after the click the last message left */
async function pauses({ desk, runId, staff, far }: Going & { runId: string }): Promise<number> {
  const before = far.taken();
  await eventually('it to leave again', async () => far.taken() > before + SEEN, 120_000);
  const click = { at: performance.now(), taken: far.taken() };
  const refused = await pauseRun(desk, { by: staff.lead, runId });
  if (refused) throw new Error(`not paused: ${refused}`);
  return lastAfter(far, click);
}

/** Watches the far side until it has been still for three seconds. */
async function lastAfter(far: FarSide, click: { at: number; taken: number }): Promise<number> {
  let last = click.at;
  let { taken } = click;
  while (performance.now() - last < 3_000) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (far.taken() === taken) continue;
    taken = far.taken();
    last = performance.now();
  }
  return Math.round(last - click.at);
}

async function heardStop({ store }: Scene, people: readonly Subscriber[]): Promise<boolean> {
  const { rows } = await store.pool.query<{ n: number }>(
    'select count(*)::int as n from contact where id = any($1::uuid[]) and stopped_at is not null',
    [people.map(({ contactId }) => contactId)],
  );
  return rows[0]?.n === people.length;
}

/** Nobody waits any more, and what a killed process had in hand is known for lost. */
async function settled(scene: Scene, desk: BulletinDesk, runId: string): Promise<boolean> {
  const view = await viewRun(desk, runId);
  if (view?.run.state === 'done') return true;
  const { rows } = await scene.store.pool.query<{ open: number; lost: number }>(
    `select (count(*) filter (where state = 'queued' or claimed_at > now() - interval '30 seconds'))::int as open,
      count(*)::int as lost from reply where run_id = $1 and state in ('queued', 'sending')`,
    [runId],
  );
  const [{ open, lost } = { open: 1, lost: 0 }] = rows;
  // A retry that waits for its minute, or a dead process: time passes.
  if (view && view.run.planned <= view.run.handled && (lost > 0 || open > 0))
    await scene.clock.set(new Date(scene.clock.now().getTime() + 61_000));
  return false;
}

/** One for all who are there now: planned, begun, and cancelled. */
async function grow({ scene, desk, staff, far }: Going) {
  const most = watchMemory(() => scene.workerPid());
  const began = performance.now();
  const runId = await enterBulletin(desk, staff, GROWING);
  await eventually(
    'it to be planned',
    async () => (await viewRun(desk, runId))?.run.state === 'running',
    WITHIN_MS,
  );
  const planned = (performance.now() - began) / 1_000;
  const before = far.taken();
  await eventually('it to leave', async () => far.taken() > before + SEEN, 120_000);
  const click = { at: performance.now(), taken: far.taken() };
  const refused = await cancelRun(desk, { by: staff.lead, runId, why: 'Mezire' });
  if (refused) throw new Error(`not cancelled: ${refused}`);
  const cancelMs = await lastAfter(far, click);
  return { took: { plan_seconds: Number(planned.toFixed(1)), most_mb: most() }, cancelMs };
}
