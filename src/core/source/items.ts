import { isOfSite, pageId, plainAddress, siteOf } from '../address.ts';
import { versionOf } from '../hash.ts';
import { readPublished } from '../language/published.ts';
import type { Instant, When } from '../model/article.ts';
import type { Feed, FeedItem } from '../model/feed.ts';
import type { FoundFeed, Item, ItemDraft } from '../model/source.ts';

/** From the items of a feed to articles to be. */

/** Characters of a text that stands in the feed as content, and of one that stands there as a summary, to be all of it. */
const ENOUGH_CONTENT = 400;
const ENOUGH_SUMMARY = 1_200;
/** What ends a text that goes on elsewhere. */
const GOES_ON =
  /(?:…|\.\.\.|\[…\]|\[\.\.\.\]|(?:read|continue|weiter|en savoir|leer|читать)\b[^.\n]{0,40}(?:…|»|→|>|more|reading|lesen|plus|más|далее|дальше)?)\s*$/iu;
/** No article is longer. */
const LONGEST = 400_000;

/**
 * The items of the feed that came from an address, the first of those with the same address and words. `plain` gives the
 * text of HTML, a paragraph a line.
 */
export function readItems(feed: Feed, address: string, plain: (html: string) => string, now: Instant): FoundFeed {
  const from = new URL(address);
  const addresses = Map.groupBy(feed.items, ({ url }) => (url === null ? '' : pageId(new URL(url))));
  const items = new Map<string, Omit<Item, 'backlog'>>();
  let misdated = 0;
  for (const item of feed.items) {
    const own = hasOwnPage(item.url) && addresses.get(pageId(new URL(item.url)))?.length === 1;
    const published = publishedOf(item);
    const date = published === null || isCredible(published, now) ? published : null;
    if (date !== published) misdated += 1;
    const read = itemOf(feed, item, { from, own, published: date, text: textOf(item, plain) });
    const same = items.get(read.key);
    if (same === undefined) items.set(read.key, read);
    else if (same.print !== read.print) {
      const key = nameOf(feed, from, item, read.draft.text.slice(0, BEGINNING));
      if (!items.has(key)) items.set(key, { ...read, key });
    }
  }
  const { title, ttlMinutes, total } = feed;
  return { title, ttlMinutes, total, misdated, items: [...items.values()] };
}

type About = {
  /** Where the feed is. */
  readonly from: URL;
  /** Its address is that of no other item, nor of a whole site. */
  readonly own: boolean;
  readonly published: When | null;
  readonly text: { readonly words: string; readonly full: boolean };
};

function itemOf(feed: Feed, item: FeedItem, { from, own, published, text }: About): Omit<Item, 'backlog'> {
  const { url, title, author } = item;
  const page = own && url !== null ? new URL(url) : null;
  const borrowed = url !== null && !isOfSite(new URL(url), from);
  const draft: ItemDraft = {
    url: url === null ? null : plainAddress(new URL(url)),
    title,
    author,
    publisher: borrowed ? (feed.title ?? siteOf(from.hostname)) : publisherOf(feed, item),
    published,
    text: text.words,
    // Of what has no page of its own there is nothing else to read.
    full: page === null || (text.full && !borrowed),
    ...(page && borrowed && { saidAs: nameOf(feed, from, item) }),
  };
  const key = page === null ? nameOf(feed, from, item) : pageId(page);
  return { key, print: versionOf(JSON.stringify([title, author, item.published, item.updated, text.words])), draft };
}

/** Characters of a text that tell it from another with the same title. */
const BEGINNING = 200;

/**
 * What names an item without a page of its own: the feed and its site, its title and when it was published. Its id only
 * if it has nothing else, since publishers make new ones.
 */
function nameOf({ link }: Feed, from: URL, { url, title, published, summary, id }: FeedItem, beginning = ''): string {
  const parts = [siteOf(from.host), link, url, published, title ?? summary ?? id, beginning];
  return `item-${versionOf(JSON.stringify(parts))}`;
}

const hasOwnPage = (url: string | null): url is string => {
  if (url === null) return false;
  const { pathname, search } = new URL(url);
  return pathname !== '/' || search !== '';
};

function textOf({ content, summary }: FeedItem, plain: (html: string) => string): About['text'] {
  const whole = content === null ? '' : plain(content).slice(0, LONGEST).toWellFormed().replaceAll('\0', '');
  const short = summary ?? '';
  const words = whole.length >= short.length ? whole : short;
  const enough = words === whole ? ENOUGH_CONTENT : ENOUGH_SUMMARY;
  return { words, full: words.length >= enough && !GOES_ON.test(words.slice(-120)) };
}

/** As the item says, to the precision it says; null when it says nothing certain. */
function publishedOf({ published, updated, at }: FeedItem): When | null {
  const read = [published, updated].map((words) => (words === null ? null : readPublished(words)));
  const stated = read.find((when) => when !== null);
  return stated ?? (at === null ? null : { precision: 'instant', from: at, to: at, words: null });
}

const FIRST = Date.UTC(1990, 0, 1);
const DAY = 86_400_000;

/** No news is from before 1990, when clocks that are not set begin, and none from after tomorrow. */
export function isCredible(when: When, now: Instant): boolean {
  return when.precision === 'unresolved' || (when.to >= FIRST && when.from <= now + DAY);
}

/** The outlet an item says it was taken from, else the feed’s own name for what stands on its site, else the site. */
function publisherOf(feed: Feed, { outlet, url }: FeedItem): string | null {
  if (outlet !== null || url === null) return outlet ?? feed.title;
  const site = siteOf(new URL(url).hostname);
  const own = feed.link !== null && siteOf(new URL(feed.link).hostname) === site;
  return own && feed.title !== null ? feed.title : site;
}
