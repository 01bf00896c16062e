import { clean } from '../../matching/clean.ts';
import { FEWEST_WORDS, tellingWords, thresholdFor } from '../../matching/gate.ts';
import { GATE } from '../../matching/gate-set.ts';
import type { Found, Tip } from '../../matching/matcher.ts';
import type { ReadTip } from './read.ts';

const FOLDS = 10;
const DEEP = 20;

export interface Measured {
  readonly tips: number;
  readonly 'map@1': number;
  readonly 'map@5': number;
  readonly 'p@1': number;
  readonly mrr: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** By cross-validation: the gate is set on nine tenths of these tips, and counted on the last. */
  readonly gate: {
    /** The share of tips whose claim is known that are answered. */
    readonly coverage: number;
    /** The share of tips that are answered though their claim is not known. */
    readonly false_rate: number;
  };
}

/** The gate as it is shipped, on the same tips. */
export interface Shipped {
  readonly coverage: number;
  readonly falseRate: number;
  /** Of the answers to tips whose claim is known. */
  readonly rightOfAnswered: number;
}

/** Average precision as trec_eval has it: over all right ones, also those that cannot be among the first `k`. */
export function averagePrecision(ranked: readonly string[], right: ReadonlySet<string>, k: number): number {
  let hits = 0;
  let sum = 0;
  ranked.slice(0, k).forEach((id, at) => {
    if (!right.has(id)) return;
    hits += 1;
    sum += hits / (at + 1);
  });
  return right.size === 0 ? 0 : sum / right.size;
}

/** Whatever finds claims. */
export interface Finds {
  find(
    tip: Tip & { readonly id: string },
    options: { limit?: number; only?: (claimId: string) => boolean },
  ): Found[];
}

/**
 * @param right tips that have no right claim are asked, but not counted
 * @param twinsOf some claims and those that say the same under other ids
 * @param each is told what was found for each tip
 */
export function measure(
  matcher: Finds,
  tips: readonly ReadTip[],
  right: ReadonlyMap<string, ReadonlySet<string>>,
  twinsOf: (claims: ReadonlySet<string>) => ReadonlySet<string>,
  each: (tip: ReadTip, found: readonly Found[]) => void,
): { measured: Measured; shipped: Shipped } {
  const times: number[] = [];
  const precisions = { one: 0, five: 0, first: 0, reciprocal: 0 };
  const seen: { sure: number; right: boolean }[] = [];
  const unseen: number[] = [];
  for (const tip of tips) {
    const start = performance.now();
    const found = matcher.find(tip, { limit: DEEP });
    times.push(performance.now() - start);
    each(tip, found);
    const those = right.get(tip.id);
    if (!those) continue;
    const ranked = found.map(({ claimId }) => claimId);
    precisions.one += averagePrecision(ranked, those, 1);
    precisions.five += averagePrecision(ranked, those, 5);
    precisions.first += those.has(ranked[0] ?? '') ? 1 : 0;
    const place = ranked.findIndex((id) => those.has(id));
    precisions.reciprocal += place < 0 ? 0 : 1 / (place + 1);
    const short = tellingWords(clean(tip.text).said) < FEWEST_WORDS;
    const surest = (all: readonly Found[]) => (short ? 0 : (all[0]?.sure ?? 0));
    seen.push({ sure: surest(found), right: those.has(ranked[0] ?? '') });
    const twins = twinsOf(those);
    unseen.push(surest(matcher.find(tip, { limit: 1, only: (claimId) => !twins.has(claimId) })));
  }
  const counted = Math.max(1, seen.length);
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    rounded(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  const answered = seen.filter(({ sure }) => sure >= GATE.answer);
  return {
    measured: {
      tips: seen.length,
      'map@1': rounded(precisions.one / counted),
      'map@5': rounded(precisions.five / counted),
      'p@1': rounded(precisions.first / counted),
      mrr: rounded(precisions.reciprocal / counted),
      p50_ms: at(0.5),
      p99_ms: at(0.99),
      gate: crossValidated(
        seen.map(({ sure }) => sure),
        unseen,
      ),
    },
    shipped: {
      coverage: rounded(answered.length / counted),
      falseRate: rounded(unseen.filter((sure) => sure >= GATE.answer).length / counted),
      rightOfAnswered: rounded(answered.filter(({ right: is }) => is).length / Math.max(1, answered.length)),
    },
  };
}

function crossValidated(seen: readonly number[], unseen: readonly number[]): Measured['gate'] {
  let covered = 0;
  let wrong = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const threshold = thresholdFor(
      unseen.filter((_, at) => at % FOLDS !== fold),
      GATE.rate,
    );
    const passed = (sures: readonly number[]) =>
      sures.filter((sure, at) => at % FOLDS === fold && sure >= threshold).length;
    covered += passed(seen);
    wrong += passed(unseen);
  }
  const counted = Math.max(1, seen.length);
  return { coverage: rounded(covered / counted), false_rate: rounded(wrong / counted) };
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;
