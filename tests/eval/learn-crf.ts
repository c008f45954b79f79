/** Maximum likelihood for the linear chain of `learned/crf.ts`: AdaGrad, feature dropout, averaged weights. */
import {
  type Chain,
  forwardPass,
  type Lattice,
  nodeFactors,
  seeded,
  transitionFactors,
} from '../../src/core/language/statements/learned/crf.ts';
import { LABELS, OUTSIDE } from '../../src/core/language/statements/learned/labels.ts';
import { BUCKETS } from '../../src/core/language/statements/learned/sink.ts';

export type Example = { readonly lattice: Lattice; readonly labels: Uint8Array };
export type Learnt = { readonly weights: Float32Array; readonly transitions: Float64Array };

const RATE = 0.02;
const DROPPED = 0.6;
const EPOCHS = 4;
/** What the squared slopes start from: keeps the first steps on small slopes small. */
const GROUND = 0.01;
/** Smaller slopes are not worth a step. */
const LEAST_SLOPE = 1e-3;

export function learnChain(examples: readonly Example[], note: (line: string) => void): Learnt {
  const weights = new Float32Array(BUCKETS * LABELS);
  const squares = new Float32Array(BUCKETS * LABELS).fill(GROUND);
  /** Sum of step × time, for the average: mean weight = weight − late / time. */
  const late = new Float32Array(BUCKETS * LABELS);
  const transitions = new Float64Array(LABELS * LABELS);
  const squaresT = new Float64Array(LABELS * LABELS).fill(GROUND);
  const lateT = new Float64Array(LABELS * LABELS);
  const random = seeded(7);
  const order = examples.map((_, at) => at);
  const chain: Chain = { addTo: adder(weights, 1 / (1 - DROPPED)), transitions };
  let time = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, random);
    let loss = 0;
    let tokens = 0;
    for (const at of order) {
      time++;
      const { lattice, labels } = examples[at]!;
      const thin = drop(lattice, random);
      const steps = transitionFactors(transitions);
      const nodes = nodeFactors(chain, thin);
      const alpha = forwardPass(nodes, steps);
      const { marginals, pairs } = marginalsOf(alpha, nodes, steps);
      for (let t = 0; t < labels.length; t++) {
        loss -= Math.log(Math.max(1e-12, marginals[t * LABELS + labels[t]!]!));
        pairs[(t === 0 ? OUTSIDE : labels[t - 1]!) * LABELS + labels[t]!]! -= 1;
        marginals[t * LABELS + labels[t]!]! -= 1;
      }
      tokens += labels.length;
      for (let t = 0; t < labels.length; t++) {
        for (let y = 0; y < LABELS; y++) {
          const slope = marginals[t * LABELS + y]!;
          if (slope < LEAST_SLOPE && slope > -LEAST_SLOPE) continue;
          const square = slope * slope;
          for (let k = thin.from[t]!; k < thin.from[t + 1]!; k++) {
            const index = thin.ids[k]! * LABELS + y;
            const sum = squares[index]! + square;
            squares[index] = sum;
            const step = (RATE * slope) / Math.sqrt(sum);
            weights[index]! -= step;
            late[index]! -= step * time;
          }
        }
      }
      for (let k = 0; k < pairs.length; k++) {
        const slope = pairs[k]!;
        if (slope === 0) continue;
        squaresT[k]! += slope * slope;
        const step = (RATE * slope) / Math.sqrt(squaresT[k]!);
        transitions[k]! -= step;
        lateT[k]! -= step * time;
      }
    }
    note(`epoch ${epoch + 1}: ${(loss / tokens).toFixed(4)} a token`);
  }
  for (let k = 0; k < weights.length; k++) weights[k]! -= late[k]! / time;
  for (let k = 0; k < transitions.length; k++) transitions[k]! -= lateT[k]! / time;
  return { weights, transitions };
}

/** Adds the weights of features, each times `scale`. */
export function adder(weights: Float32Array, scale: number): Chain['addTo'] {
  return (sums, at, ids, from, to) => {
    for (let k = from; k < to; k++) {
      const base = ids[k]! * LABELS;
      for (let y = 0; y < LABELS; y++) sums[at + y]! += weights[base + y]!;
    }
    for (let y = 0; y < LABELS; y++) sums[at + y]! *= scale;
  };
}

function drop({ ids, from }: Lattice, random: () => number): Lattice {
  const kept = new Int32Array(ids.length);
  const starts = new Int32Array(from.length);
  let size = 0;
  for (let t = 0; t + 1 < from.length; t++) {
    starts[t] = size;
    for (let k = from[t]!; k < from[t + 1]!; k++) if (random() >= DROPPED) kept[size++] = ids[k]!;
  }
  starts[from.length - 1] = size;
  return { ids: kept, from: starts };
}

function marginalsOf(
  alpha: Float64Array,
  nodes: Float64Array,
  steps: Float64Array,
): { marginals: Float64Array; pairs: Float64Array } {
  const marginals = new Float64Array(alpha.length);
  const pairs = new Float64Array(LABELS * LABELS);
  const beta = new Float64Array(LABELS).fill(1);
  const ahead = new Float64Array(LABELS);
  for (let at = alpha.length - LABELS; at >= 0; at -= LABELS) {
    let total = 0;
    for (let y = 0; y < LABELS; y++) total += alpha[at + y]! * beta[y]!;
    for (let y = 0; y < LABELS; y++) marginals[at + y] = (alpha[at + y]! * beta[y]!) / total;
    for (let y = 0; y < LABELS; y++) ahead[y] = nodes[at + y]! * beta[y]!;
    if (at === 0) {
      for (let y = 0; y < LABELS; y++) pairs[OUTSIDE * LABELS + y]! += marginals[y]!;
      break;
    }
    let whole = 0;
    for (let a = 0; a < LABELS; a++) {
      let sum = 0;
      for (let b = 0; b < LABELS; b++) sum += steps[a * LABELS + b]! * ahead[b]!;
      beta[a] = sum;
      whole += alpha[at - LABELS + a]! * sum;
    }
    let most = 0;
    for (let a = 0; a < LABELS; a++) {
      for (let b = 0; b < LABELS; b++)
        pairs[a * LABELS + b]! += (alpha[at - LABELS + a]! * steps[a * LABELS + b]! * ahead[b]!) / whole;
      if (beta[a]! > most) most = beta[a]!;
    }
    for (let a = 0; a < LABELS; a++) beta[a] = beta[a]! / most;
  }
  return { marginals, pairs };
}

function shuffle(order: number[], random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
