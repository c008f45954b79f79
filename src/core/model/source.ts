import type { Article, ArticleId, Instant, Tenant, When } from './article.ts';
import type { ErrorCode, SitrepError } from './errors.ts';

/** Where articles come from, and how each place is doing. */

/**
 * A folder or file on disk, or an address: of a feed, of a page that names its feed, or of an article. `declared` ones
 * stand in `briefs/`: a chat can pause them, not remove them.
 */
export type Source = {
  readonly id: string;
  readonly tenant: Tenant;
  /** Key of the topic that its articles belong to, if the topic's rule takes them. */
  readonly topic: string;
  readonly kind: 'folder' | 'web';
  /** An absolute path, or an address as it was given. */
  readonly path: string;
  readonly declared: boolean;
  readonly state: 'active' | 'paused';
  /** The topic that declares it cannot be read now: it is not asked until that can. */
  readonly resting?: true;
  readonly by: string;
  readonly made: Instant;
};

/** What is known of an address that is read again and again. */
export type Health = {
  /** As the feed calls itself; null before the first reading. */
  readonly title: string | null;
  /** Where the feed is, when that is not the source's own address: found in the page, or moved for good. */
  readonly address: string | null;
  /** Byte for byte as the publisher sent them, for asking whether anything changed. */
  readonly etag: string | null;
  readonly modified: string | null;
  readonly checkedAt: Instant | null;
  /** The last reading without trouble; null: none yet, so what comes then is its backlog. */
  readonly goodAt: Instant | null;
  /** It is not asked before this. */
  readonly nextAt: Instant;
  readonly failures: number;
  readonly problem: { readonly code: ErrorCode; readonly text: string; readonly since: Instant } | null;
  /** Whoever added it was told of the problem. */
  readonly told: boolean;
  /** A permanent redirect and since when it is seen; adopted after some days. */
  readonly moved: { readonly to: string; readonly since: Instant } | null;
  /** 410: it is not asked again until somebody resumes it. */
  readonly stopped: boolean;
  /** What is read there; null before the first reading. */
  readonly reads: 'feed' | 'page' | null;
  /** The article of a page, and since when the page is known to be gone. */
  readonly page: { readonly article: ArticleId; readonly gone: Instant | null } | null;
  /** Milliseconds for which the publisher wanted the last reading kept: it holds for what comes unchanged after it. */
  readonly rest: number;
};

export type KnownSource = { readonly source: Source; readonly health: Health | null };

/** An item of a feed as an article to be. The same item is known again by its key, and its change by its print. */
export type Item = {
  readonly key: string;
  readonly print: string;
  /** It stood in the feed when that was first read: indexed, and no news. */
  readonly backlog: boolean;
  readonly draft: ItemDraft;
};

export type ItemDraft = {
  /** Where it stands; null when it has no address of its own. */
  readonly url: string | null;
  readonly title: string | null;
  readonly author: string | null;
  readonly publisher: string | null;
  readonly published: When | null;
  /** What the feed says of it, a paragraph a line. */
  readonly text: string;
  /** That is all of it; else the rest stands at its address. */
  readonly full: boolean;
  /**
   * It stands on another site than the feed, which cannot speak for that: what the feed says of it may be an article of
   * this id alone, never the one of its address.
   */
  readonly saidAs?: ArticleId;
};

/** How the reading of an item has gone. */
export type Reading = {
  /** The article that was made of it; null when none was. */
  readonly article: ArticleId | null;
  /** Tries in a row without one. */
  readonly tries: number;
  /** Since when its page is known to be gone. */
  readonly gone: Instant | null;
  /** When its page is asked for (again); null: not before the feed says something else of it. */
  readonly nextAt: Instant | null;
};

export type WaitingItem = Item & {
  readonly source: Source;
  readonly reading: Reading;
  /** The feed says something else of it than when it was read. */
  readonly changed: boolean;
};

/** An address that is followed, as far as it matters for asking it. */
export type Followed = Pick<Health, 'etag' | 'modified' | 'reads'> & { readonly address: string };

/** What an address that is followed answered. */
export type Heard = {
  /** The HTTP status behind all redirects, and whose it is. */
  readonly status: number;
  readonly host: string;
  /** Where permanent redirects lead; null: it stands where it was asked for. */
  readonly moved: string | null;
  readonly etag: string | null;
  readonly modified: string | null;
  readonly caching: Caching;
  /** null: nothing new. */
  readonly found: Found | null;
};

/** What an answer says of how long it holds, as sent; '' for what it does not say. */
export type Caching = {
  readonly cacheControl: string;
  readonly expires: string;
  readonly date: string;
  readonly retryAfter: string;
};

export type Found =
  | ({ readonly is: 'feed' } & FoundFeed)
  /** A page; `feeds` are the addresses of those that it names, `article` what it holds itself, or why it holds none. */
  | { readonly is: 'page'; readonly feeds: readonly string[]; readonly article: Article | SitrepError };

export type FoundFeed = {
  readonly title: string | null;
  readonly ttlMinutes: number | null;
  /** In the order of the feed. */
  readonly items: readonly Omit<Item, 'backlog'>[];
  /** How many items it has, also those that are not read. */
  readonly total: number;
  /** Items whose date cannot be true: they count as undated. */
  readonly misdated: number;
};
