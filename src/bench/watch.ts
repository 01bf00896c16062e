import { randomBytes } from 'node:crypto';
import { type DeskBrowser, openDeskBrowser } from '../cli/demo/desk-browser.ts';
import { enterObservers } from '../cli/drill/enter.ts';
import { type DrillObserver, observersFor } from '../cli/drill/people.ts';
import { openScene, type Scene } from '../cli/drill/scene.ts';
import { withCheckDigit } from '../codes/damm.ts';
import { hashPassword } from '../console/session/passwords.ts';
import { countryOf } from '../country/index.ts';
import { addStaff } from '../store/staff.ts';
import { Chance } from './claims/chance.ts';

export interface WatchBench {
  readonly seconds: number;
  readonly sent: number;
  /** How soon a door has said that it has a report, in the steady stream and in the bursts. */
  readonly taken: readonly Times[];
  /** Pages of the desk that were asked for meanwhile, by somebody of the cell and of the secretariat. */
  readonly pages: readonly Times[];
  /** Until everything was answered and put where it belongs, after the last report. */
  readonly behind_seconds: number;
  readonly ledger: {
    readonly kept: number;
    readonly in_incidents: number;
    readonly incidents: number;
    readonly heard: number;
    readonly adds_up: boolean;
  };
}

export interface Times {
  readonly what: string;
  readonly n: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly most_ms: number;
}

const OBSERVERS = 300;
const CODES = '12 13 14 15 21 22 23 25 26 31 32 33 36 38 39 41 42 44 52 61 62 35'.split(' ');
const PAGES = ['/watch', '/watch/map', '/watch/silence', '/watch/timeline', 'an incident'] as const;
const TICK_MS = 100;
const PAGE_EVERY_MS = 200;

/**
 * Observers report, so many a second and now and then many at once, through the doors of a deployment of its own on this
 * machine; somebody looks at the desk all the while. In the end everything must be there.
 * @param load `perSecond` reports for so many seconds, and once a minute `burst` more at once
 * @param note a line on how it goes
 */
export async function benchWatch(
  load: { perSecond: number; seconds: number; burst: number },
  note: (line: string) => void,
): Promise<WatchBench> {
  const observers = observersFor(countryOf('ht'), OBSERVERS).filter(({ training }) => !training);
  const scene = await openScene(null, { ANSWERS_PER_HOUR: '100000' }, 'of its own');
  try {
    await enterObservers(scene, observers);
    const looking = await openLooking(scene);
    const writing = openWriting(scene, observers);
    const began = performance.now();
    const until = began + load.seconds * 1_000;
    const desk = looking.until(until);
    await stream(load, { began, until, writing, note });
    await desk;
    await writing.ended();
    const last = performance.now();
    await scene.quiet(600_000);
    const behind = performance.now() - last;
    return {
      seconds: Math.round((last - began) / 1_000),
      sent: writing.sent(),
      taken: writing.times(),
      pages: looking.times(),
      behind_seconds: Number((behind / 1_000).toFixed(1)),
      ledger: await ledgerOf(scene, observers, writing.sent()),
    };
  } finally {
    await scene.close();
  }
}

/** Evenly, whatever the other side does: who waits for an answer before the next one measures too little. */
async function stream(
  { perSecond, burst }: { perSecond: number; burst: number },
  run: { began: number; until: number; writing: Writing; note(line: string): void },
): Promise<void> {
  const { began, until, writing, note } = run;
  let minutes = 0;
  for (let due = 0; performance.now() < until; ) {
    const passed = performance.now() - began;
    for (; due < (passed * perSecond) / 1_000; due += 1) writing.write('in the stream');
    if (passed / 60_000 >= minutes) {
      minutes += 1;
      for (let n = 0; n < burst; n += 1) writing.write('in a burst');
      note(
        `${writing.sent()} reports after ${Math.round(passed / 1_000)} s, ${writing.open()} not taken yet`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}

type Writing = ReturnType<typeof openWriting>;

function openWriting(scene: Scene, observers: readonly DrillObserver[]) {
  const chance = new Chance(1);
  const taken = new Map<string, number[]>();
  const open = new Set<Promise<void>>();
  let sent = 0;
  return {
    write(what: 'in the stream' | 'in a burst') {
      const from = chance.of(observers);
      const words = `${withCheckDigit(chance.of(CODES))} ${from.place} ${wordOf(sent)}`;
      sent += 1;
      const began = performance.now();
      const going = scene.send(from, words, 1).then(() => {
        taken.set(what, [...(taken.get(what) ?? []), performance.now() - began]);
        open.delete(going);
      });
      open.add(going);
    },
    sent: () => sent,
    open: () => open.size,
    async ended() {
      await Promise.all(open);
    },
    times: () => [...taken].map(([what, all]) => timesOf(what, all)),
  };
}

/** A word of its own for each: the same text again would be the same report. */
const wordOf = (n: number) => `mak${[...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;

/** Somebody who goes from page to page. */
async function openLooking({ store, gatewayUrl, deskUrl }: Scene) {
  const password = randomBytes(12).toString('base64url');
  const passwordHash = await hashPassword(password);
  const browsers: DeskBrowser[] = [];
  for (const [name, role, institution] of [
    ['Envante cep', 'analyst', 'cep'],
    ['Envante lead', 'lead', undefined],
  ] as const) {
    await addStaff(store.db, {
      ...{ name, role, passwordHash, language: 'fr' },
      ...(institution && { institution }),
    });
    const browser = openDeskBrowser(gatewayUrl, deskUrl);
    await browser.submit(await browser.open('/login'), '/login', { name, password });
    browsers.push(browser);
  }
  const times = new Map<string, number[]>();
  return {
    async until(end: number) {
      let incident = '/watch';
      for (let n = 0; performance.now() < end; n += 1) {
        const what = PAGES[n % PAGES.length] ?? '/watch';
        const browser = browsers[n % browsers.length];
        const began = performance.now();
        const page = await browser?.open(what === 'an incident' ? incident : what);
        if (page?.status !== 200) throw new Error(`${what} answered ${page?.status}`);
        times.set(what, [...(times.get(what) ?? []), performance.now() - began]);
        incident = /\/watch\/incidents\/[\w-]+/.exec(page.html)?.[0] ?? incident;
        const rest = PAGE_EVERY_MS - (performance.now() - began);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
      }
    },
    times: () => [...times].map(([what, all]) => timesOf(what, all)),
  };
}

function timesOf(what: string, all: readonly number[]): Times {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1));
  return { what, n: all.length, p50_ms: at(0.5), p99_ms: at(0.99), most_ms: at(1) };
}

async function ledgerOf(
  { store, heard }: Scene,
  observers: readonly DrillObserver[],
  sent: number,
): Promise<WatchBench['ledger']> {
  const { rows } = await store.pool.query<{ kept: number; grouped: number; incidents: number }>(
    `select (select count(*)::int from report) as kept, (select count(*)::int from incident_report) as grouped,
      (select count(*)::int from incident) as incidents`,
  );
  const { kept = 0, grouped = 0, incidents = 0 } = rows[0] ?? {};
  const answers = observers.reduce((n, one) => n + heard(one).length, 0);
  const silent = await store.pool.query<{ n: number }>(
    `select count(*)::int as n from report r join observer o on o.id = r.observer_id where o.verbosity = 'silent'`,
  );
  return {
    kept,
    in_incidents: grouped,
    incidents,
    heard: answers,
    adds_up: kept === sent && grouped === sent && answers === sent - (silent.rows[0]?.n ?? 0),
  };
}
