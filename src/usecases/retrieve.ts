import type { ArticleId } from '../core/model/article.ts';
import type { Hit, Index, Ingested, Scope, Store } from '../core/model/ports.ts';
import type { Evidence, Frequencies } from '../core/retrieval/evidence.ts';
import type { Plan } from '../core/retrieval/plan.ts';
import { toPartQueries, toQuery } from '../core/retrieval/query.ts';
import { rank } from '../core/retrieval/rank.ts';

/** Passages looked at for a question, for one of its parts, parts asked one by one, and articles read at most. */
const LIMITS = { whole: 45, part: 15, parts: 3, articles: 60 };

type Ports = { readonly store: Pick<Store, 'articles'>; readonly index: Pick<Index, 'search' | 'frequencies'> };

/** What the index and the store have for a question, before it is ranked. */
export type Found = {
  /** Best first. */
  readonly hits: readonly Hit[];
  readonly articles: ReadonlyMap<ArticleId, Ingested>;
  readonly frequencies: Frequencies;
};

/** The evidence with the articles it was ranked from, read once. */
export type Retrieved = Pick<Found, 'articles' | 'frequencies'> & { readonly evidence: Evidence };

/** Finds the evidence for a question. Nothing found is evidence too: its `coverage` says what is missing. */
export async function retrieve(ports: Ports, plan: Plan, scope: Scope): Promise<Retrieved> {
  const { hits, articles, frequencies } = await find(ports, plan, scope);
  return { evidence: rank(plan, hits, articles, frequencies), articles, frequencies };
}

/** The passages that may bear on a question, with their articles and how common its words are. */
export async function find({ store, index }: Ports, plan: Plan, scope: Scope): Promise<Found> {
  const queries = [toQuery(plan, scope, LIMITS.whole), ...toPartQueries(plan, scope, LIMITS.part, LIMITS.parts)];
  const terms = plan.terms.map((term) => term.text);
  const [{ passages, of }, ...found] = await Promise.all([
    index.frequencies(terms, plan.tongue),
    ...queries.map((query) => index.search(query)),
  ]);
  const hits = merge(found);
  const ids = [...new Set(hits.map((hit) => hit.article))].slice(0, LIMITS.articles);
  const articles = new Map<ArticleId, Ingested>();
  for (const entry of await store.articles(scope.tenant, ids)) articles.set(entry.article.id, entry);
  return { hits, articles, frequencies: { passages, of: new Map(terms.map((term, at) => [term, of[at] ?? 0])) } };
}

/** The hits of the whole question with their scores, then those that only a part found, scaled to its last. */
function merge([whole = [], ...parts]: readonly (readonly Hit[])[]): Hit[] {
  const key = (hit: Hit): string => JSON.stringify([hit.article, hit.passage]);
  const seen = new Set(whole.map(key));
  const top = whole[0]?.score ?? 1;
  const extra = parts
    .flatMap((hits) => hits.map((hit) => ({ ...hit, score: (0.5 * top * hit.score) / (hits[0]?.score || 1) })))
    .sort((a, b) => b.score - a.score)
    .filter((hit) => !seen.has(key(hit)) && seen.add(key(hit)));
  return [...whole, ...extra].sort((a, b) => b.score - a.score);
}
