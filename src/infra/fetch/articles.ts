import { Piscina } from 'piscina';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { pageId, plainAddress, siteOf } from '../../core/address.ts';
import type { Article } from '../../core/model/article.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Clock } from '../../core/model/ports.ts';
import stubs from '../../data/stubs.json' with { type: 'json' };
import { articleOf, type ReadAs } from '../files.ts';
import type { Draft } from '../formats.ts';
import { unreadable } from './body.ts';
import type { Fetch, Fetched, FetcherOptions } from './fetcher.ts';
import { type GuardOptions, openGuard } from './guard.ts';
import type { PageTask } from './page-worker.ts';
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
  close(): Promise<void>;
};

const TOTAL = 15_000;
const PARSE = 10_000;
const PER_MINUTE = 6;
const PRODUCT = 'sitrep';
const TYPES = ['text/html', 'application/xhtml+xml', 'text/plain'];
/** Bytes of a page, unpacked. */
const LARGEST = 5_000_000;
/** Characters: an article has more, a page that is shown instead of one has less, and no article has as many. */
const FEWEST = 400;
const SHORT = 1_200;
const LONGEST = 400_000;
/** 5 MB of paragraphs fit; a page that is made of nothing but tags or entities ends its worker. */
const HEAP = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 } as const;
/** A worker without work for this long ends. */
const IDLE = 60_000;

/** Opens the fetching of articles by their addresses. What it needs is loaded at the first one. */
export function openArticles(options: ArticlesOptions): Articles {
  const { clock, total = TOTAL, parse = PARSE, perMinute = PER_MINUTE } = options;
  const guard = openGuard(options);
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const askRobots = openRobots(PRODUCT, clock);
  const parser = openParser(parse);
  let opened: Promise<Fetch> | null = null;
  return {
    fetch: async (address, as) => {
      guard.check(address);
      await limiter.consume(as.tenant).catch(() => {
        throw new SitrepError(
          'too_fast',
          `More than ${perMinute} linked articles within a minute are not fetched here.`,
        );
      });
      opened ??= import('./fetcher.ts').then(({ openFetcher }) => openFetcher({ guard, ...options }));
      const fetch = await opened;
      const signal = AbortSignal.timeout(total);
      const before = (url: URL) => askRobots(fetch, url, signal);
      const page = checked(await fetch(address, { types: TYPES, most: LARGEST, signal, before }));
      const draft = await parser.read(page);
      return articleFrom(page.url, draft, as);
    },
    close: () => parser.close(),
  };
}

/** Pages one after the other in a worker thread, so that the deadline counts no time in the queue. */
function openParser(deadline: number) {
  let pool: Piscina<PageTask, Draft> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const run = async ({ url, type, body }: Fetched): Promise<Draft> => {
    pool ??= new Piscina<PageTask, Draft>({
      filename: new URL('./page-worker.ts', import.meta.url).href,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE,
      resourceLimits: HEAP,
    });
    try {
      return await pool.run({ bytes: body, type, address: url.href }, { signal: AbortSignal.timeout(deadline) });
    } catch {
      throw unreadable(url.hostname, 'its markup takes too long or too much memory');
    }
  };
  return {
    read: (page: Fetched): Promise<Draft> => {
      const mine = last.then(() => run(page));
      last = mine.catch(() => {});
      return mine;
    },
    close: async () => {
      await pool?.destroy();
      pool = null;
    },
  };
}

/** The page, when its status says that it is one. */
function checked(page: Fetched): Fetched {
  const { status, url } = page;
  const host = url.hostname;
  if (status >= 200 && status <= 299) return page;
  if ([401, 402, 403, 407, 451].includes(status))
    throw new SitrepError('page_forbidden', `${host} does not give this page to programs (${status}).`);
  if (status === 429 || status >= 500)
    throw new SitrepError('page_unreachable', `${host} cannot give the page just now (${status}).`);
  throw unreadable(host, `there is no such page (${status})`);
}

function articleFrom(url: URL, draft: Draft, as: ReadAs): Article {
  const why = whyNone(url.hostname, draft.text);
  if (why !== null) throw unreadable(url.hostname, why);
  const own = ownAddress(url, draft.url);
  const publisher = draft.publisher ?? siteOf(url.hostname);
  return articleOf({ ...draft, id: pageId(own), url: plainAddress(own), publisher }, as);
}

/** Why a page is no article; null when it may be one. */
function whyNone(host: string, text: string): string | null {
  const words = text.slice(0, SHORT).toLowerCase();
  const has = (phrases: readonly string[]) => text.length < SHORT && phrases.some((phrase) => words.includes(phrase));
  if (stubs.consentHosts.some((start) => host.startsWith(start)) || has(stubs.consent))
    return 'it asks for consent first';
  if (has(stubs.subscription)) return 'only its beginning is there without a subscription';
  if (has(stubs.people)) return 'it opens in a browser only';
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
