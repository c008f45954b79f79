import type { Article } from '../core/model/article.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Found, Item } from '../core/model/source.ts';
import { meaningOf } from '../core/source/status.ts';
import type { Desk } from './desk.ts';
import { itemArticle } from './follow-items.ts';

/** What stands at an address, read once and not followed. */

type As = Pick<Article, 'tenant' | 'topics' | 'seen'>;

/** Asks an address. Errors: those of asking, and of an answer that holds nothing. */
export async function lookAt(desk: Pick<Desk, 'web'>, address: string, stop: AbortSignal): Promise<Found> {
  const { status, host, found } = await desk.web.ask({ address, etag: null, modified: null, reads: null }, stop);
  const meaning = meaningOf(status, host);
  if (meaning.is === 'failure') throw new SitrepError(meaning.code, meaning.why);
  if (found === null) throw new SitrepError('page_unreadable', `${host} sent nothing.`);
  return found;
}

/** One article of an address: there at once, or to be fetched; an item that is stored already is not fetched again. */
export type OnceItem =
  | { readonly article: Article }
  | { readonly read: () => Promise<Article | SitrepError | 'stored'> };

/** All articles that stand at an address: those of a feed, also of the feed that a page names, else the page itself. */
export async function articlesAt(
  desk: Pick<Desk, 'web' | 'store'>,
  address: string,
  as: As,
  stop: AbortSignal,
): Promise<readonly OnceItem[]> {
  const found = await lookAt(desk, address, stop);
  const [feed] = found.is === 'page' ? found.feeds : [];
  const read = feed === undefined ? found : await lookAt(desk, feed, stop);
  if (read.is === 'feed')
    return read.items.map((item): OnceItem => {
      return item.draft.full ? { article: itemArticle(item, as) } : { read: () => itemPage(desk, item, as, stop) };
    });
  if (read.article instanceof SitrepError) throw read.article;
  return [{ article: { ...read.article, ...as } }];
}

/** The page of an item, else what the feed says of it. */
async function itemPage(
  desk: Pick<Desk, 'web' | 'store'>,
  item: Omit<Item, 'backlog'>,
  as: As,
  stop: AbortSignal,
): Promise<Article | SitrepError | 'stored'> {
  const { key, draft } = item;
  const [known] = await desk.store.articles(as.tenant, [key]);
  if (known && as.topics.every((topic) => known.article.topics.includes(topic))) return 'stored';
  try {
    const page = await desk.web.page(draft.url ?? '', as, stop);
    if (page === null)
      return new SitrepError('page_unreadable', `${draft.title ?? key}: there is no such page any more.`);
    return {
      ...page,
      title: page.title ?? draft.title,
      author: page.author ?? draft.author,
      published: page.published ?? draft.published,
    };
  } catch (error) {
    if (error instanceof SitrepError) return error;
    throw error;
  }
}
