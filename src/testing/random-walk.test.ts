import { afterAll, beforeAll, expect, test } from 'vitest';
import { DOORS } from '../conversation/doors.ts';
import { segments } from '../core/sms.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { seeded } from './language/misspell.ts';
import { MARK, openTalk, type Utterance } from './random-talk.ts';
import { type Heard, openWalk, type Person, type Said, type Walk } from './walk.ts';

const SEED = 4;
const PEOPLE = 500;
const INPUTS = 20;
/** A talk must not grow with what is said in it. */
const LARGEST_SNAPSHOT = 4096;
/** Shorter words of theirs may be words of ours as well. */
const SHORTEST_ECHO = 12;
/** What leads to a person on purpose. */
const MEANT = ['asked_for_person', 'observer_report'];

let walk: Walk;
beforeAll(async () => {
  walk = await openWalk();
}, 60_000);
afterAll(() => walk.close());

interface Walker {
  readonly person: Person;
  at: number;
  snapshot: Snapshot | null;
  stopped: boolean;
  waiting: readonly string[];
}

/** What is counted of one input. */
interface Counted extends Utterance {
  readonly flow: string;
  readonly state: string;
  readonly understood: boolean;
  readonly handedOver: readonly string[];
}

const openOf = ({ snapshot, stopped }: Walker) => {
  const state = snapshot?.waits === 'input' ? askOf(snapshot) : undefined;
  return { snapshot, state: state?.kind === 'ask' ? state : undefined, stopped };
};
const askOf = ({ flow, state }: Snapshot) => walk.deps.flows.byName.get(flow)?.states.get(state);
const textOf = (said: Said) => (typeof said === 'string' ? said : (said.text ?? ''));

/** One answer, or a reason for none; readable on this phone, and in words of ours only. */
function check(walker: Walker, { kind, said, own }: Utterance, heard: Heard, afterMs: number): void {
  const { lane, causes, parts, snapshot } = heard;
  // What real people wrote is never shown.
  const shown = kind === 'real SMS' ? kind : JSON.stringify(said).slice(0, 80);
  const from = walker.snapshot ? `${walker.snapshot.flow}.${walker.snapshot.state}` : 'nothing';
  const where = `seed ${SEED}, ${lane.medium} ${lane.language}, ${from}: ${shown} -> ${causes.join(', ')}`;
  const replies = causes.filter((cause) => cause !== 'verdict');
  expect(replies.length, where).toBeLessThanOrEqual(1);
  const silent = walker.stopped || heard.stopped || walker.snapshot?.waits === 'person' || afterMs < 60_000;
  if (!silent) expect(replies.length, where).toBe(1);
  expect(heard.waiting, where).not.toContain('turn_failed');
  expect(snapshot?.waits, where).not.toBe('outcome');
  expect(JSON.stringify(snapshot).length, where).toBeLessThan(LARGEST_SNAPSHOT);
  for (const { text, choices = [], segments: units } of parts) {
    const all = [text, ...choices.map(({ label }) => label)].join('\n');
    expect(text.trim(), where).not.toBe('');
    expect(all, where).not.toMatch(/\{\{|\}\}|undefined|\[object/);
    const theirs = own?.trim().toLowerCase() ?? '';
    if (theirs.length >= SHORTEST_ECHO || theirs === MARK)
      expect(all.toLowerCase().includes(theirs), where).toBe(false);
    if (lane.medium !== 'sms') continue;
    expect(segments(text).alphabet, `${where}\n${text}`).toBe('gsm7');
    expect(units, `${where}\n${text}`).toBeLessThanOrEqual(3);
  }
}

function count(walker: Walker, utterance: Utterance, heard: Heard): Counted {
  const { snapshot: before } = walker;
  const { snapshot: after, causes } = heard;
  const handedOver = heard.waiting.filter(
    (reason) => !walker.waiting.includes(reason) && !MEANT.includes(reason),
  );
  const same = before !== null && after?.flow === before.flow && after.state === before.state;
  const again = same && after.tries > before.tries;
  const landed = utterance.door === undefined || landsAt(utterance.door, heard);
  return {
    ...utterance,
    flow: before?.flow ?? 'none',
    state: before?.state ?? 'none',
    understood: !again && landed && handedOver.length === 0 && causes[0] !== 'rumor.short',
    handedOver,
  };
}

/** Whether a door led to its flow. What `help` and `back` do depends on the question. */
function landsAt(door: string, { causes: [cause = ''], snapshot }: Heard): boolean {
  const to = DOORS[door];
  if (to === undefined) return true;
  const flows = to.flow === 'start' ? ['start', 'menu', 'rumor'] : [to.flow];
  return flows.some((flow) => cause.startsWith(`${flow}.`) || snapshot?.flow === flow);
}

/** Everybody says something at once, again and again. */
async function walkAtRandom(): Promise<Counted[]> {
  const random = seeded(SEED);
  const talk = openTalk(walk.deps.texts, walk.deps.flows, random);
  const began = Date.now() - (INPUTS + 1) * 61_000;
  const walkers = Array.from({ length: PEOPLE }, (_, n): Walker => {
    const lane = walk.lanes[n % walk.lanes.length];
    if (!lane) throw new Error('nobody to walk as');
    return { person: walk.newcomer(lane), at: began, snapshot: null, stopped: false, waiting: [] };
  });
  const counted: Counted[] = [];
  for (let n = 0; n < INPUTS; n += 1) {
    await handBack(walkers.filter(({ waiting }) => waiting.length > 0 && random() < 0.6));
    const said = walkers.map((walker) => {
      const afterMs = random() < 0.15 ? 5_000 : 61_000;
      walker.at += afterMs;
      return { walker, afterMs, utterance: talk.next(openOf(walker)) };
    });
    const heard = await walk.hear(
      said.map(({ walker: { person, at }, utterance }) => ({
        person,
        act: utterance.said,
        receivedAt: new Date(at),
      })),
    );
    for (const [index, { walker, utterance, afterMs }] of said.entries()) {
      const one = heard[index];
      if (!one) throw new Error('nobody heard');
      check(walker, utterance, one, afterMs);
      if (!walker.stopped && walker.snapshot?.waits !== 'person') counted.push(count(walker, utterance, one));
      walker.snapshot = one.snapshot;
      walker.stopped = one.stopped;
      walker.waiting = one.waiting;
    }
  }
  return counted;
}

/** A person of ours has answered, and lets the flow go on. */
async function handBack(walkers: readonly Walker[]): Promise<void> {
  const ids = walkers.map(({ person }) => person.contactId);
  const { pool } = walk.store;
  await pool.query(
    `update contact set snapshot = null where id = any($1) and snapshot->>'waits' = 'person'`,
    [ids],
  );
  await pool.query('update waiting set closed_at = now() where contact_id = any($1) and closed_at is null', [
    ids,
  ]);
  for (const walker of walkers) {
    if (walker.snapshot?.waits === 'person') walker.snapshot = null;
    walker.waiting = [];
  }
}

const shareOf = (of: readonly Counted[], what: (one: Counted) => boolean) =>
  of.filter(what).length / of.length;

test('ten thousand inputs at random: everybody is answered, and nearly nobody who answers well is put before a person', {
  timeout: 280_000,
}, async () => {
  const counted = await walkAtRandom();
  expect(walk.errors).toEqual([]);
  const valid = counted.filter((one) => one.valid);
  const handed = (one: Counted) => one.handedOver.length > 0;
  for (const flow of ['', ...new Set(valid.map((one) => one.flow))]) {
    const there = flow === '' ? valid : valid.filter((one) => one.flow === flow);
    if (flow !== '' && there.length < 100) continue;
    const worst = there.filter(handed).map(({ flow, state, said }) => `${flow}.${state}: ${textOf(said)}`);
    expect(shareOf(there, handed), `seed ${SEED}, ${flow}\n${worst.join('\n')}`).toBeLessThanOrEqual(0.05);
  }
  const understood = (one: Counted) => one.understood;
  expect(shareOf(valid, understood), `seed ${SEED}`).toBeGreaterThan(0.95);
  for (const kind of new Set(valid.map((one) => one.kind))) {
    const such = valid.filter((one) => one.kind === kind);
    expect(shareOf(such, understood), `seed ${SEED}, ${kind}`).toBeGreaterThan(0.85);
  }
});
