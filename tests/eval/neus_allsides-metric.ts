import type { Row } from './table.ts';

/** Words as the README's figures count them: lower case, runs of letters and digits, no stemming. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

/** Words of output that are scored: the mean length of the references and ten more. */
export const LIMIT = 74;

export type Rouge = { readonly one: number; readonly two: number; readonly longest: number };

/** ROUGE-1, -2 and -L F (Lin, 2004) of the first {@link LIMIT} words against one reference, from 0 to 1. */
export function rouge(text: string, reference: string): Rouge {
  const [own, gold] = [wordsOf(text).slice(0, LIMIT), wordsOf(reference)];
  return { one: overlapF(own, gold, 1), two: overlapF(own, gold, 2), longest: longestF(own, gold) };
}

const f = (hits: number, own: number, gold: number): number => (hits > 0 ? (2 * hits) / (own + gold) : 0);

function runs(words: readonly string[], size: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + size <= words.length; at++) {
    const run = words.slice(at, at + size).join(' ');
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

function overlapF(own: readonly string[], gold: readonly string[], size: number): number {
  const wanted = runs(gold, size);
  let hits = 0;
  for (const [run, count] of runs(own, size)) hits += Math.min(count, wanted.get(run) ?? 0);
  return f(hits, Math.max(0, own.length - size + 1), Math.max(0, gold.length - size + 1));
}

/** By the longest common subsequence of the whole texts. */
function longestF(own: readonly string[], gold: readonly string[]): number {
  let above = new Array<number>(gold.length + 1).fill(0);
  for (const word of own) {
    const row = [0];
    for (const [at, other] of gold.entries())
      row.push(word === other ? above[at]! + 1 : Math.max(above[at + 1]!, row[at]!));
    above = row;
  }
  return f(above[gold.length]!, own.length, gold.length);
}

/** Means over summaries, in percent. */
export class SummaryTally {
  #scored = 0;
  #sums = { one: 0, two: 0, longest: 0 };
  #all = 0;
  #words = 0;
  #sentences = { all: 0, verbatim: 0 };

  /** `sentences` of the output; each is verbatim when one of `sources` holds it. Without a reference nothing is scored. */
  add(sentences: readonly string[], sources: readonly string[], reference?: string): void {
    const text = sentences.join(' ');
    this.#all++;
    this.#words += wordsOf(text).length;
    this.#sentences.all += sentences.length;
    this.#sentences.verbatim += sentences.filter((one) => sources.some((source) => source.includes(one))).length;
    if (reference === undefined) return;
    const { one, two, longest } = rouge(text, reference);
    this.#scored++;
    this.#sums.one += one;
    this.#sums.two += two;
    this.#sums.longest += longest;
  }

  rows(): Row[] {
    const mean = (sum: number) => (this.#scored > 0 ? (100 * sum) / this.#scored : null);
    const row = (metric: string, value: number | null, floor: number, oracle: string): Row => ({
      set: 'neus_allsides',
      metric,
      value,
      floor,
      best: `${oracle} (oracle)`,
      items: this.#scored,
    });
    const share = this.#sentences.all > 0 ? this.#sentences.verbatim / this.#sentences.all : null;
    return [
      row('ROUGE-1 F', mean(this.#sums.one), 36.5, '47.8'),
      row('ROUGE-2 F', mean(this.#sums.two), 16.3, '28.7'),
      row('ROUGE-L F', mean(this.#sums.longest), 25.4, '35.3'),
      {
        set: 'neus_allsides',
        metric: 'verbatim sentences',
        value: share,
        floor: null,
        best: null,
        items: this.#sentences.all,
      },
    ];
  }

  /** Mean length of the outputs in words. */
  length(): number {
    return this.#words / Math.max(1, this.#all);
  }
}
