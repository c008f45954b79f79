import { logistic, softmax } from '../../src/core/linear.ts';

/** Two small fits by Adam (Kingma and Ba, 2015), full batch, so that the same data give the same weights. */

type Step = (gradient: Float64Array, weights: Float64Array) => void;

function adam(size: number, rate: number): Step {
  const [first, second] = [new Float64Array(size), new Float64Array(size)];
  let round = 0;
  return (gradient, weights) => {
    round++;
    for (let at = 0; at < size; at++) {
      first[at] = 0.9 * first[at]! + 0.1 * gradient[at]!;
      second[at] = 0.999 * second[at]! + 0.001 * gradient[at]! ** 2;
      const mean = first[at]! / (1 - 0.9 ** round);
      weights[at]! -= (rate * mean) / (Math.sqrt(second[at]! / (1 - 0.999 ** round)) + 1e-8);
    }
  };
}

const dot = (row: Float32Array | readonly number[], weights: Float64Array): number => {
  let total = 0;
  for (let at = 0; at < row.length; at++) total += row[at]! * weights[at]!;
  return total;
};

/** The sentences of one question, and which of them are evidence. */
export type Choice = {
  readonly rows: readonly Float32Array[];
  readonly right: readonly boolean[];
  readonly weight: number;
};

/** Softmax over the rows of each choice; all right rows share the mass. L2 keeps the weights small. */
export function fitSoftmax(choices: readonly Choice[], size: number, l2: number, rounds = 200): Float64Array {
  const used = choices.filter(({ right }) => right.includes(true));
  const all = used.reduce((total, { weight }) => total + weight, 0);
  const weights = new Float64Array(size);
  const step = adam(size, 0.15);
  for (let round = 0; round < rounds; round++) {
    const gradient = Float64Array.from(weights, (value) => l2 * value);
    for (const { rows, right, weight } of used) {
      const shares = softmax(rows.map((row) => dot(row, weights)));
      const share = 1 / right.filter(Boolean).length;
      rows.forEach((row, at) => {
        const error = (weight / all) * (shares[at]! - (right[at] ? share : 0));
        for (let feature = 0; feature < size; feature++) gradient[feature]! += error * row[feature]!;
      });
    }
    step(gradient, weights);
  }
  return weights;
}

export type Case = { readonly row: readonly number[]; readonly yes: boolean; readonly weight: number };

/** Logistic regression; `signs` forbids a weight to be of the other sign (0: free). The bias comes last. */
export function fitLogistic(
  cases: readonly Case[],
  signs: readonly number[],
  l2: number,
  rounds = 4_000,
): Float64Array {
  const size = signs.length;
  const all = cases.reduce((total, { weight }) => total + weight, 0);
  const weights = new Float64Array(size + 1);
  const step = adam(size + 1, 0.05);
  for (let round = 0; round < rounds; round++) {
    const gradient = Float64Array.from(weights, (value, at) => (at < size ? l2 * value : 0));
    for (const { row, yes, weight } of cases) {
      const guess = logistic(dot(row, weights) + weights[size]!);
      const error = (weight / all) * (guess - (yes ? 1 : 0));
      for (let at = 0; at < size; at++) gradient[at]! += error * row[at]!;
      gradient[size]! += error;
    }
    step(gradient, weights);
    signs.forEach((sign, at) => {
      if (sign * weights[at]! < 0) weights[at] = 0;
    });
  }
  return weights;
}
