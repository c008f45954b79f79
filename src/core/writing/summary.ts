import learnt from '../../data/brief.json' with { type: 'json' };
import { linear, logistic } from '../linear.ts';
import type { Range } from '../model/article.ts';
import { FUNCTION_WORDS } from '../retrieval/lists.ts';
import { sentenceWords } from './doc-words.ts';
import { textOf } from './pieces.ts';
import { remembered } from './remembered.ts';
import {
  type Line,
  PAIR_FEATURES,
  pairRow,
  REPEATS,
  type Reading,
  sizeOf,
  WORD_FEATURES,
  wordRow,
} from './salience.ts';

/**
 * Which whole sentences summarise a handful of articles: how likely each word and pair of words is to stand in a
 * summary that a person wrote, then a search for the set of sentences of which most would be found there: the greatest
 * expected ROUGE-1 and ROUGE-2 F (Lin, 2004). The set has the length that pays and needs no rule against repeats, for a
 * word that stands already is worth what a second one is.
 */

type Logistic = { readonly bias: number; readonly weights: Readonly<Record<string, number>> };
export type Model = {
  readonly word: Logistic;
  readonly pair: Logistic;
  /** ln(words of a summary) = bias + slope · sizeOf(reading). */
  readonly length: { readonly bias: number; readonly slope: number };
};

/** Chances of the words and pairs of a reading. */
export type Odds = {
  readonly reading: Reading;
  /** The uses of a word to be expected in the summary when at most `uses` are offered. */
  uses(word: number, uses: number): number;
  pair(id: number): number;
  /** The stems of a line's content words, each with its weight. */
  content(line: Line): ReadonlyMap<string, number>;
  /** Words that the summary is likely to have. */
  readonly length: number;
};

export function oddsOf(reading: Reading, model: Model = learnt): Odds {
  const word = linear(WORD_FEATURES, model.word.weights, model.word.bias);
  const pair = linear(PAIR_FEATURES, model.pair.weights, model.pair.bias);
  const words: (readonly number[] | undefined)[] = new Array(reading.words.length);
  const pairs: (number | undefined)[] = new Array(reading.pairs.length);
  const sumsOf = (id: number): readonly number[] => {
    const known = words[id];
    if (known) return known;
    const sums = [0];
    for (let use = 1; use <= Math.min(REPEATS, reading.words[id]!.total); use++)
      sums.push(sums[use - 1]! + logistic(word(wordRow(reading, id, use))));
    words[id] = sums;
    return sums;
  };
  const contentOf = remembered((line: Line): ReadonlyMap<string, number> => {
    const read = sentenceWords(line.doc, line.index).map(
      ({ text, stem }, at) => [FUNCTION_WORDS.has(text) ? '' : stem, PLAIN + sumsOf(line.words[at]!)[1]!] as const,
    );
    return new Map(read.filter(([stem]) => stem !== ''));
  });
  return {
    reading,
    content: contentOf,
    uses: (id, uses) => {
      const sums = sumsOf(id);
      return sums[Math.min(uses, sums.length - 1)]!;
    },
    pair: (id) => (pairs[id] ??= logistic(pair(pairRow(reading, id, (one) => sumsOf(one)[1]!)))),
    length: Math.exp(model.length.bias + model.length.slope * sizeOf(reading)),
  };
}

export type Choosing = {
  /** Words of the shown parts together, and lines, at most. */
  readonly words: number;
  readonly lines: number;
  /** Words that the whole is wanted to have; when left out, those a summary of these articles is likely to have. */
  readonly length?: number;
  /** What a line is worth beside its words, in points of F; null: it must not be taken. */
  bonus(line: Line): number | null;
  /** The parts of the sentence that would be shown; all of it when left out. */
  shown?(line: Line): readonly Range[];
  /** Two lines that must not stand together. */
  clash?(a: Line, b: Line): boolean;
  /** Lines that stand already, beside the words and lines above. */
  readonly taken?: readonly Line[];
};

/** A line as it would be shown. */
type Candidate = {
  readonly line: Line;
  readonly bonus: number;
  /** Words as metrics count them: runs of letters and digits. */
  readonly size: number;
  /** The distinct words, and how often each stands in it. */
  readonly words: ReadonlyMap<number, number>;
  readonly pairs: ReadonlySet<number>;
  /** Words as they are read. */
  readonly count: number;
};

/** Some candidates, as places in their list, in order; `hits` are words and pairs expected in the summary. */
type State = {
  readonly set: readonly number[];
  readonly size: number;
  readonly count: number;
  readonly wordHits: number;
  readonly pairHits: number;
  readonly bonus: number;
  readonly score: number;
};

const NOTHING: State = { set: [], size: 0, count: 0, wordHits: 0, pairHits: 0, bonus: 0, score: 0 };
const BEAM = 60;
/** Lines that are tried, the best alone first. */
const TRIED = 60;
const FEWEST_WORDS = 4;

/** The lines to show, those that stand early in their article first. */
export function chooseLines(odds: Odds, choosing: Choosing): Line[] {
  const length = choosing.length ?? odds.length;
  const taken = (choosing.taken ?? []).map((line) => candidateOf(line, 0));
  let best = taken.reduce((state, one, at) => add(odds, state, one, held(taken.slice(0, at)), length), NOTHING);
  best = { ...best, size: 0 };
  const candidates = candidatesOf(odds, choosing);
  const clash = clashOf(candidates, choosing);
  let states = [best];
  for (let lines = 0; lines < choosing.lines && states.length > 0; lines++) {
    const seen = new Set<string>();
    states = states
      .flatMap((state) => grown(odds, state, candidates, taken, { words: choosing.words, clash, length }))
      .sort((a, b) => b.score - a.score)
      // The same set is reached in every order of its lines.
      .filter(({ set }) => seen.size < BEAM && seen.size < seen.add(set.join()).size);
    if (states[0] && states[0].score > best.score) best = states[0];
  }
  return best.set
    .map((at) => ({ line: candidates[at]!.line, worth: worthAlone(odds, candidates[at]!) }))
    .sort((a, b) => a.line.index - b.line.index || b.worth - a.worth)
    .map(({ line }) => line);
}

function candidatesOf(odds: Odds, choosing: Choosing): Candidate[] {
  const open = odds.reading.lines.flatMap((line) => {
    const bonus = line.words.length < FEWEST_WORDS ? null : choosing.bonus(line);
    if (bonus === null) return [];
    const whole = candidateOf(line, bonus);
    return [{ whole, worth: worthAlone(odds, whole) + bonus }];
  });
  return open
    .sort((a, b) => b.worth - a.worth)
    .slice(0, TRIED)
    .map(({ whole: { line, bonus } }) => candidateOf(line, bonus, choosing.shown?.(line)))
    .filter(({ size, count }) => size <= choosing.words && count > 0);
}

function candidateOf(line: Line, bonus: number, shown?: readonly Range[]): Candidate {
  const sentence = line.doc.analysis.sentences[line.index]!;
  const parts = shown ?? [sentence];
  const words = new Map<number, number>();
  const pairs = new Set<number>();
  let count = 0;
  let last = -2;
  for (const [n, { start, end }] of sentenceWords(line.doc, line.index).entries()) {
    if (!parts.some((part) => part.start <= sentence.start + start && sentence.start + end <= part.end)) continue;
    const id = line.words[n]!;
    words.set(id, (words.get(id) ?? 0) + 1);
    if (last === n - 1) pairs.add(line.pairs[last]!);
    last = n;
    count++;
  }
  const size = parts.reduce((sum, part) => sum + (textOf(line.doc, part).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0), 0);
  return { line, bonus, size, words, pairs, count };
}

/** Share of a line's words and pairs that the summary is expected to have. */
function worthAlone(odds: Odds, { words, pairs, count }: Candidate): number {
  let hits = 0;
  for (const [word, uses] of words) hits += odds.uses(word, uses);
  for (const pair of pairs) hits += odds.pair(pair);
  return hits / (2 * Math.max(1, count));
}

/** The same of several lines together; 0 of none. */
export function worthOf(odds: Odds, lines: readonly Line[]): number {
  const worths = lines.map((line) => worthAlone(odds, candidateOf(line, 0)));
  return worths.reduce((sum, worth) => sum + worth, 0) / Math.max(1, lines.length);
}

/** What a word weighs in a likeness beside its chance: a topic's own words alone make no two lines alike. */
const PLAIN = 0.2;

/** Dice's coefficient of two lines' content words, the likelier ones weighing more. */
export function likeness(odds: Odds, one: Line, other: Line): number {
  const [a, b] = [odds.content(one), odds.content(other)];
  let shared = 0;
  for (const [stem, weight] of a) if (b.has(stem)) shared += weight;
  const sum = (content: ReadonlyMap<string, number>) => content.values().reduce((all, weight) => all + weight, 0);
  return (2 * shared) / Math.max(Number.EPSILON, sum(a) + sum(b));
}

/** Whether two candidates must not stand together, by their places. */
type Clash = (one: number, other: number) => boolean;

/** Asked once for each two: the search meets them in many sets. */
function clashOf(candidates: readonly Candidate[], { clash }: Choosing): Clash {
  if (clash === undefined) return () => false;
  const known = new Map<number, boolean>();
  return (one, other) => {
    const key = one * candidates.length + other;
    const found = known.get(key) ?? clash(candidates[one]!.line, candidates[other]!.line);
    known.set(key, found);
    return found;
  };
}

type Held = { readonly words: ReadonlyMap<number, number>; readonly pairs: ReadonlySet<number> };

function held(list: readonly Candidate[]): Held {
  const words = new Map<number, number>();
  const pairs = new Set<number>();
  for (const one of list) {
    for (const [word, uses] of one.words) words.set(word, (words.get(word) ?? 0) + uses);
    for (const pair of one.pairs) pairs.add(pair);
  }
  return { words, pairs };
}

function grown(
  odds: Odds,
  state: State,
  candidates: readonly Candidate[],
  taken: readonly Candidate[],
  { words, clash, length }: { readonly words: number; readonly clash: Clash; readonly length: number },
): State[] {
  const known = held([...taken, ...state.set.map((at) => candidates[at]!)]);
  return candidates.flatMap((one, at) => {
    if (state.set.includes(at) || state.size + one.size > words) return [];
    if (state.set.some((other) => clash(other, at))) return [];
    const set = [...state.set, at].sort((a, b) => a - b);
    return [{ ...add(odds, state, one, known, length), set }];
  });
}

/** A state with one more candidate; `length`: words of the summary that is looked for. */
function add(odds: Odds, state: State, one: Candidate, known: Held, length: number): State {
  let { wordHits, pairHits } = state;
  for (const [word, uses] of one.words) {
    const before = known.words.get(word) ?? 0;
    wordHits += odds.uses(word, before + uses) - odds.uses(word, before);
  }
  for (const pair of one.pairs) if (!known.pairs.has(pair)) pairHits += odds.pair(pair);
  const count = state.count + one.count;
  const bonus = state.bonus + one.bonus;
  const score = bonus + (2 * (wordHits + pairHits)) / (count + length);
  return { set: state.set, size: state.size + one.size, count, wordHits, pairHits, bonus, score };
}
