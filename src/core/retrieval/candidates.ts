import type { ArticleId } from '../model/article.ts';
import type { Hit, Ingested } from '../model/ports.ts';
import { type Asking, pairKey } from './asking.ts';
import { keyOf } from './tongue.ts';
import { eachWord, fold } from './words.ts';

/** A sentence that is scored, with the places of the question's words in it. */
export type Candidate = {
  readonly entry: Ingested;
  readonly index: number;
  readonly length: number;
  /** How often each term of the question occurs. */
  readonly counts: Uint8Array;
  /** Pairs of the question's words (as {@link pairKey}) that stand at most one word apart. */
  readonly pairs: readonly number[];
  readonly hasQuote: boolean;
  readonly hasNumber: boolean;
  /** Of the best hit whose passage holds the sentence; 0 for a neighbour. */
  readonly hit: number;
  readonly hitRank: number;
};

/** An article found: its sentences that are scored, by ascending index, and the words of title and outlet. */
export type FoundArticle = {
  readonly entry: Ingested;
  readonly sentences: readonly Candidate[];
  readonly title: Uint8Array;
};

/** How many sentences beside a passage that was found are scored too. */
const BESIDE = 2;

/** The sentences of the passages found and their neighbours; articles in the order of their best hit. */
export function gather(
  asking: Asking,
  hits: readonly Hit[],
  articles: ReadonlyMap<ArticleId, Ingested>,
): FoundArticle[] {
  const memo = new Map<string, number>();
  const top = hits[0]?.score ?? 1;
  const wanted = new Map<Ingested, Map<number, { hit: number; rank: number }>>();
  hits.forEach((hit, rank) => {
    const entry = articles.get(hit.article);
    const passage = entry?.analysis.passages[hit.passage];
    // The index may be a moment behind the store: a hit of another version is another text.
    if (!entry || !passage || entry.article.version !== hit.version) return;
    const found = wanted.get(entry) ?? new Map<number, { hit: number; rank: number }>();
    wanted.set(entry, found);
    const last = entry.analysis.sentences.length;
    for (let index = Math.max(0, passage.first - BESIDE); index < Math.min(last, passage.last + BESIDE); index++) {
      const inside = index >= passage.first && index < passage.last;
      const known = found.get(index);
      if (!known || (inside && known.hit === 0))
        found.set(index, inside ? { hit: hit.score / top, rank } : { hit: 0, rank: hits.length });
    }
  });
  return [...wanted].map(([entry, found]) => ({
    entry,
    title: count(asking, entry.article.title ?? '', memo).counts,
    sentences: [...found]
      .sort(([a], [b]) => a - b)
      .map(([index, { hit, rank }]) => {
        const { start, end } = entry.analysis.sentences[index]!;
        return { entry, index, hit, hitRank: rank, ...count(asking, entry.article.text.slice(start, end), memo) };
      }),
  }));
}

type Counted = Pick<Candidate, 'length' | 'counts' | 'pairs' | 'hasQuote' | 'hasNumber'>;

function count(asking: Asking, text: string, memo: Map<string, number>): Counted {
  const counts = new Uint8Array(asking.terms.length);
  const pairs: number[] = [];
  let length = 0;
  let last = -1;
  let beforeLast = -1;
  eachWord(text, (start, end) => {
    const form = text.slice(start, end);
    let term = memo.get(form);
    if (term === undefined) {
      term = asking.byStem.get(keyOf(fold(form), asking.plan.tongue)) ?? -1;
      memo.set(form, term);
    }
    length++;
    if (term >= 0) {
      if (counts[term]! < 255) counts[term]!++;
      if (last >= 0 && last !== term) pairs.push(pairKey(last, term));
      if (beforeLast >= 0 && beforeLast !== term) pairs.push(pairKey(beforeLast, term));
    }
    beforeLast = last;
    last = term;
  });
  return { length, counts, pairs, hasQuote: /["“”]/.test(text), hasNumber: /\p{N}/u.test(text) };
}
