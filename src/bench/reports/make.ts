import { withCheckDigit } from '../../codes/damm.ts';

/** A report as it was meant, and as it was written. */
export interface MadeReport {
  readonly text: string;
  /** Where each number and the words begin and end in the text. */
  readonly spans: readonly (readonly [start: number, end: number])[];
  /** Where the words begin; the length of the text where there are none. */
  readonly words: number;
  readonly truth: Truth;
}

export interface Truth {
  readonly incidents: readonly string[];
  readonly observer?: string;
  readonly place?: string;
  readonly reference?: string;
  readonly command?: 'cancel' | 'status' | 'correct';
  readonly clock?: string;
  readonly once?: string;
  readonly quantities: readonly (number | undefined)[];
  readonly comment?: string;
}

export interface MadeWorld {
  readonly observers: readonly string[];
  readonly places: readonly string[];
  readonly codes: readonly string[];
  readonly placeOf: ReadonlyMap<string, string>;
}

export const pick = <T>(from: readonly T[], next: () => number): T =>
  from[Math.floor(next() * from.length)] as T;
/** As they are given out: never with a 0 in front. */
const number = (digits: number, next: () => number) =>
  withCheckDigit(String(10 ** (digits - 1) + Math.floor(next() * 9 * 10 ** (digits - 1))));

export function makeWorld(codes: readonly string[], next: () => number): MadeWorld {
  const observers = Array.from({ length: 300 }, () => number(4, next));
  const places = Array.from({ length: 1_200 }, () => number(5, next));
  return { observers, places, codes, placeOf: new Map(observers.map((each) => [each, pick(places, next)])) };
}

const COMMENTS = [
  'moun ak zam devan biwo a',
  'Yo fèmen pòt la, moun yo ap rele',
  'nou pa wè lapolis',
  'gen 3 machin ki boule',
  'le bureau est encore fermé',
  'plis pase 50 moun ap tann',
  'M ap tounen pita',
  'yo voye wòch sou nou!',
];

/** A report as an observer means to write it: numbers in any order, words behind them. */
export function makeReport(
  world: MadeWorld,
  next: () => number,
  options: { unsigned: number; sender?: string; coded?: boolean },
): MadeReport {
  const roll = next();
  if (roll < 0.04) return command('ANILE', 'cancel', next);
  if (roll < 0.08) return command('STATI', 'status', next);
  if (roll < 0.12) return correction(world, next);
  const incidents = [pick(world.codes, next)];
  // Few tell of two things at once.
  if (next() < 0.1) {
    const other = pick(world.codes, next);
    if (other !== incidents[0]) incidents.push(other);
  }
  const quantities = incidents.map(() => (next() < 0.3 ? 1 + Math.floor(next() * 30) : undefined));
  // Few write for somebody else than whose phone it is.
  const own = next() < 0.9 ? options.sender : undefined;
  const observer = next() < options.unsigned ? undefined : (own ?? pick(world.observers, next));
  const expected = world.placeOf.get(observer ?? options.sender ?? '');
  const away = options.sender === undefined || next() < 0.1;
  const place = (away ? undefined : expected) ?? pick(world.places, next);
  // Who is where we expect them need not say so.
  const placed = away || next() < 0.5;
  const clock = next() < 0.7 ? time(next) : undefined;
  const mark = next() < 0.5 ? '*' : 'x';
  const once = options.coded ? number(5, next) : undefined;
  const pieces = shuffled(
    [
      ...(observer === undefined ? [] : [observer]),
      ...incidents.map((code, at) =>
        quantities[at] === undefined ? code : `${code}${mark}${quantities[at]}`,
      ),
      ...(placed ? [place] : []),
      ...(clock === undefined ? [] : [clock]),
      ...(once === undefined ? [] : [`K${once}`]),
    ],
    next,
  );
  const comment = next() < 0.5 ? pick(COMMENTS, next) : undefined;
  const gap = next() < 0.8 ? ' ' : pick(['.', ',', '/', '#', ', ', '\n'], next);
  return {
    ...written(pieces, gap, comment),
    truth: {
      incidents,
      quantities,
      ...(observer !== undefined && { observer }),
      ...(placed ? [place] : []),
      ...(clock !== undefined && { clock }),
      ...(once !== undefined && { once }),
      ...(comment !== undefined && { comment }),
    },
  };
}

function command(word: string, means: 'cancel' | 'status', next: () => number): MadeReport {
  const reference = number(6, next);
  return {
    ...written([word, reference], ' ', undefined),
    truth: { incidents: [], quantities: [], reference, command: means },
  };
}

function correction({ codes }: MadeWorld, next: () => number): MadeReport {
  const reference = number(6, next);
  const code = pick(codes, next);
  return {
    ...written([reference, code], ' ', undefined),
    truth: { incidents: [code], quantities: [undefined], reference, command: 'correct' },
  };
}

function time(next: () => number): string {
  const two = (below: number) => String(Math.floor(next() * below)).padStart(2, '0');
  return two(24) + two(60);
}

function shuffled<T>(list: readonly T[], next: () => number): T[] {
  const mixed = [...list];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(next() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}

function written(
  pieces: readonly string[],
  gap: string,
  comment: string | undefined,
): Pick<MadeReport, 'text' | 'spans' | 'words'> {
  let text = '';
  const spans: [number, number][] = [];
  for (const piece of pieces) {
    if (text !== '') text += gap;
    spans.push([text.length, text.length + piece.length]);
    text += piece;
  }
  const words = comment === undefined ? text.length : text.length + 1;
  return { text: comment === undefined ? text : `${text} ${comment}`, spans, words };
}
