import { countryOf } from '../country/index.ts';
import { dayNumber, instantAt, twoDigits } from '../language/wall-clock.ts';
import { eventually, openPromises } from './demo/promises.ts';
import { checkAlarms, checkLimits } from './drill/alarms.ts';
import { type Cell, openCell } from './drill/cell.ts';
import { type Day, dayOf, FIRST, LAST, OUTAGE, type Said } from './drill/day.ts';
import { enterObservers } from './drill/enter.ts';
import { closeLedger, type Sent } from './drill/ledger.ts';
import { type DrillObserver, observersFor } from './drill/people.ts';
import { openScene, type Scene } from './drill/scene.ts';
import { checkSilence } from './drill/silences.ts';

const STEP_MINUTES = 10;
/** At these times of the day a process dies while texts come in. */
const CRASH_AT = { door: 9 * 60 + 20, worker: 16 * 60 + 30 } as const;
/** Phones that write at the same time. */
const LANES = 12;

/**
 * Plays a day of vote on this machine, twenty hours in minutes: observers and citizens by two operators and WhatsApp,
 * an operator that falls out, crashes, a cell that works, two institutions that do not answer. At the end everything
 * that was sent must be accounted for. Leaves nothing behind.
 * @throws Error where a promise was broken or something did not come
 */
export async function runDrill(options: { observers: string; seed: string; json?: boolean }): Promise<void> {
  const [count, seed] = [Number(options.observers), Number(options.seed)];
  if (!Number.isInteger(count) || count < 48 || count > 3_000)
    throw new Error(`a drill has 48 to 3000 observers, not ${options.observers}`);
  if (!Number.isInteger(seed)) throw new Error(`${options.seed} is no seed: use a whole number`);
  const began = Date.now();
  const say = (line: string) => {
    if (!options.json) console.log(line);
  };
  const promises = openPromises(say);
  const country = countryOf('ht');
  const observers = observersFor(country, count);
  const day = dayOf(observers, seed);
  const date = country.watch.checkIns.days.at(-1) ?? '';
  const at = timesOf(date, country.timeZone);
  say(`A day of vote, ${date}: ${count} observers, ${day.said.length} texts, seed ${seed}`);
  const scene = await openScene(at(FIRST));
  let ledger: Readonly<Record<string, number>> = {};
  try {
    await enterObservers(scene, observers);
    const cell = await openCell(scene);
    say('  two operators, WhatsApp, two processes, seven institutions, a duty officer');
    const sent = await play({ scene, day, cell, at, observers, promises, say });
    await scene.quiet();
    ledger = await closeLedger(scene, { day, sent, observers }, promises);
    await checkAlarms(scene, day, promises);
    await checkLimits(scene, cell, promises);
    checkForced(scene, day, promises);
    checkLog(scene, day, promises);
  } catch (error) {
    say(
      scene.said
        .filter((line) => !line.includes('"level":"info"'))
        .slice(-8)
        .join('\n'),
    );
    throw error;
  } finally {
    await scene.close();
  }
  const seconds = Number(((Date.now() - began) / 1000).toFixed(1));
  if (options.json)
    console.log(JSON.stringify({ promises: promises.all, broken: promises.broken, ledger, seed, seconds }));
  else {
    say('\nThe ledger');
    for (const [what, n] of Object.entries(ledger)) say(`  ${String(n).padStart(7)}  ${what}`);
    say(`\n${promises.all.length} promises, ${promises.broken} broken, in ${seconds} s`);
    for (const { promise, kept, seen } of promises.all)
      say(`  ${kept ? 'kept  ' : 'BROKEN'} ${promise} (${seen})`);
  }
  if (promises.broken > 0) throw new Error(`${promises.broken} promises were broken`);
}

/** The instants of a day. @returns what the clock shows so many minutes after midnight */
function timesOf(date: string, timeZone: string): (minutes: number) => Date {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const number = dayNumber({ year, month, day });
  return (minutes) => instantAt(number, minutes, timeZone);
}

interface Playing {
  readonly scene: Scene;
  readonly day: Day;
  readonly cell: Cell;
  readonly observers: readonly DrillObserver[];
  readonly promises: ReturnType<typeof openPromises>;
  at(minutes: number): Date;
  say(line: string): void;
}

/** The day, ten minutes at a time: texts come in, the cell works, and the clock goes on when all is quiet. */
async function play(playing: Playing): Promise<Sent[]> {
  const { scene, day, cell, at, say } = playing;
  const sent: Sent[] = [];
  const waiting = [...day.said];
  for (let minutes = FIRST; minutes <= LAST; minutes += STEP_MINUTES) {
    await scene.clock.set(at(minutes));
    const out = minutes >= OUTAGE.from && minutes < OUTAGE.until;
    const due = waiting.filter(
      (said) => said.at <= minutes && !(out && said.from.way === OUTAGE.way && said.at >= OUTAGE.from),
    );
    for (const said of due) waiting.splice(waiting.indexOf(said), 1);
    const sending = sendAll(scene, due, sent);
    for (const [name, when] of Object.entries(CRASH_AT))
      if (minutes >= when && minutes < when + STEP_MINUTES) {
        await eventually('texts under way', async () => sent.length > 0);
        await scene.crash(name as keyof typeof CRASH_AT);
        say(`  ${clockOf(minutes)}  the ${name} dies and is started again`);
      }
    await sending;
    await scene.quiet();
    await cell.work(day.happenings);
    await checkSilence(playing, minutes);
    if (minutes === OUTAGE.from) say(`  ${clockOf(minutes)}  ${OUTAGE.way} carries nothing any more`);
    if (minutes === OUTAGE.until)
      say(`  ${clockOf(minutes)}  ${OUTAGE.way} is back, with all that was written meanwhile`);
    if (minutes % 120 === 0)
      say(
        `  ${clockOf(minutes)}  ${sent.length} texts so far, ${scene.alerts.length} calls to the duty officer`,
      );
  }
  if (waiting.length > 0) throw new Error(`${waiting.length} texts of the day were never sent`);
  return sent;
}

const clockOf = (minutes: number) => `${twoDigits(Math.floor(minutes / 60) % 24)}:${twoDigits(minutes % 60)}`;

/** One phone after the other in each lane, and of one phone in the order of its texts. */
async function sendAll(scene: Scene, due: readonly Said[], sent: Sent[]): Promise<void> {
  const byPhone = new Map<string, Said[]>();
  for (const said of due) byPhone.set(said.from.number, [...(byPhone.get(said.from.number) ?? []), said]);
  const phones = [...byPhone.values()];
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (let next = phones.shift(); next; next = phones.shift())
        for (const said of next) {
          const last = scene.heard(said.from).findLast((text) => /^\d{7}\b/.test(text));
          const words = said.text(last?.slice(0, 7) ?? '');
          await scene.send(said.from, words, said.deliveries);
          sent.push({ said, words });
        }
    }),
  );
}

/** Who is forced to say that all is well hears what everybody hears. */
function checkForced(scene: Scene, day: Day, promises: ReturnType<typeof openPromises>): void {
  const shape = (text: string) => text.replace(/\d/g, '0');
  const heard = day.forced.flatMap((one) => scene.heard(one).filter((text) => /^\d{7}/.test(text)));
  const shapes = new Set(heard.map(shape));
  promises.check(
    'who gives their sign hears the very words of any check-in',
    heard.length > day.forced.length && shapes.size === 1,
    `${heard.length} answers of ${shapes.size} form`,
  );
  const seized = scene.heard(day.seized.one).filter((text) => /^\d{7}/.test(text));
  promises.check(
    'who holds a seized phone hears nothing unusual',
    new Set(seized.map(shape)).size === 1 && seized.length > 3,
    `${seized.length} answers`,
  );
}

/** Neither numbers nor words of people stand in what the gateway says of itself, or in what the duty officer gets. */
function checkLog(scene: Scene, day: Day, promises: ReturnType<typeof openPromises>): void {
  const secrets = [...new Set(day.said.map(({ from }) => from.number.slice(-8)))];
  const lines = [...scene.said, ...scene.alerts];
  const found = lines.filter(
    (line) => line.includes(' mak') || secrets.some((secret) => line.includes(secret)),
  );
  promises.check(
    'no line of a log and no alarm tells who wrote or what',
    found.length === 0,
    `${lines.length} lines, ${found.length} of them tell`,
  );
}
