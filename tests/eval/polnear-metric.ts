/** PolNeAR: conversion and metric, as `eval/polnear/README.md` defines them. Nothing here predicts. */

/** `[start, end]` in characters of the text, half open. */
export type Offsets = readonly [number, number];
export type Attribution = {
  readonly source: readonly Offsets[];
  readonly cue: readonly Offsets[];
  readonly content: readonly Offsets[];
};

/** Words of an attribution as indexes into the text's runs of letters and digits. */
export type Words = { source: Set<number>; cue: Set<number>; content: Set<number> };

export type Score = {
  readonly precision: number;
  readonly recall: number;
  readonly relation: number;
  readonly soft: number;
  readonly exact: number;
  readonly speaker: number;
  readonly predicted: number;
  readonly gold: number;
};

/** Sums over articles; `score` turns them into figures. */
export class Tally {
  private right = 0;
  private paired = 0;
  private exact = 0;
  private predicted = 0;
  private gold = 0;
  private softPrecision = 0;
  private softRecall = 0;

  add(text: string, predicted: readonly Attribution[], gold: readonly Attribution[]): void {
    const words = wordRanges(text);
    const p = predicted.map((item) => toWords(words, item));
    const g = gold.map((item) => toWords(words, item));
    this.predicted += p.length;
    this.gold += g.length;
    for (const pair of pairs(p, g)) {
      const [one, other] = [p[pair.predicted]!, g[pair.gold]!];
      if (pair.jaccard >= 0.5) {
        this.paired++;
        if (sameSource(one, other)) this.right++;
      }
      if (pair.jaccard === 1) this.exact++;
    }
    for (const item of p) this.softPrecision += best(item.content, g);
    for (const item of g) this.softRecall += best(item.content, p);
  }

  score(): Score {
    const { predicted, gold } = this;
    return {
      precision: share(this.right, predicted),
      recall: share(this.right, gold),
      relation: f1(share(this.right, predicted), share(this.right, gold)),
      soft: f1(share(this.softPrecision, predicted), share(this.softRecall, gold)),
      exact: f1(share(this.exact, predicted), share(this.exact, gold)),
      speaker: share(this.right, this.paired),
      predicted,
      gold,
    };
  }
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
const f1 = (p: number, r: number): number => (p + r === 0 ? 0 : (2 * p * r) / (p + r));

export function wordRanges(text: string): Offsets[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((hit) => [hit.index, hit.index + hit[0].length] as const);
}

export function toWords(words: readonly Offsets[], item: Attribution): Words {
  return { source: indexes(words, item.source), cue: indexes(words, item.cue), content: indexes(words, item.content) };
}

function indexes(words: readonly Offsets[], spans: readonly Offsets[]): Set<number> {
  const found = new Set<number>();
  for (const [start, end] of spans) {
    let low = 0;
    let high = words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle]![1] <= start) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < words.length && words[i]![0] < end; i++) found.add(i);
  }
  return found;
}

type Pair = { predicted: number; gold: number; jaccard: number };

/** One to one, greedily by Jaccard of the contents. */
export function pairs(p: readonly Words[], g: readonly Words[]): Pair[] {
  const all: Pair[] = [];
  p.forEach((one, predicted) => {
    g.forEach((other, gold) => {
      const common = shared(one.content, other.content);
      const jaccard = common === 0 ? 0 : common / (one.content.size + other.content.size - common);
      if (jaccard > 0) all.push({ predicted, gold, jaccard });
    });
  });
  all.sort((a, b) => b.jaccard - a.jaccard);
  const usedP = new Set<number>();
  const usedG = new Set<number>();
  return all.filter(({ predicted, gold }) => {
    if (usedP.has(predicted) || usedG.has(gold)) return false;
    usedP.add(predicted);
    usedG.add(gold);
    return true;
  });
}

export function shared(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let count = 0;
  for (const item of a) if (b.has(item)) count++;
  return count;
}

export const sameSource = (a: Words, b: Words): boolean =>
  (a.source.size === 0 && b.source.size === 0) || shared(a.source, b.source) > 0;

function best(content: ReadonlySet<number>, others: readonly Words[]): number {
  let most = 0;
  for (const other of others) most = Math.max(most, shared(content, other.content));
  return content.size === 0 ? 0 : most / content.size;
}
