import { LABELS, mayFollow, OUTSIDE } from './labels.ts';

/** Log weights of a linear chain: `LABELS` a feature, and `LABELS` × `LABELS` (from, to) for neighbours. */
export type Chain = {
  /** Adds the weights of a token's features to `LABELS` sums that start at `at`. */
  readonly addTo: (sums: Float64Array, at: number, features: Int32Array, from: number, to: number) => void;
  readonly transitions: Float64Array;
};

/** Features of one paragraph: those of its token `t` are `ids[from[t]]` up to, without, `ids[from[t + 1]]`. */
export type Lattice = { readonly ids: Int32Array; readonly from: Int32Array };

/** exp(transition), 0 where a label may not follow. */
export function transitionFactors(transitions: Float64Array): Float64Array {
  const factors = new Float64Array(LABELS * LABELS);
  for (let a = 0; a < LABELS; a++) {
    for (let b = 0; b < LABELS; b++)
      if (mayFollow(a, b)) factors[a * LABELS + b] = Math.exp(transitions[a * LABELS + b]!);
  }
  return factors;
}

/** exp(score) of every label of every token, scaled so that the largest of a token is 1. */
export function nodeFactors(chain: Chain, { ids, from }: Lattice): Float64Array {
  const length = from.length - 1;
  const factors = new Float64Array(length * LABELS);
  for (let t = 0; t < length; t++) {
    const at = t * LABELS;
    chain.addTo(factors, at, ids, from[t]!, from[t + 1]!);
    let most = factors[at]!;
    for (let y = 1; y < LABELS; y++) if (factors[at + y]! > most) most = factors[at + y]!;
    for (let y = 0; y < LABELS; y++) factors[at + y] = Math.exp(factors[at + y]! - most);
  }
  return factors;
}

/** Forward variables of the chain, each token's scaled to sum 1 (Rabiner 1989). */
export function forwardPass(nodes: Float64Array, steps: Float64Array): Float64Array {
  const alpha = new Float64Array(nodes.length);
  for (let at = 0; at < nodes.length; at += LABELS) {
    let total = 0;
    for (let b = 0; b < LABELS; b++) {
      let sum = 0;
      if (at === 0) sum = steps[OUTSIDE * LABELS + b]!;
      else for (let a = 0; a < LABELS; a++) sum += alpha[at - LABELS + a]! * steps[a * LABELS + b]!;
      sum *= nodes[at + b]!;
      alpha[at + b] = sum;
      total += sum;
    }
    if (total <= 0) total = 1;
    for (let b = 0; b < LABELS; b++) alpha[at + b] = alpha[at + b]! / total;
  }
  return alpha;
}

/**
 * Draws labellings from the posterior, last token first; `random` gives numbers from 0 to 1. Each call fills the same
 * array again: many small ones would cost more memory than the model.
 */
export function sampler(alpha: Float64Array, steps: Float64Array, random: () => number): () => Uint8Array {
  const length = alpha.length / LABELS;
  const labels = new Uint8Array(length);
  const mass = new Float64Array(LABELS);
  return () => {
    let next = -1;
    for (let t = length - 1; t >= 0; t--) {
      let total = 0;
      for (let a = 0; a < LABELS; a++) {
        const value = alpha[t * LABELS + a]! * (next < 0 ? 1 : steps[a * LABELS + next]!);
        mass[a] = value;
        total += value;
      }
      let left = random() * total;
      let label = 0;
      for (; label < LABELS - 1; label++) {
        left -= mass[label]!;
        if (left <= 0) break;
      }
      // Rounding must not end on a label of no mass.
      while (label > 0 && mass[label] === 0) label--;
      labels[t] = label;
      next = label;
    }
    return labels;
  };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}
