import { logistic, softmax } from '../../../linear.ts';
import type { Draft } from '../draft.ts';
import type { Reading, Run } from '../reading.ts';
import { type Anchor, anchorAt, describeAnchor, mayAnchor } from './anchors.ts';
import { type Spans, spansOf } from './contents.ts';
import type { Lattice } from './crf.ts';
import { describe } from './features.ts';
import type { Relation } from './labels.ts';
import { empty, makeSink } from './sink.ts';
import { speakersOf } from './speakers.ts';
import type { View } from './view.ts';

/** Sum of the weights of `ids[from]` up to, without, `ids[to]`. */
export type Linear = (ids: Int32Array, from: number, to: number) => number;

/** Weights of the words a cue hangs on, and of the contents and speakers of such a word. */
export type CueFirst = { readonly anchor: Linear; readonly part: Linear };

/** A relation and its probability. */
export type Guess = { readonly relation: Relation; readonly share: number };

/** Words less likely to carry a cue are left alone; so are parts and relations less likely than the others. */
const LEAST_ANCHOR = 0.06;
const LEAST_PART = 0.04;
const LEAST_SHARE = 0.012;
const MOST_CONTENTS = 6;
const MOST_SECONDS = 3;
const MOST_SPEAKERS = 3;
/** No unit of news has more anchors or guesses: keeps the cost linear in any text. */
const FEWEST_ANCHORS = 8;
const TOKENS_AN_ANCHOR = 16;
const MOST_GUESSES = 160;

/** The probability of each thing of a lattice, given that one of them is right; in place, for there are many. */
export const sharesOf = (scores: Float64Array): Float64Array => softmax(scores, scores);

export function scoresOf(linear: Linear, { ids, from }: Lattice): Float64Array {
  const scores = new Float64Array(from.length - 1);
  for (let k = 0; k < scores.length; k++) scores[k] = linear(ids, from[k]!, from[k + 1]!);
  return scores;
}

/** Scores of the pairs: of their first token, their last token and the two together. */
export function pairScores(linear: Linear, spans: Spans): Float64Array {
  const firsts = scoresOf(linear, spans.firstFeatures);
  const lasts = scoresOf(linear, spans.lastFeatures);
  const scores = scoresOf(linear, spans.pairFeatures);
  for (let k = 0; k < scores.length; k++)
    if (spans.first[k]! >= 0) scores[k]! += firsts[spans.first[k]!]! + lasts[spans.last[k]!]!;
  return scores;
}

/** The likeliest of some things with their probabilities, in falling order. */
function best(shares: Float64Array, most: number): number[] {
  const found: number[] = [];
  for (let k = 0; k < shares.length; k++) if (shares[k]! >= LEAST_PART) found.push(k);
  return found.sort((a, b) => shares[b]! - shares[a]! || a - b).slice(0, most);
}

/**
 * What a unit says, cue by cue: whether a word carries a cue, then which words are its content, then a second content on
 * the other side of the cue, then who speaks. `all`: the features of the unit's tokens where they are known already.
 */
export function guesses(
  r: Reading,
  view: View,
  unit: Run,
  model: CueFirst,
  drafts: ReadonlyMap<number, Draft>,
  all: Lattice | null,
): Guess[] {
  const sink = makeSink(0);
  const likely: { head: number; p: number }[] = [];
  for (let i = unit.first; i <= unit.last; i++) {
    if (!mayAnchor(r, view, i)) continue;
    const at = i - unit.first;
    empty(sink);
    if (all === null) describe(sink, r, view, i, unit.first, unit.last);
    describeAnchor(sink, r, view, i, unit, drafts.get(i) ?? null);
    const sum =
      model.anchor(sink.ids, 0, sink.size) +
      (all === null ? 0 : model.anchor(all.ids, all.from[at]!, all.from[at + 1]!));
    const p = logistic(sum);
    if (p >= LEAST_ANCHOR) likely.push({ head: i, p });
  }
  const most = FEWEST_ANCHORS + Math.floor((unit.last - unit.first) / TOKENS_AN_ANCHOR);
  const found: Guess[] = [];
  for (const { head, p } of likely.sort((a, b) => b.p - a.p).slice(0, most))
    around(r, view, unit, anchorAt(r, view, head, unit, drafts), p, model, found);
  return found.sort((a, b) => b.share - a.share).slice(0, MOST_GUESSES);
}

function around(r: Reading, view: View, unit: Run, anchor: Anchor, p: number, model: CueFirst, found: Guess[]): void {
  const spans = spansOf(r, view, unit, anchor, null);
  if (spans.first.length === 0) return;
  const shares = sharesOf(pairScores(model.part, spans));
  for (const k of best(shares, MOST_CONTENTS)) {
    const main = runOf(spans, k);
    const pMain = p * shares[k]!;
    if (pMain < LEAST_SHARE) break;
    const seconds = spansOf(r, view, unit, anchor, main);
    const joined = sharesOf(pairScores(model.part, seconds));
    for (const j of best(joined, MOST_SECONDS)) {
      const second = seconds.first[j]! < 0 ? null : runOf(seconds, j);
      const content = second === null ? [main] : second.first < main.first ? [second, main] : [main, second];
      const speakers = speakersOf(r, view, anchor, content);
      const spoken = sharesOf(scoresOf(model.part, speakers.features));
      for (const s of best(spoken, MOST_SPEAKERS)) {
        const share = pMain * joined[j]! * spoken[s]!;
        if (share >= LEAST_SHARE)
          found.push({ relation: { cue: anchor.cue, source: speakers.runs[s]!, content }, share });
      }
    }
  }
}

export const runOf = (spans: Spans, k: number): Run => ({
  first: spans.firsts[spans.first[k]!]!,
  last: spans.lasts[spans.last[k]!]!,
});
