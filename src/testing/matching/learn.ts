// Learns src/matching/learnt.ts and sets src/matching/gate-set.ts anew: npm run match:learn. From the 800 tips of the
// train split of CLEF CheckThat! 2020 alone; no other split is looked at.
import { writeFileSync } from 'node:fs';
import { twinFinder } from '../../cli/match/twins.ts';
import { Candidates } from '../../matching/candidates.ts';
import { clean } from '../../matching/clean.ts';
import { FEWEST_WORDS, tellingWords, thresholdFor } from '../../matching/gate.ts';
import { marginsOf, rankOf, sureOf } from '../../matching/rerank.ts';
import { checkThat } from './corpora.ts';
import { fitChance, fitRanking, type Row } from './fit.ts';

const FOLDS = 5;
const LOOKED_AT = 50;
/** Room for the right ones that are taken out. */
const MORE = 10;
/** As the matcher has it, and room for the same. */
const CERTAIN = 8 + MORE;
const HOLD = { rank: 0.03, sure: 0.03 };
/** The share of unseen rumors that may be answered wrongly, as it is promised. */
const RATE = 0.01;
/** And as it is set: other tips than these are less like them than they are like each other. */
const SET_TO = RATE / 2;
/** A verifier is asked for this share of the tips whose claim is known. */
const ASKED = 0.95;

const { claims, tips, right } = checkThat('train');
const twinsOf = twinFinder(claims);
const candidates = new Candidates();
claims.forEach((claim, key) => {
  candidates.put(key, claim);
});

const lists = tips.map((tip) => {
  const read = candidates.read(tip);
  const rights = right.get(tip.id) ?? new Set();
  const twins = twinsOf(rights);
  const hits = candidates.closest(read, LOOKED_AT + MORE, CERTAIN);
  const rowsOf = (those: typeof hits): Row[] =>
    candidates
      .look(read, those)
      .map(({ key, features }) => ({ features, right: rights.has(claims[key]?.id ?? '') }));
  return {
    short: tellingWords(clean(tip.text).said) < FEWEST_WORDS,
    known: rowsOf(hits.slice(0, LOOKED_AT)),
    // What an unseen rumor finds. Looked at anew, because candidates are compared with the best of them.
    unknown: rowsOf(hits.filter(({ key }) => !twins.has(claims[key]?.id ?? '')).slice(0, LOOKED_AT)),
  };
});
type List = (typeof lists)[number];

/** What being sure is learnt from: the best of each list, once as it is and once without the right one. */
function firsts({ known, unknown, short }: List, rank: readonly number[]) {
  const first = (from: readonly Row[]) => {
    const ranks = from.map(({ features }) => rankOf(features, { rank }));
    const at = ranks.indexOf(Math.max(...ranks));
    const best = from[at];
    return best && { ...best, margins: marginsOf(ranks[at] ?? 0, ranks.toSpliced(at, 1)), short };
  };
  return [first(known), first(unknown)];
}
type First = NonNullable<ReturnType<typeof firsts>[number]>;
const rowOf = ({ features, margins, right: is }: First): Row => ({
  features: Float64Array.from([...features, ...margins]),
  right: is,
});

function learnRank(from: readonly List[]): number[] {
  return fitRanking(
    from.map(({ known }) => known),
    HOLD.rank,
  ).weights;
}

function learnSure(from: readonly (readonly (First | undefined)[])[]): number[] {
  const rows = from.flat().flatMap((first) => (first ? [rowOf(first)] : []));
  const { weights, bias } = fitChance(rows, HOLD.sure);
  return [...weights, bias];
}

const inFold = (fold: number) => (_: unknown, at: number) => at % FOLDS === fold;
const others = (fold: number) => (_: unknown, at: number) => at % FOLDS !== fold;

// Whatever is said about a tip was learnt from other tips.
const outside: (First | undefined)[][] = lists.map(() => []);
for (let fold = 0; fold < FOLDS; fold += 1) {
  const rank = learnRank(lists.filter(others(fold)));
  lists.forEach((list, at) => {
    if (at % FOLDS === fold) outside[at] = firsts(list, rank);
  });
}
const seen: { sure: number; right: boolean; short: boolean }[] = [];
const unseen: number[] = [];
for (let fold = 0; fold < FOLDS; fold += 1) {
  const sure = learnSure(outside.filter(others(fold)));
  for (const [known, unknown] of outside.filter(inFold(fold))) {
    if (known)
      seen.push({
        sure: sureOf(known.features, known.margins, { sure }),
        right: known.right,
        short: known.short,
      });
    unseen.push(unknown && !unknown.short ? sureOf(unknown.features, unknown.margins, { sure }) : 0);
  }
}

const rank = learnRank(lists);
const sure = learnSure(lists.map((list) => firsts(list, rank)));
const answer = thresholdFor(unseen, SET_TO);
const rights = seen.filter((first) => first.right).map((first) => first.sure);
const suggest = rights.sort((a, b) => a - b)[Math.floor(rights.length * (1 - ASKED))] ?? 0;
const answered = seen.filter((first) => first.sure >= answer && !first.short);
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
const how =
  `CLEF CheckThat! 2020, train: each of ${tips.length} tips once with its claim known and once with it taken out, ` +
  `${FOLDS}-fold cross-validation`;

const rounded = (weights: readonly number[]) => weights.map((weight) => Number(weight.toPrecision(5)));
const write = (name: string, text: string) =>
  writeFileSync(new URL(`../../matching/${name}`, import.meta.url), text);
write(
  'learnt.ts',
  `/** Found by \`npm run match:learn\`: not to be changed by hand. */
export const LEARNT = ${JSON.stringify({ rank: rounded(rank), sure: rounded(sure) })};
`,
);
write(
  'gate-set.ts',
  `/** Set by \`npm run match:learn\`: not to be changed by hand. */
export const GATE = ${JSON.stringify({
    answer: Number(answer.toFixed(4)) + 0.0001,
    suggest: Number(suggest.toFixed(4)),
    rate: RATE,
    queries: tips.length,
    how,
  })};
`,
);
console.log(`first is right: ${percent(seen.filter((first) => first.right).length, tips.length)}`);
console.log(
  `answered: ${percent(answered.length, tips.length)}, of them right: ${percent(answered.filter((first) => first.right).length, answered.length)}`,
);
console.log(
  `unseen: answered ${percent(unseen.filter((each) => each >= answer).length, tips.length)}, suggested ${percent(unseen.filter((each) => each >= suggest && each < answer).length, tips.length)}`,
);
