import data from '../../data/ranker.json' with { type: 'json' };
import { linear, softmax } from '../linear.ts';
import type { ArticleId } from '../model/article.ts';
import type { Hit, Ingested } from '../model/ports.ts';
import { weighPlan } from './asking.ts';
import { type FoundArticle, gather } from './candidates.ts';
import { coverageOf } from './coverage.ts';
import type { Evidence, Frequencies, RankedSentence } from './evidence.ts';
import { FEATURES, featuresOf } from './features.ts';
import { pack } from './pack.ts';
import type { Plan } from './plan.ts';

/** A linear model over FEATURES; a feature that it does not name weighs nothing. */
export type Ranker = { readonly weights: Readonly<Record<string, number>>; readonly outletDiscount: number };

const PASSAGES = 10;

/**
 * Ranks what was found: sentences by a linear model and softmax, then the windows that hold the most of it. `hits` best
 * first; hits of articles that are not in `articles`, or of another version, are passed over.
 */
export function rank(
  plan: Plan,
  hits: readonly Hit[],
  articles: ReadonlyMap<ArticleId, Ingested>,
  frequencies: Frequencies,
  ranker: Ranker = data,
): Evidence {
  const asking = weighPlan(plan, frequencies);
  const found = gather(asking, hits, articles);
  const sentences = score(found, featuresOf(asking, found), ranker);
  const shares = new Map<ArticleId, number>();
  for (const { article, score: own } of sentences) shares.set(article, (shares.get(article) ?? 0) + own);
  return {
    sentences,
    passages: pack(sentences, articles, { limit: PASSAGES, outletDiscount: ranker.outletDiscount }),
    articles: [...shares].map(([article, share]) => ({ article, share })).sort((a, b) => b.share - a.share),
    coverage: coverageOf(asking, found),
  };
}

function score(found: readonly FoundArticle[], rows: readonly Float64Array[], ranker: Ranker): RankedSentence[] {
  const shares = softmax(rows.map(linear(FEATURES, ranker.weights)));
  return found
    .flatMap(({ entry, sentences }) => sentences.map(({ index }) => ({ article: entry.article.id, index })))
    .map((sentence, at) => ({ ...sentence, score: shares[at]! }))
    .sort((a, b) => b.score - a.score);
}
