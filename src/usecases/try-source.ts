import { setImmediate as othersFirst } from 'node:timers/promises';
import { publishedAt } from '../core/language/published.ts';
import type { Article } from '../core/model/article.ts';
import type { Caller } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { FoundFeed, Item } from '../core/model/source.ts';
import type { Topic } from '../core/model/topic.ts';
import { judge, subjectOf } from '../core/topic/rule.ts';
import { analysed, type Desk } from './desk.ts';
import { itemArticle } from './follow-items.ts';
import { lookAt } from './once.ts';

/** What would come of an address, without following it. */

export type TriedSource = {
  /** Where the feed or page is, when that is not the address itself. */
  readonly at: string | null;
  readonly title: string | null;
  readonly is: 'feed' | 'page';
  /** Articles that stand there, and of how many everything stands in the feed itself. */
  readonly total: number;
  readonly read: number;
  readonly whole: number;
  /** The newest, the newest first. */
  readonly newest: readonly Article[];
  /** Topics with a rule: how many of the `tried` newest each would take by what is there. */
  readonly takes: readonly { readonly topic: Topic; readonly count: number }[];
  readonly tried: number;
};

/** Milliseconds for asking a page and the feed that it names. */
const ASKING = 30_000;
const NEWEST = 5;
/** The articles that rules are tried on, and the rules. */
const TRIED = 20;
const RULES = 10;

/** Asks an address and stores nothing. `only`: the topic that is tried on it. Errors: those of asking an address. */
export async function trySource(
  desk: Desk,
  address: string,
  { place: { tenant } }: Pick<Caller, 'place'>,
  only: Topic | null,
): Promise<TriedSource> {
  const stop = AbortSignal.timeout(ASKING);
  const found = await lookAt(desk, address, stop);
  const seen = desk.clock();
  if (found.is === 'feed') return tried(desk, found, tenant, only);
  const [feed] = found.feeds;
  if (feed !== undefined) {
    const behind = await lookAt(desk, feed, stop);
    if (behind.is === 'feed') return { ...(await tried(desk, behind, tenant, only)), at: feed };
  }
  if (found.article instanceof SitrepError) throw found.article;
  const article = { ...found.article, tenant, seen };
  const takes = await takenOf(desk, [article], rulesOf(desk, tenant, only));
  return {
    at: null,
    title: article.title,
    is: 'page',
    total: 1,
    read: 1,
    whole: 1,
    newest: [article],
    takes,
    tried: 1,
  };
}

async function tried(
  desk: Desk,
  { title, items, total }: FoundFeed,
  tenant: string,
  only: Topic | null,
): Promise<TriedSource> {
  const newest = items.toSorted((a, b) => dateOf(b) - dateOf(a));
  const articles = newest.slice(0, TRIED).map((item) => itemArticle(item, { tenant, topics: [], seen: desk.clock() }));
  return {
    at: null,
    title,
    is: 'feed',
    total,
    read: items.length,
    whole: items.filter(({ draft }) => draft.full).length,
    newest: articles.slice(0, NEWEST),
    takes: await takenOf(desk, articles, rulesOf(desk, tenant, only)),
    tried: articles.length,
  };
}

/** Undated ones come last, in the order of the feed. */
const dateOf = ({ draft }: Pick<Item, 'draft'>): number => publishedAt(draft) ?? Number.NEGATIVE_INFINITY;

const rulesOf = (desk: Desk, tenant: string, only: Topic | null): readonly Topic[] =>
  (only === null ? desk.topics(tenant) : [only]).filter(({ rule }) => rule !== null).slice(0, RULES);

async function takenOf(
  desk: Desk,
  articles: readonly Article[],
  topics: readonly Topic[],
): Promise<TriedSource['takes']> {
  if (topics.length === 0) return [];
  const subjects = (await analysed(desk, articles)).map(subjectOf);
  const takes: { topic: Topic; count: number }[] = [];
  for (const topic of topics) {
    const count = subjects.filter((one) => judge(topic.rule!, one, desk.table).taken).length;
    takes.push({ topic, count });
    await othersFirst();
  }
  return takes;
}
