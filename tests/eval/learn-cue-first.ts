/** Fits model B of `statements/learned/cue-first.ts`: which words carry a cue, then their contents and speakers. */

import type { Draft } from '../../src/core/language/statements/draft.ts';
import { anchorAt, describeAnchor, mayAnchor } from '../../src/core/language/statements/learned/anchors.ts';
import { type Spans, spansOf } from '../../src/core/language/statements/learned/contents.ts';
import { type Lattice, seeded } from '../../src/core/language/statements/learned/crf.ts';
import {
  type Linear,
  pairScores,
  runOf,
  scoresOf,
  sharesOf,
} from '../../src/core/language/statements/learned/cue-first.ts';
import { headOf } from '../../src/core/language/statements/learned/decide.ts';
import { BUCKETS, cut, makeSink } from '../../src/core/language/statements/learned/sink.ts';
import { speakersOf } from '../../src/core/language/statements/learned/speakers.ts';
import type { View } from '../../src/core/language/statements/learned/view.ts';
import type { Reading, Run } from '../../src/core/language/statements/reading.ts';
import { type Lesson, runsOf } from './learn-gold.ts';

type Words = { readonly ids: Int32Array; readonly own: Int32Array; readonly yes: boolean };
type Ranking = { readonly spans: Spans | null; readonly features: Lattice; readonly right: readonly number[] };
export type Examples = { readonly words: Words[]; readonly rankings: Ranking[] };

const ANCHOR = { epochs: 6, rate: 0.03, dropped: 0.6 };
const PART = { epochs: 6, rate: 0.08 };
const GROUND = 0.01;

/** Adds what one unit teaches. `lattice` holds the features of its tokens. */
export function addExamples(
  into: Examples,
  { r, attributions }: Lesson,
  view: View,
  unit: Run,
  lattice: Lattice,
  drafts: ReadonlyMap<number, Draft>,
): void {
  const golds = new Map<number, { content: Run[]; source: Run | null }>();
  for (const { cue, content, source } of attributions) {
    const runs = runsOf(r, cue);
    if (runs.length === 0 || runs[0]!.first < unit.first || runs.at(-1)!.last > unit.last) continue;
    golds.set(anchorOf(r, runs), { content: runsOf(r, content), source: runsOf(r, source)[0] ?? null });
  }
  for (let i = unit.first; i <= unit.last; i++) {
    const gold = golds.get(i);
    if (mayAnchor(r, view, i)) {
      const at = i - unit.first;
      const own = makeSink(0);
      describeAnchor(own, r, view, i, unit, drafts.get(i) ?? null);
      into.words.push({
        ids: lattice.ids.subarray(lattice.from[at]!, lattice.from[at + 1]!),
        own: cut(own).ids,
        yes: gold !== undefined,
      });
    }
    if (gold !== undefined && gold.content.length > 0) addRankings(into, r, view, unit, i, drafts, gold);
  }
}

function anchorOf(r: Reading, runs: readonly Run[]): number {
  for (const { first, last } of runs)
    for (let i = first; i <= last; i++) if (r.tokens[i]!.lower === 'according') return i;
  return headOf(r, runs[0]!);
}

function addRankings(
  { rankings }: Examples,
  r: Reading,
  view: View,
  unit: Run,
  head: number,
  drafts: ReadonlyMap<number, Draft>,
  { content, source }: { content: readonly Run[]; source: Run | null },
): void {
  const anchor = anchorAt(r, view, head, unit, drafts);
  const main = content.toSorted((a, b) => b.last - b.first - (a.last - a.first))[0]!;
  const spans = spansOf(r, view, unit, anchor, null);
  const at = matching(r, spans, main);
  if (at >= 0) {
    rankings.push({ spans, features: spans.pairFeatures, right: [at] });
    const own = runOf(spans, at);
    const seconds = spansOf(r, view, unit, anchor, own);
    const other = content.find((run) => run.last < head !== main.last < head) ?? null;
    const right = other === null ? 0 : matching(r, seconds, other);
    if (right >= 0 && seconds.first.length > 1)
      rankings.push({ spans: seconds, features: seconds.pairFeatures, right: [right] });
  }
  const { runs, features } = speakersOf(r, view, anchor, content);
  const spoken = runs.flatMap((run, k) =>
    run === null
      ? source === null
        ? [k]
        : []
      : source !== null && run.first <= source.last && source.first <= run.last
        ? [k]
        : [],
  );
  if (spoken.length > 0) rankings.push({ spans: null, features, right: spoken.slice(0, 2) });
}

/** The pair with the same words, else the one that shares most if that is nearly all; -1 for none. */
function matching(r: Reading, spans: Spans, { first, last }: Run): number {
  let best = -1;
  let most = 0.8;
  const words = (from: number, to: number): number => {
    let count = 0;
    for (let i = from; i <= to; i++) if (r.tokens[i]!.pos !== 'PUNCT') count++;
    return count;
  };
  const all = words(first, last);
  for (let k = 0; k < spans.first.length; k++) {
    if (spans.first[k]! < 0) continue;
    const run = runOf(spans, k);
    const [from, to] = [Math.max(first, run.first), Math.min(last, run.last)];
    if (from > to) continue;
    const shared = words(from, to);
    // Of spans with the same words the one whose marks are the same too.
    const exact = (run.first === first ? 0.001 : 0) + (run.last === last ? 0.001 : 0);
    const jaccard = shared / (all + words(run.first, run.last) - shared) + exact;
    if (jaccard > most) [best, most] = [k, jaccard];
  }
  return best;
}

/** Sums the weights of features. */
export function summer(weights: Float32Array): Linear {
  return (ids, from, to) => {
    let sum = 0;
    for (let k = from; k < to; k++) sum += weights[ids[k]!]!;
    return sum;
  };
}

class Weights {
  readonly values = new Float32Array(BUCKETS);
  readonly squares = new Float32Array(BUCKETS).fill(GROUND);
  readonly late = new Float64Array(BUCKETS);
  time = 0;
  readonly linear = summer(this.values);
  step(ids: Int32Array, from: number, to: number, slope: number, rate: number): void {
    if (slope < 1e-3 && slope > -1e-3) return;
    const square = slope * slope;
    for (let k = from; k < to; k++) {
      const id = ids[k]!;
      const sum = this.squares[id]! + square;
      this.squares[id] = sum;
      const step = (rate * slope) / Math.sqrt(sum);
      this.values[id]! -= step;
      this.late[id]! -= step * this.time;
    }
  }
  mean(): Float32Array {
    return this.values.map((value, k) => value - this.late[k]! / this.time);
  }
}

function shuffled(length: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length }, (_, at) => at);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

export function learnAnchors(words: readonly Words[], note: (line: string) => void): Float32Array {
  const weights = new Weights();
  const random = seeded(11);
  const kept = new Int32Array(400);
  const { dropped, epochs, rate } = ANCHOR;
  for (let epoch = 0; epoch < epochs; epoch++) {
    let loss = 0;
    for (const at of shuffled(words.length, random)) {
      weights.time++;
      const { ids, own, yes } = words[at]!;
      let size = 0;
      for (const id of ids) if (random() >= dropped) kept[size++] = id;
      for (const id of own) if (random() >= dropped) kept[size++] = id;
      const p = 1 / (1 + Math.exp(-weights.linear(kept, 0, size) / (1 - dropped)));
      loss -= Math.log(Math.max(1e-9, yes ? p : 1 - p));
      weights.step(kept, 0, size, p - (yes ? 1 : 0), rate);
    }
    note(`anchors ${epoch + 1}: ${(loss / words.length).toFixed(4)}`);
  }
  return weights.mean();
}

export function learnParts(rankings: readonly Ranking[], note: (line: string) => void): Float32Array {
  const weights = new Weights();
  const random = seeded(13);
  const { epochs, rate } = PART;
  for (let epoch = 0; epoch < epochs; epoch++) {
    let loss = 0;
    for (const at of shuffled(rankings.length, random)) {
      weights.time++;
      const { spans, features, right } = rankings[at]!;
      const shares = sharesOf(spans === null ? scoresOf(weights.linear, features) : pairScores(weights.linear, spans));
      let mass = 0;
      for (const k of right) mass += shares[k]!;
      loss -= Math.log(Math.max(1e-9, mass));
      const slopes = shares.slice();
      for (const k of right) slopes[k]! -= shares[k]! / Math.max(1e-12, mass);
      stepAll(weights, features, slopes, rate);
      if (spans === null) continue;
      const firsts = new Float64Array(spans.firsts.length);
      const lasts = new Float64Array(spans.lasts.length);
      slopes.forEach((slope, k) => {
        if (spans.first[k]! < 0) return;
        firsts[spans.first[k]!]! += slope;
        lasts[spans.last[k]!]! += slope;
      });
      stepAll(weights, spans.firstFeatures, firsts, rate);
      stepAll(weights, spans.lastFeatures, lasts, rate);
    }
    note(`parts ${epoch + 1}: ${(loss / rankings.length).toFixed(4)}`);
  }
  return weights.mean();
}

function stepAll(weights: Weights, { ids, from }: Lattice, slopes: Float64Array, rate: number): void {
  for (let k = 0; k < slopes.length; k++) weights.step(ids, from[k]!, from[k + 1]!, slopes[k]!, rate);
}
