const SHORTEST_WORD = 8;
const SHORTEST_PART = 3;
const LONGEST_WORD = 40;

/**
 * `#cornflakes`, `@jandupon`: words that lost their spaces, cut apart where all the parts are known.
 * @param word folded; one that is known as it is should not be asked for
 * @param frequency in how many texts a part stands
 * @returns two parts or three, the likeliest ones; nothing where it cannot be cut
 */
export function unglue(word: string, frequency: (part: string) => number): string[] | undefined {
  if (word.length < SHORTEST_WORD || word.length > LONGEST_WORD) return undefined;
  const likely = (from: number, to: number) => {
    const times = to - from < SHORTEST_PART ? 0 : frequency(word.slice(from, to));
    return times > 1 ? Math.log(times) : -Infinity;
  };
  let best: { cuts: number[]; worth: number } | undefined;
  // A part more must be worth it: otherwise every name falls into little words.
  const consider = (cuts: number[], worth: number) => {
    const mean = worth / (cuts.length + 1) - 2 * cuts.length;
    if (Number.isFinite(mean) && (!best || mean > best.worth)) best = { cuts, worth: mean };
  };
  for (let cut = SHORTEST_PART; cut <= word.length - SHORTEST_PART; cut += 1) {
    const first = likely(0, cut);
    if (first === -Infinity) continue;
    consider([cut], first + likely(cut, word.length));
    for (let next = cut + SHORTEST_PART; next <= word.length - SHORTEST_PART; next += 1)
      consider([cut, next], first + likely(cut, next) + likely(next, word.length));
  }
  return best && [0, ...best.cuts].map((from, at) => word.slice(from, best?.cuts[at]));
}
