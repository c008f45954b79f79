/** A standing order: what to follow; a folder in `briefs/`. */
export type Topic = {
  readonly slug: string;
  /** The operator's own title, shown as the headline. */
  readonly title: string;
  /** Example questions for the greeting. */
  readonly questions: readonly string[];
  /** Age of the newest article, in hours, above which coverage is called stale. */
  readonly staleAfter: number;
  /** Folders and files that its articles come from, absolute. */
  readonly sources: readonly string[];
  /** Slugs of the actors that the topic declares, in its order: a digest says which of them said nothing new. */
  readonly actors: readonly string[];
};
