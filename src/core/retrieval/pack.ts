import { PASSAGE_WORDS } from '../language/passages.ts';
import type { RankedPassage } from '../model/answer.ts';
import type { ArticleId } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { RankedSentence } from './evidence.ts';

/** How much of a window's worth is left when its outlet has given all the evidence so far. */
export type Packing = { readonly limit: number; readonly outletDiscount: number };

type Window = {
  readonly entry: Ingested;
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
  readonly mass: number;
};

/**
 * The best windows of whole sentences, at most PASSAGE_WORDS words each: again and again the one with the most
 * evidence that no earlier one holds, discounted by what its outlet has given already. None overlaps another.
 */
export function pack(
  ranked: readonly RankedSentence[],
  articles: ReadonlyMap<ArticleId, Ingested>,
  packing: Packing,
): RankedPassage[] {
  const byArticle = Map.groupBy(ranked, (sentence) => sentence.article);
  const open = new Map<ArticleId, Window[]>();
  for (const [id, sentences] of byArticle) {
    const entry = articles.get(id);
    if (entry) open.set(id, windowsOf(entry, new Map(sentences.map(({ index, score }) => [index, score]))));
  }
  const given = new Map<string, number>();
  const chosen: RankedPassage[] = [];
  let total = 0;
  while (chosen.length < packing.limit) {
    let best: Window | null = null;
    let most = 0;
    for (const windows of open.values()) {
      for (const window of windows) {
        const outlet = window.entry.article.publisher ?? window.entry.article.id;
        const worth = window.mass * (1 - packing.outletDiscount * (total > 0 ? (given.get(outlet) ?? 0) / total : 0));
        if (worth > most) [best, most] = [window, worth];
      }
    }
    if (best === null) break;
    const { entry, start, end, first, last, mass } = best;
    const { id, version, publisher } = entry.article;
    chosen.push({ article: id, version, start, end, score: most });
    given.set(publisher ?? id, (given.get(publisher ?? id) ?? 0) + mass);
    total += mass;
    open.set(
      id,
      open.get(id)!.filter((window) => window.last <= first || window.first >= last),
    );
  }
  return chosen;
}

/** For each sentence the longest window that begins there. A sentence that is too long by itself makes no window. */
function windowsOf({ article, analysis }: Ingested, scores: ReadonlyMap<number, number>): Window[] {
  const { sentences } = analysis;
  const sizes = new Map<number, number>();
  const size = (index: number): number => {
    const known = sizes.get(index);
    if (known !== undefined) return known;
    const { start, end } = sentences[index]!;
    const words = article.text.slice(start, end).match(/\S+/g)?.length ?? 0;
    sizes.set(index, words);
    return words;
  };
  const windows: Window[] = [];
  const starts = new Set<number>();
  for (const index of scores.keys()) starts.add(index);
  for (const first of starts) {
    let words = 0;
    let mass = 0;
    let last = first;
    while (last < sentences.length && words + size(last) <= PASSAGE_WORDS) {
      words += size(last);
      mass += scores.get(last) ?? 0;
      last++;
    }
    if (last === first || mass === 0) continue;
    windows.push({
      entry: { article, analysis },
      first,
      last,
      start: sentences[first]!.start,
      end: sentences[last - 1]!.end,
      mass,
    });
  }
  return windows;
}
