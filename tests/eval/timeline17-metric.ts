import { FUNCTION_WORDS } from '../../src/core/retrieval/lists.ts';
import { words } from '../../src/core/retrieval/words.ts';
import type { Row } from './table.ts';

/** What happened on a day; `date` is `YYYY-MM-DD`. */
export type Dated = { readonly date: string; readonly summary: readonly string[] };

/** Harmonic mean; 0 when both are 0. */
const harmonic = (p: number, r: number): number => (p + r === 0 ? 0 : (2 * p * r) / (p + r));

/** F1 of the dates alone. */
export function dateF1(predicted: readonly Dated[], gold: readonly Dated[]): number {
  const [ours, theirs] = [new Set(predicted.map((one) => one.date)), new Set(gold.map((one) => one.date))];
  const both = ours.intersection(theirs).size;
  return both === 0 ? 0 : harmonic(both / ours.size, both / theirs.size);
}

/** Counts of the n-grams of a day's sentences: stems, function words left out, none across sentences. */
type Counts = ReadonlyMap<string, number>;
type Day = { readonly day: number; readonly counts: Counts };

function daysOf(timeline: readonly Dated[], n: number): Day[] {
  return [...Map.groupBy(timeline, (one) => one.date)].map(([date, entries]) => ({
    day: Date.parse(date) / 86_400_000,
    counts: ngrams(
      entries.flatMap((one) => one.summary),
      n,
    ),
  }));
}

function ngrams(sentences: readonly string[], n: number): Counts {
  const counts = new Map<string, number>();
  for (const sentence of sentences) {
    const stems = words(sentence)
      .filter((word) => !FUNCTION_WORDS.has(word.text))
      .map((word) => word.stem);
    for (let at = 0; at + n <= stems.length; at++) {
      const gram = stems.slice(at, at + n).join(' ');
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}

const total = (counts: Counts): number => counts.values().reduce((sum, count) => sum + count, 0);

function shared(a: Counts, b: Counts): number {
  return a.entries().reduce((sum, [gram, count]) => sum + Math.min(count, b.get(gram) ?? 0), 0);
}

const nearness = (a: Day, b: Day): number => 1 / (Math.abs(a.day - b.day) + 1);

/**
 * ROUGE-n F of timelines whose days are aligned, many to one, by distance and content, each pair weighted by its
 * nearness in days ("align+ m:1", Martschat & Markert, EACL 2017). The stemmer and the function words are ours.
 */
export function alignedRouge(predicted: readonly Dated[], gold: readonly Dated[], n: 1 | 2): number {
  const [ours, theirs] = [daysOf(predicted, n), daysOf(gold, n)];
  const [ourWords, theirWords] = [daysOf(predicted, 1), daysOf(gold, 1)];
  return harmonic(aligned(ours, theirs, ourWords, theirWords), aligned(theirs, ours, theirWords, ourWords));
}

/** The share of the n-grams of `from` that stand in the day of `to` that each of its days is aligned with. */
function aligned(from: readonly Day[], to: readonly Day[], fromWords: readonly Day[], toWords: readonly Day[]): number {
  let hits = 0;
  let all = 0;
  for (const [at, one] of from.entries()) {
    all += total(one.counts);
    const cost = (other: Day, index: number): number => {
      const [mine, theirs] = [fromWords[at]!.counts, toWords[index]!.counts];
      const both = shared(mine, theirs);
      const alike = both === 0 ? 0 : harmonic(both / total(mine), both / total(theirs));
      return (1 - nearness(one, other)) * (1 - alike);
    };
    const costs = to.map(cost);
    const best = to[costs.indexOf(Math.min(...costs))];
    if (best) hits += nearness(one, best) * shared(one.counts, best.counts);
  }
  return all === 0 ? 0 : hits / all;
}

/** Means over timelines. */
export class TimelineTally {
  #scores: { readonly dates: number; readonly ar1: number; readonly ar2: number }[] = [];

  add(predicted: readonly Dated[], gold: readonly Dated[]): void {
    this.#scores.push({
      dates: dateF1(predicted, gold),
      ar1: alignedRouge(predicted, gold, 1),
      ar2: alignedRouge(predicted, gold, 2),
    });
  }

  rows(): Row[] {
    const items = this.#scores.length;
    const mean = (of: 'dates' | 'ar1' | 'ar2') =>
      items === 0 ? null : this.#scores.reduce((sum, one) => sum + one[of], 0) / items;
    const set = 'timeline17';
    return [
      { set, metric: 'Date-F1', value: mean('dates'), floor: 0.553, best: '.544 (all 19)', items },
      { set, metric: 'AR1-F', value: mean('ar1'), floor: null, best: '.120 (all 19)', items },
      { set, metric: 'AR2-F', value: mean('ar2'), floor: null, best: '.035 (all 19)', items },
    ];
  }
}
