import { Candidates } from '../matching/candidates.ts';
import { ExhaustiveIndex } from '../matching/index/exhaustive.ts';
import { Matcher } from '../matching/matcher.ts';
import { bagOf, queryOf, readClaim, VIEWS } from '../matching/terms.ts';
import { type MadeClaim, madeClaims } from './claims/make.ts';
import { KINDS, type Kind, madeQueries } from './claims/queries.ts';

export interface MatchingBench {
  readonly claims: number;
  readonly build: { readonly seconds: number; readonly longest_put_ms: number; readonly p99_put_ms: number };
  /** Of the whole process, texts and all, when it had answered the queries. */
  readonly memory_mb: number;
  /** From the call of `put` until `find` had given the new claim first, and how many of the new claims it did. */
  readonly fresh: { readonly p50_ms: number; readonly worst_ms: number; readonly found_first: number };
  readonly rounds: readonly Round[];
  readonly ratios: {
    /** How much longer an exhaustive search takes than the index, at the median over all kinds. */
    readonly exhaustive_to_index: number;
    /** Queries whose first five have the scores of the exhaustive search's first five. */
    readonly same_first_five: number;
  };
}

interface Round extends Percentiles {
  readonly kind: Kind;
  /** The index alone, asked for its best 50. */
  readonly index: Percentiles;
}

interface Percentiles {
  readonly p50_ms: number;
  readonly p90_ms: number;
  readonly p99_ms: number;
}

export interface MatchingOptions {
  readonly claims: number;
  /** Of each kind. */
  readonly queries: number;
  /** Of each kind, how many are also searched exhaustively. */
  readonly compared: number;
}

const DEEP = 50;
const FIRST = 5;
const FRESH = 100;
/** Before anything is counted, so that the engine has compiled what it runs. */
const WARM = 100;
const KNOWN_SEED = 1;
const UNKNOWN_SEED = 77;

/** Puts made claims into a matcher and asks it; then compares its index with an exhaustive search. */
export function benchMatching(options: MatchingOptions, say: (line: string) => void): MatchingBench {
  const all = [...madeClaims(options.claims + FRESH, KNOWN_SEED)];
  const known = all.slice(0, options.claims);
  const texts = known.map(({ text }) => text);
  say(`${options.claims} claims made`);

  const matcher = new Matcher();
  const began = performance.now();
  const puts = known.map((claim, at) => timed(() => matcher.put(asText(claim, at))));
  const seconds = (performance.now() - began) / 1000;
  say(`put in ${seconds.toFixed(1)} s`);

  const queries = new Map(
    KINDS.map((kind) => [kind, [...madeQueries(kind, options.queries + WARM, texts, UNKNOWN_SEED)]] as const),
  );
  const whole = new Map<Kind, Percentiles>();
  for (const [kind, asked] of queries) {
    const times = asked.map((text) => timed(() => matcher.find({ text })));
    whole.set(kind, percentiles(times.slice(WARM)));
    say(`asked ${kind}`);
  }
  const memory = process.memoryUsage().rss / 2 ** 20;
  let foundFirst = 0;
  const fresh = all.slice(options.claims).map((claim, at) =>
    timed(() => {
      matcher.put(asText(claim, options.claims + at));
      if (matcher.find({ text: claim.text })[0]?.claimId === String(options.claims + at)) foundFirst += 1;
    }),
  );
  const { times, compared } = againstExhaustive(known, queries, options, say);
  return {
    claims: options.claims,
    build: {
      seconds: rounded(seconds),
      longest_put_ms: rounded(Math.max(...quantiles(puts, [1]))),
      p99_put_ms: rounded(quantiles(puts, [0.99])[0] ?? 0),
    },
    memory_mb: Math.round(memory),
    fresh: {
      p50_ms: rounded(quantiles(fresh, [0.5])[0] ?? 0),
      worst_ms: rounded(Math.max(...fresh)),
      found_first: foundFirst / FRESH,
    },
    rounds: KINDS.map((kind) => ({ kind, ...(whole.get(kind) ?? NONE), index: times.get(kind) ?? NONE })),
    ratios: compared,
  };
}

/** The index under the matcher by itself, on the same claims and queries. */
function againstExhaustive(
  known: readonly MadeClaim[],
  queries: ReadonlyMap<Kind, readonly string[]>,
  options: MatchingOptions,
  say: (line: string) => void,
): { times: Map<Kind, Percentiles>; compared: MatchingBench['ratios'] } {
  const quick = new Candidates();
  const plain = new ExhaustiveIndex(Object.values(VIEWS));
  known.forEach(({ text, language }, key) => {
    quick.put(key, { text, language });
    plain.add(key, bagOf(readClaim({ text, language })));
  });
  const times = new Map<Kind, Percentiles>();
  const slower: number[] = [];
  let same = 0;
  for (const [kind, asked] of queries) {
    const tips = asked.map((text) => quick.read({ text }));
    const own = tips.map((tip) => timed(() => quick.closest(tip, DEEP))).slice(WARM);
    times.set(kind, percentiles(own));
    for (const tip of tips.slice(WARM, WARM + options.compared)) {
      const query = queryOf(tip);
      let expected: { score: number }[] = [];
      slower.push(
        timed(() => {
          expected = plain.search(query, FIRST);
        }) / Math.max(0.001, percentiles(own).p50_ms),
      );
      const found = quick.closest(tip, FIRST);
      // In single precision, where the order of adding up shows in the last digits.
      const alike = found.every(
        ({ score }, at) => Math.abs(score - (expected[at]?.score ?? 0)) <= 1e-5 * score,
      );
      if (alike && found.length === expected.length) same += 1;
    }
    say(`compared ${kind}`);
  }
  return {
    times,
    compared: {
      exhaustive_to_index: Math.round(quantiles(slower, [0.5])[0] ?? 0),
      same_first_five: same / Math.max(1, slower.length),
    },
  };
}

const asText = ({ text, language }: MadeClaim, at: number) => ({
  claimId: String(at),
  textId: String(at),
  text,
  language,
});

const NONE: Percentiles = { p50_ms: 0, p90_ms: 0, p99_ms: 0 };

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function quantiles(times: readonly number[], shares: readonly number[]): number[] {
  const sorted = Float64Array.from(times).sort();
  return shares.map((share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

function percentiles(times: readonly number[]): Percentiles {
  const [p50 = 0, p90 = 0, p99 = 0] = quantiles(times, [0.5, 0.9, 0.99]).map(rounded);
  return { p50_ms: p50, p90_ms: p90, p99_ms: p99 };
}

const rounded = (value: number) => Math.round(value * 100) / 100;
