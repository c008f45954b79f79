import type { Point, Story } from '../model/answer.ts';
import type { ArticleId, Many } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { type Word, words } from '../retrieval/words.ts';
import { numbering, numberPoint, plainPoint } from './citations.ts';
import { originsOf } from './coverage.ts';
import { sentenceWords } from './doc-words.ts';
import { openingOf } from './opening.ts';
import { textOf } from './pieces.ts';
import { cosines, documentCounts, type Vector, vectorOf } from './vectors.ts';

/**
 * Articles on one event. TF-IDF with the title counted twice, batch average link (not online), a window of four
 * days between dated articles: the best of what was tried on labelled news (news_clusters).
 */
const THRESHOLD = 0.14;
const WINDOW = 4 * 86_400_000;
/** Words of an article that tell its event; the rest is background. */
const WORDS = 400;

export function groupStories(all: readonly Ingested[]): Story[] {
  const articles = all.map(openingOf);
  const by = numbering();
  return storyClusters(articles).map((cluster) => {
    const first = cluster[0]!;
    return {
      id: `${first.article.id}/${first.article.version}`,
      articles: cluster.map((doc) => doc.article.id) as unknown as Many<ArticleId>,
      lead: numberPoint(leadOf(first), by),
      origins: originsOf(cluster),
    };
  });
}

/** Clusters in order of their first article; each keeps the order of the input. */
export function storyClusters(articles: readonly Ingested[]): Ingested[][] {
  const documents = articles.map(stemsOf);
  const counts = documentCounts(documents);
  const vectors = documents.map((stems) => vectorOf(stems, counts, articles.length + 1));
  const groups = averageLink(articles, vectors);
  return groups.map((group) => group.map((at) => articles[at]!));
}

function stemsOf(doc: Ingested): string[] {
  const body: Word[] = [];
  for (let at = 0; at < doc.analysis.sentences.length && body.length < WORDS; at++)
    for (const word of sentenceWords(doc, at)) body.push(word);
  const head = words(doc.article.title ?? '');
  return [...head, ...head, ...body.slice(0, WORDS)].filter((word) => word.text.length > 2).map((word) => word.stem);
}

function averageLink(articles: readonly Ingested[], vectors: readonly Vector[]): number[][] {
  const groups: number[][] = articles.map((_, at) => [at]);
  // Sums of similarities between groups; -Infinity parts articles that the window keeps apart.
  const sums = cosines(vectors).map((row, i) =>
    row.map((value, j) => (apart(articles[i]!, articles[j]!) ? Number.NEGATIVE_INFINITY : value)),
  );
  while (groups.length > 1) {
    let best = { value: THRESHOLD, left: -1, right: -1 };
    for (let left = 0; left < groups.length; left++) {
      for (let right = left + 1; right < groups.length; right++) {
        const value = sums[left]![right]! / (groups[left]!.length * groups[right]!.length);
        if (value >= best.value) best = { value, left, right };
      }
    }
    if (best.left < 0) break;
    const { left, right } = best;
    groups[left] = [...groups[left]!, ...groups[right]!].sort((a, b) => a - b);
    groups.splice(right, 1);
    for (let other = 0; other < sums.length; other++) {
      const sum = sums[left]![other]! + sums[right]![other]!;
      sums[left]![other] = sum;
      sums[other]![left] = sum;
    }
    sums.splice(right, 1);
    for (const row of sums) row.splice(right, 1);
  }
  return groups.sort((a, b) => a[0]! - b[0]!);
}

function apart(one: Ingested, other: Ingested): boolean {
  const [a, b] = [one.article.published, other.article.published];
  if (!a || !b || a.precision === 'unresolved' || b.precision === 'unresolved') return false;
  return a.from - b.to > WINDOW || b.from - a.to > WINDOW;
}

/** The first sentence that reports something and can stand alone. */
export function leadOf(doc: Ingested): Point {
  const { sentences } = doc.analysis;
  const whole = sentences.find((one) => one.voice === 'report' && textOf(doc, one).split(/\s+/).length >= 6);
  const sentence = whole ?? sentences[0] ?? { start: 0, end: doc.article.text.length };
  return plainPoint(doc, sentence);
}
