import type { Known } from '../codes/book.ts';
import { bookOf, keywordsOf } from '../codes/book-of.ts';
import { type Reading, readReport } from '../codes/read.ts';
import type { ObserverCard } from '../country/observer-code.ts';
import { Chance } from './claims/chance.ts';
import { DAMAGES } from './reports/damage.ts';
import { type MadeReport, type MadeWorld, makeReport, makeWorld, pick, type Truth } from './reports/make.ts';

/** How reports were read. `wrong`: another incident, observer, place or number than was meant, and nothing asked. */
export interface Outcomes {
  right: number;
  asked: number;
  wrong: number;
  /** Of those that are right otherwise: another time, another count. */
  otherTime: number;
  otherCount: number;
}

export interface CodesRound {
  /** What is known of who writes: `nothing`, the `lists` of observers and places, or their `phones` as well. */
  readonly known: Way;
  readonly undamaged: Outcomes;
  /** Each with one fault, of a kind and at a place that chance chose. */
  readonly damaged: Outcomes;
  readonly byDamage: Readonly<Record<string, Outcomes>>;
  /** A few of the wrong ones, as they were meant and as they came. */
  readonly examples: readonly string[];
}

export interface CodesBench {
  readonly seed: number;
  readonly reports: number;
  readonly rounds: readonly CodesRound[];
  readonly per_second: number;
}

export const WAYS = ['nothing', 'lists', 'phones'] as const;
export type Way = (typeof WAYS)[number];

const EXAMPLES = 20;
/** Of those whose phone is known, how many leave their number out. */
const UNSIGNED = 0.7;

/** Makes reports, damages each once, and counts how they are read; then how fast. */
export function benchCodes(
  card: ObserverCard,
  { seed, reports }: { seed: number; reports: number },
): CodesBench {
  const rounds = WAYS.map((way) => readMade(card, way, { seed, reports }));
  return { seed, reports, rounds, per_second: speedOf(card, { seed, reports }) };
}

/** @param of.coded each carries a one-time code */
export function readMade(
  card: ObserverCard,
  way: Way,
  { seed, reports, coded = false }: { seed: number; reports: number; coded?: boolean },
): CodesRound {
  const ground = groundOf(card, seed);
  const { next, world } = ground;
  const lists = listsOf(world);
  const byDamage: Record<string, Outcomes> = {};
  const undamaged = none();
  const damaged = none();
  const examples: string[] = [];
  for (let n = 0; n < reports; n += 1) {
    const sender = way === 'phones' ? pick(world.observers, next) : undefined;
    const report = makeReport(world, next, {
      unsigned: way === 'phones' ? UNSIGNED : 0,
      coded,
      ...(sender !== undefined && { sender }),
    });
    const known: Known = {
      ...(way !== 'nothing' && { ...lists, isReference: (number) => number === report.truth.reference }),
      ...(sender !== undefined && { sender }),
    };
    const read = (text: string) => readReport(text, ground.book, ground.words, known).reading;
    count(undamaged, report.truth, read(report.text), known);
    const damage = pick(Object.keys(DAMAGES), next);
    const text = DAMAGES[damage]?.(report, next) ?? report.text;
    const reading = read(text);
    byDamage[damage] ??= none();
    for (const into of [damaged, byDamage[damage]]) {
      const wrong = into.wrong;
      count(into, report.truth, reading, known);
      if (into === damaged && into.wrong > wrong && examples.length < EXAMPLES)
        examples.push(`${damage}: ${JSON.stringify(report.text)} came as ${JSON.stringify(text)}`);
    }
  }
  return { known: way, undamaged, damaged, byDamage, examples };
}

function speedOf(card: ObserverCard, { seed, reports }: { seed: number; reports: number }): number {
  const { next, world, book, words } = groundOf(card, seed);
  const texts = Array.from({ length: reports }, () => makeReport(world, next, { unsigned: 0 }).text);
  const readAll = () => {
    for (const text of texts) readReport(text, book, words);
  };
  readAll();
  const began = performance.now();
  readAll();
  return Math.round((1000 * reports) / (performance.now() - began));
}

function groundOf({ codes, words }: ObserverCard, seed: number) {
  const chance = new Chance(seed);
  const next = () => chance.next();
  const book = bookOf(codes);
  // What says nothing without words is never written without them: it is left to the tests.
  const written = [...book.codes].filter(([, { kind, worded }]) => kind === 'incident' && !worded);
  return {
    next,
    book,
    words: keywordsOf(words),
    world: makeWorld(
      written.map(([code]) => code),
      next,
    ),
  };
}

function listsOf({ observers, places, placeOf }: MadeWorld): Known {
  const [those, where] = [new Set(observers), new Set(places)];
  const begins = new Set(places.map((place) => place.slice(0, 4)));
  return {
    isObserver: (number) => those.has(number),
    isPlace: (number) => where.has(number),
    beginsPlace: (digits) => begins.has(digits),
    placeOf: (observer) => placeOf.get(observer),
  };
}

const none = (): Outcomes => ({ right: 0, asked: 0, wrong: 0, otherTime: 0, otherCount: 0 });

function count(into: Outcomes, truth: MadeReport['truth'], reading: Reading | null, known: Known): void {
  if (reading === null) into.asked += 1;
  else if (!isSame(reading, truth, known)) into.wrong += 1;
  else {
    into.right += 1;
    if ((reading.seen && 'clock' in reading.seen ? reading.seen.clock : undefined) !== truth.clock)
      into.otherTime += 1;
    if (
      countsOf(reading) !==
      truth.quantities
        .map((each) => each ?? 0)
        .sort()
        .join()
    )
      into.otherCount += 1;
  }
}

const countsOf = ({ incidents }: Reading) =>
  incidents
    .map(({ quantity }) => quantity ?? 0)
    .sort()
    .join();

/** Who leaves out a number or a place means their own. */
function isSame(reading: Reading, truth: Truth, { sender, placeOf }: Known): boolean {
  const observer = reading.observer ?? sender;
  const place = reading.place ?? placeOf?.(observer ?? '');
  return (
    observer === (truth.observer ?? sender) &&
    (truth.place === undefined || place === truth.place) &&
    reading.reference === truth.reference &&
    // One that is lost makes a report less sure; another one would use it up.
    (reading.once === undefined || reading.once === truth.once) &&
    reading.command === truth.command &&
    [...reading.incidents.map(({ code }) => code)].sort().join() === [...truth.incidents].sort().join()
  );
}
