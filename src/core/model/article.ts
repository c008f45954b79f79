/** Articles and the places in them. Every offset is a UTF-16 offset into `Article.text`. */

/** Never empty: "no point without a citation" is a type, not a check. */
export type Many<T> = readonly [T, ...T[]];

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** The article's own id in its collection: the `id` of a JSON line, else its file name without folders. */
export type ArticleId = string;

/** First 16 hex digits of the SHA-256 of an article's text in UTF-8: one version of one article. */
export type Hash = string;

/** Whose data it is: `public` (declared in `briefs/`), `discord:<guild>`, `slack:<team>`, `terminal`. */
export type Tenant = string;

/** A place in one version of one article: `text.slice(start, end)`. */
export type Span = {
  readonly article: ArticleId;
  readonly version: Hash;
  readonly start: number;
  readonly end: number;
};

/** A span together with its exact text; `text === article.text.slice(start, end)` always. */
export type Quote = { readonly span: Span; readonly text: string };

/** A half-open range of offsets inside a text that is named elsewhere. */
export type Range = { readonly start: number; readonly end: number };

/**
 * A point or stretch of time with the precision the source gave. `from` is the first instant, `to` the last.
 * `words` are the words in the text; null when it comes from metadata.
 */
export type When =
  | {
      readonly precision: 'instant' | 'day' | 'month' | 'year';
      readonly from: Instant;
      readonly to: Instant;
      readonly words: Quote | null;
    }
  | { readonly precision: 'unresolved'; readonly words: Quote };

export type Article = {
  readonly id: ArticleId;
  readonly tenant: Tenant;
  readonly version: Hash;
  /** Grows with every change the store accepts; 0 before the article was saved. */
  readonly seq: number;
  readonly text: string;
  readonly title: string | null;
  readonly publisher: string | null;
  readonly author: string | null;
  readonly url: string | null;
  readonly published: When | null;
  /** When this version was first indexed. */
  readonly seen: Instant;
  /** ISO 639-1, or null when it could not be told. */
  readonly language: string | null;
  readonly state: 'live' | 'withdrawn';
  /** Comes with the project, retold in its own words: every source line says so. */
  readonly sample: boolean;
  /** Only its beginning could be read: every source line says so. */
  readonly teaser?: true;
  /** Slugs of the topics it serves. */
  readonly topics: readonly string[];
};

export type Voice = 'report' | 'opinion' | 'boilerplate';

export type Sentence = Range & {
  /** Index of the paragraph (a run of text between line breaks). */
  readonly paragraph: number;
  readonly voice: Voice;
};

/** Whole sentences, at most 190 words (white-space separated): what the index returns. */
export type Passage = Range & {
  /** Index of its first sentence and one past its last in `Analysis.sentences`. */
  readonly first: number;
  readonly last: number;
};
