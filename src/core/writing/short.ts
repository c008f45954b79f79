import data from '../../data/short.json' with { type: 'json' };
import { linear, softmax } from '../linear.ts';
import type { ArticleId, Instant, Quote } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { weighPlan } from '../retrieval/asking.ts';
import type { Evidence, Frequencies } from '../retrieval/evidence.ts';
import type { Plan } from '../retrieval/plan.ts';
import { quoteOf } from './pieces.ts';
import { SHORT_FEATURES, type ShortCandidate, shortCandidates } from './short-features.ts';
import { wantedBy } from './short-spans.ts';

/** The exact words that a question asks for, by a linear model over what speaks for each span. */

export type Short = {
  readonly quote: Quote;
  /** How likely these are the words, 0 to 1, as the model sees it. */
  readonly sure: number;
};

/** A feature that the model does not name weighs nothing. */
export type ShortModel = { readonly weights: Readonly<Record<string, number>> };

/** Below this it is a guess; common nouns are guessed worst. */
const LEAST = { named: 0.03, thing: 0.06 };

/** null when the question wants no few words, or none stand out. */
export function shortAnswer(
  plan: Plan,
  evidence: Evidence,
  articles: ReadonlyMap<ArticleId, Ingested>,
  frequencies: Frequencies,
  now: Instant,
): Short | null {
  const wanted = wantedBy(plan.question);
  if (wanted === null) return null;
  const candidates = shortCandidates(wanted, weighPlan(plan, frequencies), evidence, articles, now);
  const best = bestOf(candidates);
  if (best === null || best.sure < (wanted.wants === 'thing' ? LEAST.thing : LEAST.named)) return null;
  const { doc, span } = candidates[best.index]!;
  return { quote: quoteOf(doc.article, { start: span.start, end: span.end }), sure: best.sure };
}

/** How likely each candidate is right and, last, none of them. */
export function shortShares(candidates: readonly ShortCandidate[], model: ShortModel): Float64Array {
  const scores = candidates.map(({ row }) => row).map(linear(SHORT_FEATURES, model.weights));
  return softmax([...scores, model.weights.none ?? 0]);
}

/** The likeliest candidate, the first of equals, against all others and none. */
export function bestOf(
  candidates: readonly ShortCandidate[],
  model: ShortModel = data,
): { readonly index: number; readonly sure: number } | null {
  if (candidates.length === 0) return null;
  const shares = shortShares(candidates, model);
  const spans = shares.subarray(0, -1);
  const index = spans.indexOf(spans.reduce((most, share) => Math.max(most, share), 0));
  return { index, sure: spans[index]! };
}
