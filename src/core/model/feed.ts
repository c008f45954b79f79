import type { Instant } from './article.ts';

/** An item of a feed. Words are plain text unless said otherwise; what the feed does not say is null. */
export type FeedItem = {
  /** As the publisher gives it, to be compared with nothing but itself: publishers change, repeat and leave out ids. */
  readonly id: string | null;
  /** Where the article stands: absolute, http or https. */
  readonly url: string | null;
  readonly title: string | null;
  readonly author: string | null;
  /** The outlet that an item was taken over from. */
  readonly outlet: string | null;
  /** As written. */
  readonly published: string | null;
  readonly updated: string | null;
  /** When it was published, else updated; null when neither is certain. May lie in the future. */
  readonly at: Instant | null;
  /** A paragraph a line. */
  readonly summary: string | null;
  /** HTML with absolute links, never shown: for the extractor. */
  readonly content: string | null;
  /** As stated, for example `de` or `en-GB`. */
  readonly language: string | null;
};

/** A feed of a list of subscriptions. */
export type Subscribed = {
  readonly url: string;
  readonly title: string | null;
  /** The names of the outlines around it, the outermost first. */
  readonly folders: readonly string[];
};

/** What a list of subscriptions holds; `total`: how many there were, also those that are too many. */
export type FeedList = { readonly feeds: readonly Subscribed[]; readonly total: number };

/** A feed as it was read: RSS, RDF, Atom, JSON Feed or CDF. */
export type Feed = {
  readonly title: string | null;
  readonly description: string | null;
  /** Of the site. */
  readonly link: string | null;
  readonly language: string | null;
  /** The name of the encoding that it was read with. */
  readonly encoding: string;
  /** How long the publisher wants it kept before it is asked for again. */
  readonly ttlMinutes: number | null;
  /** The newest, in the order of the feed. */
  readonly items: readonly FeedItem[];
  /** How many items there were. */
  readonly total: number;
};
