import { newArticle } from '../core/article.ts';
import type { Article, ArticleId } from '../core/model/article.ts';
import { isStoreTrouble, SitrepError } from '../core/model/errors.ts';
import type { Item, Reading, Source, WaitingItem } from '../core/model/source.ts';
import { isGoneForGood } from '../core/source/health.ts';
import { DAY, nextAfterFailure } from '../core/source/polite.ts';
import type { Desk } from './desk.ts';
import { areOfSite, byHost, hostOf, type Round, withdrawGone } from './follow-round.ts';
import { ingest } from './ingest.ts';
import { topicsOf } from './sources.ts';

/** Items that are taken out of the store at once, and those of one source among them. */
const BITE = 1_000;
const PER_SOURCE = 50;
/** Texts that are analysed together. */
const BATCH = 32;
/** Pages of one host in one round: the rest waits for the next. */
const PAGES_A_HOST = 5;
/** So often a page is asked for that does not come. */
const TRIES = 4;
/** So many of those that could not be read are named. */
const NAMED = 10;
/** Characters of what the feed says, to stand for an article that cannot be read. */
const ENOUGH = 80;

/**
 * Makes articles of the items that wait (of one source, or null for all): at once of what the feed says in full, of the
 * others by fetching their pages, some of each host. What fails is tried again later, and after some tries what the feed
 * says stands for it.
 */
export async function readItems(desk: Desk, round: Round, of: Pick<Source, 'tenant' | 'id'> | null): Promise<void> {
  const tried = new Set<string>();
  while (!round.isOver()) {
    const due = await desk.store.dueItems(desk.clock(), { perSource: PER_SOURCE, limit: BITE }, of);
    const items = due.filter((item) => !tried.has(nameOf(item)));
    if (items.length === 0) return;
    for (const item of items) tried.add(nameOf(item));
    const rest = await readStored(desk, items);
    const whole = rest.filter(({ draft }) => draft.full);
    for (let at = 0; at < whole.length && !round.isOver(); at += BATCH)
      await saveTexts(desk, round, whole.slice(at, at + BATCH));
    const pages = Map.groupBy(
      rest.filter(({ draft }) => !draft.full),
      ({ source, key }) => JSON.stringify([source.tenant, key]),
    );
    // What the first of them brings the others have as well.
    for (const [, ...others] of pages.values()) for (const one of others) tried.delete(nameOf(one));
    const firsts = [...pages.values()].map(([first]) => first!);
    await byHost(round, firsts, addressOf, async (item) => {
      const host = hostOf(addressOf(item));
      const asked = round.pages.get(host) ?? 0;
      if (asked >= PAGES_A_HOST) return;
      round.pages.set(host, asked + 1);
      await readPage(desk, round, item);
    });
  }
}

const nameOf = ({ source: { tenant, id }, key, print }: WaitingItem) => JSON.stringify([tenant, id, key, print]);
const addressOf = ({ draft }: WaitingItem): string => draft.url ?? '';

/**
 * An item that another source brought already is that article: it only gains this source's topics. Those left over: new
 * ones, and those that are here in full and were a teaser.
 */
async function readStored(desk: Desk, items: readonly WaitingItem[]): Promise<readonly WaitingItem[]> {
  const rest: WaitingItem[] = [];
  const read: { item: WaitingItem; reading: Reading }[] = [];
  for (const item of items) {
    const { source, key, reading, backlog } = item;
    const [known] = reading.article === null ? await desk.store.articles(source.tenant, [key]) : [];
    const topics = topicsOf(desk, source);
    const isIn = topics.every((topic) => known?.article.topics.includes(topic));
    // What everybody sees gains no topic from the source of one server.
    const isOurs = isIn || known?.article.tenant === source.tenant;
    if (known === undefined || !isOurs || (known.article.teaser && item.draft.full)) {
      rest.push(item);
      continue;
    }
    if (!isIn)
      await desk.store.save(
        [{ ...known, article: { ...known.article, topics: [...known.article.topics, ...topics] } }],
        {
          news: !backlog,
        },
      );
    read.push({ item, reading: { article: key, tries: 0, gone: null, nextAt: null } });
  }
  if (read.length > 0) await desk.store.setReadings(read, desk.clock());
  return rest;
}

/** Articles of which the feed says it all. */
async function saveTexts(desk: Desk, round: Round, items: readonly WaitingItem[]): Promise<void> {
  const now = desk.clock();
  const done = (item: WaitingItem, article: ArticleId | null) => ({
    item,
    reading: { article: article ?? item.reading.article, tries: 0, gone: null, nextAt: null },
  });
  try {
    for (const backlog of [true, false]) {
      const some = items.filter((item) => item.backlog === backlog && hasText(item));
      const articles = some.map((item) => articleOf(desk, item));
      if (articles.length > 0) await keep(desk, round, articles, !backlog);
    }
    const empty = items.filter((item) => !hasText(item));
    await desk.store.setReadings(
      items.map((item) => done(item, empty.includes(item) ? null : item.key)),
      now,
    );
  } catch (error) {
    if (isStoreTrouble(error)) throw error;
    if (round.stop?.aborted) return;
    // One of them is to blame: the others are read without it.
    const [only, ...others] = items;
    if (only !== undefined && others.length === 0) {
      desk.log.error('item.failed', { source: only.source.id, item: only.key, error: String(error) });
      await desk.store.setReadings([done(only, null)], now);
    } else for (const item of items) await saveTexts(desk, round, [item]);
  }
}

const hasText = ({ draft }: WaitingItem): boolean => draft.text.trim() !== '';

/** Fetches the page of an item. */
async function readPage(desk: Desk, round: Round, item: WaitingItem): Promise<void> {
  const { source, draft, backlog, changed } = item;
  const as = { tenant: source.tenant, topics: topicsOf(desk, source), seen: desk.clock() };
  const isFirst = item.reading.article === null;
  let next: Reading;
  try {
    const page = await desk.web.page(draft.url ?? '', as, round.stop);
    if (page === null) next = await missing(desk, item);
    else {
      const article = await completed(desk, page, item);
      // A look a day later finds corrections, which are no news.
      await keep(desk, round, [article], !backlog && (isFirst || changed));
      const again = isFirst && !backlog ? desk.clock() + DAY : null;
      next = { article: article.id, tries: 0, gone: null, nextAt: again };
    }
  } catch (error) {
    if (isStoreTrouble(error)) throw error;
    if (round.stop?.aborted) return;
    next = await failed(desk, round, item, error);
  }
  await desk.store.setReadings([{ item, reading: next }], desk.clock());
}

/** The publisher says that there is no such page: an article that was there is withdrawn when that is said twice. */
async function missing(desk: Desk, { source, reading, draft }: WaitingItem): Promise<Reading> {
  const now = desk.clock();
  const tries = reading.tries + 1;
  if (reading.article === null)
    return { ...reading, tries, nextAt: tries < TRIES ? nextAfterFailure(now, tries, 0) : null };
  const gone = reading.gone ?? now;
  if (!isGoneForGood(gone, now)) return { ...reading, tries, gone, nextAt: now + DAY };
  await withdrawGone(desk, { tenant: source.tenant, id: reading.article }, draft.url ?? '');
  return { ...reading, tries, gone, nextAt: null };
}

async function failed(desk: Desk, round: Round, item: WaitingItem, error: unknown): Promise<Reading> {
  const { source, reading, backlog } = item;
  const now = desk.clock();
  const tries = reading.tries + 1;
  const { retry, code } = error instanceof SitrepError ? error : { retry: false, code: 'internal' };
  if (error instanceof SitrepError && round.problems.length < NAMED) round.problems.push(error);
  if (code === 'internal') desk.log.error('item.failed', { source: source.id, item: item.key, error: String(error) });
  if (retry && tries < TRIES) return { ...reading, tries, nextAt: nextAfterFailure(now, tries, 0) };
  desk.log.info('item.unread', { source: source.id, item: item.key, code });
  const done = { ...reading, tries, nextAt: null };
  if (reading.article !== null || item.draft.text.length < ENOUGH) return done;
  const article = articleOf(desk, item);
  await keep(desk, round, [article], !backlog);
  return { ...done, article: article.id };
}

async function keep(desk: Desk, round: Round, articles: readonly Article[], news: boolean): Promise<void> {
  const report = await round.inTurn(async () => {
    // Who ends now has no time to read it well.
    round.stop?.throwIfAborted();
    return ingest(desk, articles, { news });
  });
  round.done.added += report.added;
  round.done.changed += report.changed;
}

const articleOf = (desk: Desk, item: WaitingItem): Article =>
  itemArticle(item, { tenant: item.source.tenant, topics: topicsOf(desk, item.source), seen: desk.clock() });

/** What the feed says, as an article. */
export function itemArticle(
  { key, draft }: Pick<Item, 'key' | 'draft'>,
  { tenant, topics, seen }: Pick<Article, 'tenant' | 'topics' | 'seen'>,
): Article {
  const { url, title, author, publisher, published, text, full } = draft;
  return newArticle({
    ...{ id: draft.saidAs ?? key, tenant, text, title, publisher, author, url, published, seen, topics },
    ...(!full && { teaser: true }),
  });
}

/**
 * What a page does not say of itself, the feed may; what is known of an article of another site than the feed's it
 * changes in nothing.
 */
async function completed(desk: Desk, page: Article, { draft, source, reading }: WaitingItem): Promise<Article> {
  const before = reading.article === null ? null : await desk.store.article(source.tenant, reading.article);
  // It stays the article that it was, whatever the page calls its address now; a page of another site is another one.
  const id = before !== null && areOfSite(before.article.url, page.url) ? before.article.id : page.id;
  const isOwn = draft.saidAs === undefined && areOfSite(page.url, draft.url);
  const [known] = isOwn ? [] : await desk.store.articles(source.tenant, [id]);
  const { title, author, published } = known?.article ?? draft;
  return {
    ...page,
    id,
    title: page.title ?? title,
    publisher: known?.article.publisher ?? page.publisher,
    author: page.author ?? author,
    published: page.published ?? published,
  };
}
