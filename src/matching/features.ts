import type { ReadText } from './terms.ts';

/**
 * What is looked at when a claim is compared closely with a tip. Weights of words are inverse document frequencies:
 * a rare word in common says more. `all` is what a side has, `shared` what the other side has of it.
 */
export const FEATURES = [
  'score', // of the index
  'scoreOfTop', // and as a share of the best
  'scoreOfSelf', // and of what the tip could reach at all
  'bm25', // of words alone
  'tipShared', // share of the tip's words in the claim
  'rarest', // weight of the heaviest word in common
  'rarestThree',
  'claimShared', // share of the claim's words in the tip
  'titleShared',
  'bestShared', // the better of the two
  'claimWeight', // weight of the claim's words in the tip
  'titleWeight',
  'namesShared', // of the claim's names
  'tipNamesShared',
  'numbersShared',
  'numbersMissing', // numbers of the claim that the tip has not
  'numbersDiffer', // both have numbers, none in common
  'pairs', // words that stand side by side in both
  'run', // weight of the longest run of words in common
  'runLength',
  'near', // words in common that stand close together in the tip
  'rareShared', // of the tip's five rarest known words
  'related', // claim's words in the tip, counting those that only begin alike
  'signed', // who signed the tip is in the claim
  'dated', // and when
  'claimLength',
] as const;

const TITLE = 1;
const NAME = 2;
const NUMBER = 4;
const FILLER = 8;
const FLAGS = 4;

/** @returns a claim's words in order, two numbers each: its key, and its start with what it is */
export function forwardOf(text: ReadText): Uint32Array {
  const words = text.parts.flatMap((part, at) =>
    part.words.map(
      ({ key, start, name, number, filler }) =>
        [
          key,
          (start << FLAGS) |
            (at === 0 ? 0 : TITLE) |
            (name ? NAME : 0) |
            (number ? NUMBER : 0) |
            (filler ? FILLER : 0),
        ] as const,
    ),
  );
  return Uint32Array.from(words.flat());
}

export interface Known {
  /** How much a word says: its inverse document frequency. */
  readonly inverse: (word: number) => number;
  readonly meanLength: number;
  /** Of the best candidate, by the index. */
  readonly top: number;
}

/** A tip, made ready to be compared with many claims. */
export interface Closer extends Known {
  /** How much each word of the tip counts. */
  readonly weights: ReadonlyMap<number, number>;
  readonly places: ReadonlyMap<number, readonly number[]>;
  readonly order: Int32Array;
  readonly starts: ReadonlySet<number>;
  readonly names: ReadonlySet<number>;
  readonly signed: ReadonlySet<number>;
  readonly dated: ReadonlySet<number>;
  readonly rare: readonly number[];
  readonly all: number;
  readonly allNames: number;
  readonly hasNumbers: boolean;
  readonly memory: Map<number, number>;
}

const RARE = 5;
/** Two words further apart are not together. */
const NEAR = 8;

export function lookCloser(tip: ReadText, known: Known): Closer {
  const memory = new Map<number, number>();
  const inverse = (word: number) => {
    const kept = memory.get(word);
    if (kept !== undefined) return kept;
    const value = known.inverse(word);
    memory.set(word, value);
    return value;
  };
  const weights = new Map<number, number>();
  for (const part of tip.parts)
    for (const { key, filler } of part.words)
      if (!filler) weights.set(key, Math.max(part.weight, weights.get(key) ?? 0));
  const said = tip.parts[0]?.words ?? [];
  const places = new Map<number, number[]>();
  said.forEach(({ key }, at) => {
    const list = places.get(key);
    if (list) list.push(at);
    else places.set(key, [at]);
  });
  const keysOf = (part: number) =>
    new Set((tip.parts[part]?.words ?? []).filter(({ filler }) => !filler).map(({ key }) => key));
  const names = new Set(said.filter(({ name, filler }) => name && !filler).map(({ key }) => key));
  const unseen = inverse(-1) - 0.3;
  const sum = (words: Iterable<number>) => {
    let total = 0;
    for (const word of words) total += inverse(word);
    return total;
  };
  return {
    ...known,
    inverse,
    memory,
    weights,
    places,
    order: Int32Array.from(said, ({ key }) => key),
    starts: new Set(said.map(({ start }) => start & (0xffffffff >>> FLAGS)).filter((start) => start !== 0)),
    names,
    signed: keysOf(1),
    dated: keysOf(3),
    rare: [...weights.keys()]
      .filter((word) => inverse(word) < unseen)
      .sort((a, b) => inverse(b) - inverse(a))
      .slice(0, RARE),
    all: sum(weights.keys()),
    allNames: sum(names),
    hasNumbers: said.some(({ number }) => number),
  };
}

/** @param forward of the claim */
export function featuresOf(tip: Closer, forward: Uint32Array, score: number): Float64Array {
  const counts = new Map<number, number>();
  const all = [0, 0];
  const shared = [0, 0];
  let related = 0;
  let names = 0;
  let namesShared = 0;
  let numbersShared = 0;
  let numbersMissing = 0;
  let pairs = 0;
  let run = 0;
  let runLength = 0;
  let length = 0;
  const seen = [new Set<number>(), new Set<number>()];
  for (let at = 0; at < forward.length; at += 2) {
    const word = forward[at] ?? 0;
    const flags = forward[at + 1] ?? 0;
    const field = flags & TITLE;
    const places = tip.places.get(word);
    if (places) {
      for (const place of places) {
        const begins = at === 0 || place === 0 || tip.order[place - 1] !== forward[at - 2];
        if (!begins) continue;
        let steps = 0;
        let weight = 0;
        while (
          at + 2 * steps < forward.length &&
          place + steps < tip.order.length &&
          forward[at + 2 * steps] === tip.order[place + steps] &&
          ((forward[at + 2 * steps + 1] ?? 0) & TITLE) === field
        ) {
          if (!((forward[at + 2 * steps + 1] ?? 0) & FILLER)) {
            weight += tip.inverse(forward[at + 2 * steps] ?? 0);
          }
          steps += 1;
        }
        if (steps > 1) pairs += weight;
        if (weight > run) {
          run = weight;
          runLength = steps;
        }
      }
    }
    if (flags & FILLER) continue;
    length += 1;
    counts.set(word, (counts.get(word) ?? 0) + 1);
    const before = seen[field];
    if (!before || before.has(word)) continue;
    before.add(word);
    const weight = tip.inverse(word);
    all[field] = (all[field] ?? 0) + weight;
    const has = tip.weights.has(word);
    if (has) shared[field] = (shared[field] ?? 0) + weight;
    if (field === TITLE) continue;
    if (has) related += weight;
    else if (flags >>> FLAGS !== 0 && tip.starts.has(flags >>> FLAGS)) related += 0.6 * weight;
    if (flags & NAME) {
      names += weight;
      if (has) namesShared += weight;
    }
    if (flags & NUMBER) {
      if (has) numbersShared += 1;
      else numbersMissing += 1;
    }
  }

  let bm25 = 0;
  let self = 0;
  let tipShared = 0;
  const heavy: number[] = [];
  const held = 0.8 * (0.5 + (0.5 * length) / Math.max(1, tip.meanLength));
  for (const [word, counts_] of tip.weights) {
    const weight = tip.inverse(word) * counts_;
    self += weight;
    const count = counts.get(word);
    if (!count) continue;
    bm25 += (weight * count * 1.8) / (count + held);
    tipShared += weight;
    heavy.push(weight);
  }
  heavy.sort((a, b) => b - a);
  let tipNames = 0;
  for (const word of tip.names) if (counts.has(word)) tipNames += tip.inverse(word);
  let signed = 0;
  for (const word of tip.signed) if (counts.has(word)) signed += tip.inverse(word);
  let dated = 0;
  for (const word of tip.dated) if (counts.has(word)) dated += 1;
  let near = 0;
  let last = -1;
  tip.order.forEach((word, at) => {
    if (!tip.weights.has(word) || !counts.has(word)) return;
    const before = last >= 0 ? (tip.order[last] ?? 0) : word;
    if (before !== word && at - last <= NEAR) {
      near += Math.min(tip.inverse(word), tip.inverse(before)) / (at - last);
    }
    last = at;
  });
  const share = (part: number, whole: number) => part / (whole + 3);
  const claimShared = share(shared[0] ?? 0, all[0] ?? 0);
  const titleShared = share(shared[1] ?? 0, all[1] ?? 0);
  return Float64Array.of(
    score / 10,
    score / Math.max(1e-9, tip.top),
    score / (self + 10),
    bm25 / 10,
    share(tipShared, tip.all),
    heavy[0] ?? 0,
    (heavy[0] ?? 0) + (heavy[1] ?? 0) + (heavy[2] ?? 0),
    claimShared,
    titleShared,
    Math.max(claimShared, titleShared),
    (shared[0] ?? 0) / 10,
    (shared[1] ?? 0) / 10,
    share(namesShared, names),
    share(tipNames, tip.allNames),
    Math.min(2, numbersShared),
    Math.min(2, numbersMissing),
    tip.hasNumbers && numbersMissing > 0 && numbersShared === 0 ? 1 : 0,
    pairs / 10,
    run / 10,
    Math.log1p(runLength),
    near / 10,
    tip.rare.length === 0 ? 0 : tip.rare.filter((word) => counts.has(word)).length / tip.rare.length,
    share(related, all[0] ?? 0),
    Math.min(15, signed) / 10,
    Math.min(3, dated),
    Math.log1p(length),
  );
}
