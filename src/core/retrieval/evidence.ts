import type { RankedPassage } from '../model/answer.ts';
import type { ArticleId } from '../model/article.ts';

/** How common the words of a plan are: passages in the index, and in how many of them each term's text occurs. */
export type Frequencies = { readonly passages: number; readonly of: ReadonlyMap<string, number> };

/** A sentence that may settle the question. `score` is its share of all the evidence: they add up to 1. */
export type RankedSentence = { readonly article: ArticleId; readonly index: number; readonly score: number };

/** How well the articles found cover the question: what refusing rests on. Shares are weighted by rarity, 0 to 1. */
export type Coverage = {
  /** Content words of the question that the index knows at all. */
  readonly known: number;
  /** Best share of the content words in one passage, and in one article. */
  readonly passage: number;
  readonly article: number;
  /** The same in articles of the outlets that the question names (all articles where it names none). */
  readonly ownPassage: number;
  readonly ownArticle: number;
  /** Share of the content words in all those articles together. */
  readonly together: number;
  /** The parts of the question, each by the best share of its words in one article of its own outlets. */
  readonly worstPart: number;
  readonly parts: number;
  /** Names of the question that no article knows: as typed. */
  readonly unknownNames: readonly string[];
  /** Share of the words of its names in one article of the named outlets, and in all of them together. */
  readonly names: number;
  readonly namesTogether: number;
  /** Actors asked for (slugs) that no article found mentions. */
  readonly actorsMissing: readonly string[];
  /** Share of the places where an outlet is named that name one the index does not have. */
  readonly outletsMissing: number;
};

/** What was found for a plan, best first. */
export type Evidence = {
  readonly sentences: readonly RankedSentence[];
  /** At most ten windows of whole sentences, none of more than 190 words, none overlapping another. */
  readonly passages: readonly RankedPassage[];
  /** Articles by their share of the evidence: what to cite. */
  readonly articles: readonly { readonly article: ArticleId; readonly share: number }[];
  readonly coverage: Coverage;
};
