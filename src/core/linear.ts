/** What the small linear models share: a weighed sum of named features, and what it makes likely. */

type Row = ArrayLike<number>;

/** 1 / (1 + e^−x). */
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * The score of a row of features in the order of `names`: `bias` and each value times its weight. A feature that
 * `weights` does not name weighs nothing.
 */
export function linear(
  names: readonly string[],
  weights: Readonly<Partial<Record<string, number>>>,
  bias = 0,
): (row: Row) => number {
  const list = names.map((name) => weights[name] ?? 0);
  return (row) => {
    let sum = bias;
    for (let at = 0; at < row.length; at++) sum += row[at]! * list[at]!;
    return sum;
  };
}

/**
 * How likely each of several things is by its score, given that one of them is right; none for no scores. `into` takes
 * the result, and may be the scores themselves where many are judged.
 */
export function softmax(scores: Row, into: Float64Array = new Float64Array(scores.length)): Float64Array {
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < scores.length; at++) if (scores[at]! > most) most = scores[at]!;
  let total = 0;
  for (let at = 0; at < scores.length; at++) {
    into[at] = Math.exp(scores[at]! - most);
    total += into[at]!;
  }
  for (let at = 0; at < into.length; at++) into[at]! /= total;
  return into;
}
