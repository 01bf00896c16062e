/** Features of one candidate, and whether it is right. */
export interface Row {
  readonly features: Float64Array;
  readonly right: boolean;
}

interface Fitted {
  /** In the units of the features. */
  readonly weights: number[];
  readonly bias: number;
}

/** Adam, with a step that gets smaller; the same result every time. */
function descend(size: number, rounds: number, slope: (weights: Float64Array) => Float64Array): Float64Array {
  const weights = new Float64Array(size);
  const mean = new Float64Array(size);
  const spread = new Float64Array(size);
  for (let round = 1; round <= rounds; round += 1) {
    const step = 0.1 * (round < rounds * 0.5 ? 1 : round < rounds * 0.8 ? 0.3 : 0.1);
    slope(weights).forEach((down, at) => {
      const m = 0.9 * (mean[at] ?? 0) + 0.1 * down;
      const v = 0.999 * (spread[at] ?? 0) + 0.001 * down * down;
      mean[at] = m;
      spread[at] = v;
      const moved = (step * m) / (1 - 0.9 ** round) / (Math.sqrt(v / (1 - 0.999 ** round)) + 1e-8);
      weights[at] = (weights[at] ?? 0) - moved;
    });
  }
  return weights;
}

function scaled(rows: readonly Row[]) {
  const size = rows[0]?.features.length ?? 0;
  const mean = new Float64Array(size);
  const spread = new Float64Array(size);
  for (const { features } of rows)
    for (let at = 0; at < size; at += 1) mean[at] = (mean[at] ?? 0) + (features[at] ?? 0) / rows.length;
  for (const { features } of rows)
    for (let at = 0; at < size; at += 1)
      spread[at] = (spread[at] ?? 0) + ((features[at] ?? 0) - (mean[at] ?? 0)) ** 2 / rows.length;
  for (let at = 0; at < size; at += 1) spread[at] = Math.sqrt(spread[at] ?? 0) || 1;
  const scale = (features: Float64Array) =>
    features.map((value, at) => (value - (mean[at] ?? 0)) / (spread[at] ?? 0));
  const unscaled = (weights: Float64Array, bias: number): Fitted => ({
    weights: [...weights].map((weight, at) => weight / (spread[at] ?? 0)),
    bias: bias - weights.reduce((sum, weight, at) => sum + (weight * (mean[at] ?? 0)) / (spread[at] ?? 0), 0),
  });
  return { size, scale, unscaled };
}

/**
 * Weights that put the right one of each list first: softmax over the list (ListNet, Cao et al. 2007), held small.
 * @param lists lists without a right one teach nothing
 */
export function fitRanking(lists: readonly (readonly Row[])[], hold: number): Fitted {
  const { size, scale, unscaled } = scaled(lists.flat());
  const teaching = lists
    .filter((list) => list.some(({ right }) => right))
    .map((list) => list.map(({ features, right }) => ({ features: scale(features), right })));
  const weights = descend(size, 200, (at) => {
    const slope = at.map((weight) => hold * weight);
    for (const list of teaching) {
      const sums = list.map(({ features }) =>
        features.reduce((sum, value, f) => sum + value * (at[f] ?? 0), 0),
      );
      const most = Math.max(...sums);
      const chances = sums.map((sum) => Math.exp(sum - most));
      const all = chances.reduce((a, b) => a + b, 0);
      const rights = list.filter(({ right }) => right).length;
      list.forEach(({ features, right }, n) => {
        const off = ((chances[n] ?? 0) / all - (right ? 1 / rights : 0)) / teaching.length;
        if (Math.abs(off) < 1e-9) return;
        for (let f = 0; f < size; f += 1) slope[f] = (slope[f] ?? 0) + off * (features[f] ?? 0);
      });
    }
    return slope;
  });
  return unscaled(weights, 0);
}

/** Weights that tell right rows from wrong ones: logistic regression, held small. */
export function fitChance(rows: readonly Row[], hold: number): Fitted {
  const { size, scale, unscaled } = scaled(rows);
  const teaching = rows.map(({ features, right }) => ({ features: scale(features), right }));
  const weights = descend(size + 1, 400, (at) => {
    const slope = at.map((weight, f) => (f < size ? hold * weight : 0));
    for (const { features, right } of teaching) {
      const sum = features.reduce((all, value, f) => all + value * (at[f] ?? 0), at[size] ?? 0);
      const off = (1 / (1 + Math.exp(-sum)) - (right ? 1 : 0)) / teaching.length;
      for (let f = 0; f < size; f += 1) slope[f] = (slope[f] ?? 0) + off * (features[f] ?? 0);
      slope[size] = (slope[size] ?? 0) + off;
    }
    return slope;
  });
  return unscaled(weights.slice(0, size), weights[size] ?? 0);
}
