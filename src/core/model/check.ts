import type { Quote } from './article.ts';
import type { Party } from './statement.ts';

/** Where the words of a quotation and of its source part. The words asked about are the reader's own, as typed. */
export type Change =
  | { readonly kind: 'replaced' | 'punctuation'; readonly asked: string; readonly source: Quote }
  | { readonly kind: 'left-out'; readonly asked: null; readonly source: Quote }
  | { readonly kind: 'added'; readonly asked: string; readonly source: null };

/** How the words stand in an article: in quotation marks, told of a speaker in the writer's words, the writer's own. */
export type Told = 'quoted' | 'reported' | 'written';

/** A place where a quotation was found. */
export type Found = {
  /** `whole`: word for word, from one end of a sentence or quotation to another; `part`: word for word, of more. */
  readonly match: 'whole' | 'part' | 'altered';
  readonly told: Told;
  readonly changes: readonly Change[];
  /** Others who say the same words with one voice ("both sides"). */
  readonly with: readonly Party[];
};

/** What is found of a quotation, the best place deciding. `reported` and `written`: the words are there, not quoted. */
export type Verdict = 'exact' | 'part' | 'reported' | 'written' | 'altered' | 'not_in_sources';
