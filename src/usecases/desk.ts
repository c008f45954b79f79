import { createHash } from 'node:crypto';
import type { ActorTable } from '../core/language/actors.ts';
import type { Kept } from '../core/model/answer.ts';
import type { Article, ArticleId, Tenant } from '../core/model/article.ts';
import type { Caller } from '../core/model/command.ts';
import { errorLine, SitrepError } from '../core/model/errors.ts';
import type { FeedList } from '../core/model/feed.ts';
import type { Meter } from '../core/model/meter.ts';
import type { Analyser, Clock, Index, Ingested, Log, Scope, Store } from '../core/model/ports.ts';
import type { Followed, Heard } from '../core/model/source.ts';
import type { Topic } from '../core/model/topic.ts';
import { slugIn } from '../core/topic/key.ts';

/** What a folder or file was read to. `problems` are the inputs that were named and skipped. */
export type ReadArticles = (
  paths: readonly string[],
  as: { readonly tenant: Tenant; readonly topics: readonly string[]; readonly seen: number },
) => Promise<{
  readonly articles: readonly Article[];
  readonly problems: readonly { readonly path: string; readonly error: SitrepError }[];
}>;

/**
 * Fetches one web page as an article. Errors: SitrepError `bad_address`, `address_refused`, `page_forbidden`,
 * `page_unreachable`, `page_unreadable`, `too_fast`; they name the host, never the whole address.
 */
export type FetchArticle = (
  address: string,
  as: { readonly tenant: Tenant; readonly topics: readonly string[]; readonly seen: number },
) => Promise<Article>;

/** The web as sources are followed on it, a host one request at a time. Errors as those of `FetchArticle`. */
export type Web = {
  /** Also `feed_unreadable`. */
  ask(followed: Followed, stop?: AbortSignal): Promise<Heard>;
  /** The article of a page; null when the publisher says that it is gone. */
  page(address: string, as: Parameters<FetchArticle>[1], stop?: AbortSignal): Promise<Article | null>;
  /** The feeds of a list of subscriptions (OPML): of its bytes, or of what stands at an address. Also `feed_unreadable`. */
  list(from: string | Uint8Array, stop?: AbortSignal): Promise<FeedList>;
};

/** Everything a use case works with; composed once, in `app.ts`. */
export type Desk = {
  readonly store: Store;
  readonly index: Index;
  readonly analyser: Analyser;
  readonly table: ActorTable;
  /** Those that a tenant may ask of, as `loadTopics` found them: declared ones first, then its own; null: of all tenants. */
  readonly topics: (tenant: Tenant | null) => readonly Topic[];
  /** Reads anew which topics were made in chats. */
  readonly loadTopics: () => Promise<void>;
  readonly clock: Clock;
  /** Waits so long on the same clock. */
  readonly wait: (ms: number) => Promise<void>;
  readonly log: Log;
  readonly read: ReadArticles;
  readonly fetch: FetchArticle;
  readonly web: Web;
  /**
   * The absolute path of a folder or file that this tenant may index. Throws `not_found`, or `not_allowed` when a
   * chat names a place outside the folder that the operator opened to chats.
   */
  readonly locate: (path: string, tenant: Tenant) => Promise<string>;
  /** For how many days what belongs to a server is kept after the bot has left it. Default: 30. */
  readonly keepDays: number;
  /** For how many days answers and old versions are kept; null: for ever. */
  readonly retentionDays: number | null;
  readonly meter: Meter;
};

/** How many articles the longest window of a briefing or a ledger looks at: the newest ones. */
export const WINDOW = 60;

/** Articles whose newest is older than this are called stale, when no topic says otherwise. */
export const STALE_HOURS = 48;

export function staleAfter(desk: Desk, topic: string | null): number {
  return topicAt(desk, topic)?.staleAfter ?? STALE_HOURS;
}

/** The topic of a key; undefined when there is none any more. */
export const topicAt = ({ topics }: Pick<Desk, 'topics'>, key: string | null | undefined): Topic | undefined =>
  topics(null).find((one) => one.key === key);

/** Its title; its name when there is no such topic any more. */
export const topicTitle = (desk: Pick<Desk, 'topics'>, key: string): string => topicAt(desk, key)?.title ?? slugIn(key);

/** One of the tenant's topics by its name, or by its key as buttons have it. */
export const topicNamed = ({ topics }: Pick<Desk, 'topics'>, tenant: Tenant, name: string): Topic | undefined =>
  topics(tenant).find(({ slug, key }) => slug === name || key === name);

/** The same. Throws `unknown_topic` naming the ones there are. */
export function topicOf(desk: Desk, tenant: Tenant, slug: string): Topic {
  const topic = topicNamed(desk, tenant, slug);
  if (topic) return topic;
  const known = topicNames(desk.topics(tenant)) || 'none yet';
  throw new SitrepError('unknown_topic', `There is no topic “${slug.slice(0, 60)}” (known: ${known}).`);
}

/** So many names stand in one line. */
const NAMED = 20;

/** The names of topics, for whoever is to choose one. */
export const topicNames = (topics: readonly Topic[]): string =>
  `${topics
    .slice(0, NAMED)
    .map(({ slug }) => slug)
    .join(', ')}${topics.length > NAMED ? ' …' : ''}`;

/** 16 hex digits that depend on all that an answer depends on, so the same store gives the same id. */
export function idOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Who asks, and in which channel: there the watermark moves on. Neither in scripts. */
export type Asking = { readonly person?: string | null; readonly channel?: string };

export const askingOf = ({ place, person }: Pick<Caller, 'place' | 'person'>) => ({ person, channel: place.channel });

/** Keeps a page for its buttons. A full disk costs the buttons, not the answer. */
export async function keepPage(
  desk: Desk,
  tenant: Tenant,
  page: Kept,
  { person = null, channel }: Asking,
): Promise<void> {
  try {
    await desk.store.keep(tenant, page, person, channel);
  } catch (error) {
    if (!(error instanceof SitrepError && error.retry)) throw error;
    desk.log.warn('page.not-kept', { id: page.id, code: error.code, text: errorLine(error) });
  }
}

/** Articles with what the language step finds in them, in their order. */
export async function analysed(
  { analyser }: Pick<Desk, 'analyser'>,
  articles: readonly Article[],
): Promise<readonly Ingested[]> {
  const analyses = await analyser.analyse(articles);
  return articles.map((article, n): Ingested => {
    const analysis = analyses[n];
    if (!analysis) throw new Error('the analyser lost an article');
    return { article: { ...article, language: article.language ?? analysis.language }, analysis };
  });
}

/** Keeps the index up with the store. Cheap when nothing is new. */
export async function catchUp(desk: Pick<Desk, 'store' | 'index'>): Promise<void> {
  const target = await desk.store.seq();
  for (let at = await desk.index.at(); at < target; ) {
    const changes = await desk.store.changes(at, 200);
    if (changes.length === 0) return;
    await desk.index.apply(changes);
    at = await desk.index.at();
  }
}

/** The newest articles of a scope with all that is known of them, newest first. */
export async function newest(desk: Desk, scope: Scope, limit = WINDOW): Promise<readonly Ingested[]> {
  return desk.store.articles(scope.tenant, await desk.store.list(scope, limit));
}

export function byId(articles: readonly Ingested[]): ReadonlyMap<ArticleId, Ingested> {
  return new Map(articles.map((one) => [one.article.id, one]));
}
