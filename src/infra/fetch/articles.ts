import { RateLimiterMemory } from 'rate-limiter-flexible';
import { pageId, plainAddress, siteOf } from '../../core/address.ts';
import type { Article } from '../../core/model/article.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { FeedList } from '../../core/model/feed.ts';
import type { Clock } from '../../core/model/ports.ts';
import type { Followed, FoundFeed, Heard } from '../../core/model/source.ts';
import { isCredible } from '../../core/source/items.ts';
import { meaningOf } from '../../core/source/status.ts';
import stubs from '../../data/stubs.json' with { type: 'json' };
import type { Teaser } from '../extract/teaser.ts';
import { articleOf, type ReadAs } from '../files.ts';
import type { PageDraft } from '../pages.ts';
import { unreadable } from './body.ts';
import type { Fetch, Fetched, FetcherOptions } from './fetcher.ts';
import { type Guard, type GuardOptions, openGuard } from './guard.ts';
import { openParser } from './parser.ts';
import { openRobots } from './robots.ts';

export type ArticlesOptions = GuardOptions &
  Omit<FetcherOptions, 'guard'> & {
    readonly clock: Clock;
    /** Milliseconds for everything that is fetched for one article, and for reading its markup. */
    readonly total?: number;
    readonly parse?: number;
    /** Articles that one tenant may have fetched within a minute. */
    readonly perMinute?: number;
  };

export type Articles = {
  /**
   * Fetches one web page as an article of the tenant. Errors: SitrepError `bad_address`, `address_refused`,
   * `page_forbidden`, `page_unreachable`, `page_unreadable`, `too_fast`; they name the host, never the whole address.
   */
  fetch(address: string, as: ReadAs): Promise<Article>;
  /** The same for the page of an item of a feed, however many; null when the publisher says that it is gone. */
  page(address: string, as: ReadAs, stop?: AbortSignal): Promise<Article | null>;
  /**
   * Asks an address that is followed. A feed is there for programs to fetch, so robots.txt is asked for pages alone.
   * Errors: as `fetch` without `too_fast`, and `feed_unreadable`.
   */
  ask(followed: Followed, stop?: AbortSignal): Promise<Heard>;
  /** The feeds of a list of subscriptions: of its bytes, or of what stands at an address. Errors: as `ask`. */
  list(from: string | Uint8Array, stop?: AbortSignal): Promise<FeedList>;
  close(): Promise<void>;
};

const TOTAL = 15_000;
const PARSE = 10_000;
const PER_MINUTE = 6;
const PRODUCT = 'sitrep';
const TYPES = ['text/html', 'application/xhtml+xml', 'text/plain'];
/** Bytes of a page, unpacked. */
const LARGEST = 5_000_000;
/** Characters: an article has more, and no article has as many. */
const FEWEST = 400;
const LONGEST = 400_000;
/** Milliseconds for asking an address that is followed, waiting for others of its host included. */
const SOURCE = 60_000;
/** Bytes of a feed, unpacked. */
const LARGEST_FEED = 10_000_000;
const FEEDS =
  'application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml,application/xml;q=0.9,text/xml;q=0.9,application/json;q=0.8,text/html;q=0.7,*/*;q=0.1';

const LISTS = 'text/x-opml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1';

/** Opens the fetching of articles by their addresses. What it needs is loaded at the first one. */
export function openArticles(options: ArticlesOptions): Articles {
  const { clock, total = TOTAL, parse = PARSE, perMinute = PER_MINUTE } = options;
  const guard = openGuard(options);
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const askRobots = openRobots(PRODUCT, clock);
  const parser = openParser(parse, clock);
  let opened: Promise<Fetch> | null = null;
  const open = () => {
    opened ??= import('./fetcher.ts').then(({ openFetcher }) => openFetcher({ guard, ...options }));
    return opened;
  };
  /** Links that lead inside are neither followed nor shown. */
  const shown = (item: FoundFeed['items'][number]): FoundFeed['items'][number] => {
    const { draft } = item;
    return draft.url === null || mayAsk(guard, draft.url)
      ? item
      : { ...item, draft: { ...draft, url: null, full: true } };
  };
  const get = async (address: string, signal: AbortSignal): Promise<Fetched> => {
    const fetch = await open();
    const before = (url: URL) => askRobots(fetch, url, signal);
    return fetch(address, { types: TYPES, most: LARGEST, signal, before });
  };
  return {
    fetch: async (address, as) => {
      guard.check(address);
      await limiter.consume(as.tenant).catch(() => {
        throw new SitrepError(
          'too_fast',
          `More than ${perMinute} linked articles within a minute are not fetched here.`,
        );
      });
      const page = checked(await get(address, AbortSignal.timeout(total)));
      return articleFrom(page.url, await parser.page(page), as);
    },
    page: async (address, as, stop) => {
      const page = await get(address, endOf(SOURCE, stop));
      const meaning = meaningOf(page.status, page.url.hostname);
      if (meaning.is === 'failure' && meaning.gone) return null;
      return articleFrom(page.url, await parser.page(checked(page)), as);
    },
    ask: async ({ address, etag, modified, reads }, stop) => {
      const fetch = await open();
      const signal = endOf(SOURCE, stop);
      const robots = (url: URL) => askRobots(fetch, url, signal);
      const answer = await fetch(address, {
        types: null,
        most: LARGEST_FEED,
        signal,
        headers: { accept: FEEDS, 'if-none-match': etag ?? '', 'if-modified-since': modified ?? '' },
        ...(reads === 'page' && { before: robots }),
      });
      const { url, status, moved, header } = answer;
      const heard = {
        status,
        host: url.hostname,
        moved,
        etag: header('etag') || null,
        modified: header('last-modified') || null,
        caching: {
          cacheControl: header('cache-control'),
          expires: header('expires'),
          date: header('date'),
          retryAfter: header('retry-after'),
        },
      };
      if (meaningOf(status, url.hostname).is !== 'content') return { ...heard, found: null };
      const read = await parser.source(answer);
      if (read.is === 'neither') throw new SitrepError('feed_unreadable', read.why);
      if (read.is === 'feed')
        return { ...heard, found: { ...read.feed, is: 'feed', items: read.feed.items.map(shown) } };
      if (reads !== 'page') await robots(url);
      return { ...heard, found: { is: 'page', feeds: read.feeds, article: articleOrWhy(url, read.page, clock()) } };
    },
    list: async (from, stop) => {
      if (typeof from !== 'string') return parser.list(from);
      const fetch = await open();
      const order = { types: null, most: LARGEST, signal: endOf(total, stop), headers: { accept: LISTS } };
      return parser.list(checked(await fetch(from, order)).body);
    },
    close: () => parser.close(),
  };
}

function mayAsk(guard: Guard, address: string): boolean {
  try {
    guard.check(address);
    return true;
  } catch (error) {
    if (error instanceof SitrepError) return false;
    throw error;
  }
}

function endOf(ms: number, stop: AbortSignal | undefined): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(ms), ...(stop ? [stop] : [])]);
}

/** What a page holds for whoever reads it; nobody's in particular yet. */
function articleOrWhy(url: URL, draft: PageDraft, seen: number): Article | SitrepError {
  const why = whyNone(url.hostname, draft);
  return why === null ? articleFrom(url, draft, { tenant: 'public', topics: [], seen }) : unreadable(url.hostname, why);
}

/** The page, when its status says that it is one. */
function checked(page: Fetched): Fetched {
  const meaning = meaningOf(page.status, page.url.hostname);
  if (meaning.is === 'failure') throw new SitrepError(meaning.code, meaning.why);
  return page;
}

function articleFrom(url: URL, draft: PageDraft, as: ReadAs): Article {
  const why = whyNone(url.hostname, draft);
  if (why !== null) throw unreadable(url.hostname, why);
  const own = ownAddress(url, draft.url);
  const publisher = draft.publisher ?? siteOf(url.hostname);
  const article = articleOf({ ...draft, id: pageId(own), url: plainAddress(own), publisher }, as);
  const { published } = article;
  return { ...article, published: published !== null && isCredible(published, as.seen) ? published : null };
}

const TEASERS: Readonly<Record<Teaser, string>> = {
  consent: 'it asks for consent first',
  subscription: 'only its beginning is there without a subscription',
  people: 'it opens in a browser only',
};

/** Why a page is no article; null when it may be one. */
function whyNone(host: string, { text, teaser }: PageDraft): string | null {
  if (stubs.consentHosts.some((start) => host.startsWith(start))) return TEASERS.consent;
  if (teaser !== null) return TEASERS[teaser];
  if (text.length < FEWEST) return 'it holds too little text for an article';
  return text.length > LONGEST ? 'it is too long for an article' : null;
}

/**
 * What the page says is its address, if that is of the same site and not the site's front: a page cannot pass itself
 * off as another site's article.
 */
function ownAddress(url: URL, said: string | null): URL {
  const own = said === null ? url : new URL(said);
  const isFront = own.pathname === '/' && own.search === '' && url.pathname !== '/';
  return siteOf(own.host) === siteOf(url.host) && !isFront ? own : url;
}
