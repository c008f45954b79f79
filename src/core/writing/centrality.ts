import type { Ingested } from '../model/ports.ts';
import { sentenceStems } from './doc-words.ts';
import { documentCounts, type Vector, vectorOf } from './vectors.ts';

/**
 * How central each sentence is: the mean, over the other articles, of its cosine with the nearest sentence there; what
 * several outlets tell is central. Of one article alone the mean over its own sentences. By article, by sentence.
 */
export function centralities(articles: readonly Ingested[], read: number): number[][] {
  const stems = articles.map((doc) =>
    doc.analysis.sentences.slice(0, read).map((_, index) => [...sentenceStems(doc, index)]),
  );
  const flat = stems.flat();
  const counts = documentCounts(flat);
  const vectors = stems.map((list) => list.map((one) => vectorOf(one, counts, flat.length)));
  const postings = postingsOf(vectors, counts, COMMON * flat.length);
  return vectors.map((list, at) => list.map((own) => centrality(own, at, postings, articles.length)));
}

/** Words in more than this share of the sentences tell nothing apart; leaving them out keeps the work linear. */
const COMMON = 0.2;

type Posting = { readonly article: number; readonly sentence: number; readonly weight: number };

function postingsOf(
  vectors: readonly (readonly Vector[])[],
  counts: ReadonlyMap<string, number>,
  most: number,
): Map<string, Posting[]> {
  const postings = new Map<string, Posting[]>();
  for (const [article, list] of vectors.entries()) {
    for (const [sentence, vector] of list.entries()) {
      for (const [word, weight] of vector) {
        if ((counts.get(word) ?? 0) > Math.max(most, FEWEST)) continue;
        const known = postings.get(word);
        if (known) known.push({ article, sentence, weight });
        else postings.set(word, [{ article, sentence, weight }]);
      }
    }
  }
  return postings;
}

/** In a handful of sentences every word counts. */
const FEWEST = 25;

function centrality(
  own: Vector,
  at: number,
  postings: ReadonlyMap<string, readonly Posting[]>,
  articles: number,
): number {
  const alone = articles === 1;
  const sums = new Map<number, number>();
  for (const [word, weight] of own) {
    for (const one of postings.get(word) ?? []) {
      if (one.article === at && !alone) continue;
      const key = one.article * SENTENCES + one.sentence;
      sums.set(key, (sums.get(key) ?? 0) + weight * one.weight);
    }
  }
  const nearest = new Map<number, number>();
  for (const [key, sum] of sums) {
    const group = alone ? key : Math.floor(key / SENTENCES);
    if (sum > (nearest.get(group) ?? 0)) nearest.set(group, sum);
  }
  let total = 0;
  for (const value of nearest.values()) total += value;
  return total / Math.max(1, alone ? nearest.size : articles - 1);
}

/** More than an article has. */
const SENTENCES = 1_000_000;
