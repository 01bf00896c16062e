/** Longer than any choice or keyword: nobody misspells a word of this length, they say something else. */
const LONGEST = 60;

/**
 * The known word that somebody meant and misspelt: `anlie` is `anile`. Adjacent letters swapped count as one slip
 * (Damerau-Levenshtein, optimal string alignment). Short words allow none, since `wi` and `wit` are two words;
 * four to seven letters allow one, longer ones two. The shorter of both words decides. Words with digits are never
 * near each other: `B12` is not a slip for `B13`.
 *
 * @param said what was typed, folded by `foldWords`
 * @param candidates the words to choose from, folded in the same way, each with what it means
 * @returns what every equally near word means; `null` where none is near enough, or they mean different things
 */
export function nearest<M>(said: string, candidates: ReadonlyMap<string, M>): M | null {
  const near = allNearest(said, candidates.keys());
  const meanings = new Set(near.map((word) => candidates.get(word) as M));
  const [only] = meanings;
  return meanings.size === 1 && only !== undefined ? only : null;
}

/** Those with the fewest slips, each once. */
function allNearest(said: string, candidates: Iterable<string>): string[] {
  if (said === '') return [];
  const letters = said.length <= 2 * LONGEST && !/\p{N}/u.test(said) ? [...said] : [];
  const best = new Set<string>();
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === said) return [candidate];
    if (best.has(candidate) || letters.length === 0 || candidate.length > 2 * LONGEST) continue;
    // Nearly every candidate ends here: it is asked for every few words that somebody writes.
    if (Math.abs(candidate.length - said.length) > 2 * MOST_SLIPS || /\p{N}/u.test(candidate)) continue;
    const slips = slipsBetween(letters, [...candidate]);
    if (slips === Number.POSITIVE_INFINITY || slips > fewest) continue;
    if (slips < fewest) best.clear();
    best.add(candidate);
    fewest = slips;
  }
  return [...best];
}

/** Of the longest words. A letter is at most two units. */
const MOST_SLIPS = 2;

function slipsAllowed(letters: number): number {
  if (letters < 4) return 0;
  return letters < 8 ? 1 : 2;
}

/** Infinite where there are more slips than the shorter word allows. */
function slipsBetween(one: readonly string[], other: readonly string[]): number {
  const allowed = slipsAllowed(Math.min(one.length, other.length));
  if (Math.abs(one.length - other.length) > allowed) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    for (let column = 1; column <= other.length; column++) {
      const differs = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      line.push(
        Math.min(
          at(line, column - 1) + 1,
          at(above, column) + 1,
          at(above, column - 1) + differs,
          swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = above;
    above = line;
  }
  const slips = at(above, other.length);
  return slips <= allowed ? slips : Number.POSITIVE_INFINITY;
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Number.POSITIVE_INFINITY;
}
