import { SitrepError } from '../../core/model/errors.ts';
import type { FeedList } from '../../core/model/feed.ts';
import type { FoundFeed } from '../../core/model/source.ts';
import { readItems } from '../../core/source/items.ts';
import { readLines } from '../extract/lines.ts';
import { findFeeds } from '../feeds/discover.ts';
import { readOpml } from '../feeds/opml.ts';
import { readFeed } from '../feeds/read.ts';
import { type PageDraft, readPage, readPlainPage } from '../pages.ts';
import { decodePage, isPlain } from './charset.ts';

/** What a worker thread reads: the bytes, their `Content-Type` and `Content-Language`, where and when they were fetched. */
export type PageTask = {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly language: string;
  readonly address: string;
  readonly now: number;
  /** The bytes are nobody else's: their memory is given back once they are decoded, not when it is collected. */
  readonly owned?: boolean;
};

function free({ bytes: { buffer }, owned }: PageTask): void {
  if (owned && buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}

/** What stands at an address that is followed. */
export type SourceRead =
  | { readonly is: 'feed'; readonly feed: FoundFeed }
  | { readonly is: 'page'; readonly page: PageDraft; readonly feeds: readonly string[] }
  | { readonly is: 'neither'; readonly why: string };

/** Reading the bytes and the markup of a page, off the main thread: a hostile page ends its worker and nothing else. */
export function page(task: PageTask): PageDraft {
  const { bytes, type, address } = task;
  const words = decodePage(bytes, type);
  free(task);
  return cut(isPlain(type) ? readPlainPage(words) : readPage(words, address));
}

/** The same for a file in UTF-8, which was fetched nowhere and may be long. */
export function file({ bytes }: PageTask): PageDraft {
  return readPage(decodePage(bytes, 'text/html; charset=utf-8'));
}

/** An article has fewer characters: a longer one is refused, and costs whoever refuses it no memory. */
const LONGEST = 1_000_000;
const cut = (draft: PageDraft): PageDraft => ({ ...draft, text: draft.text.slice(0, LONGEST) });

/** The same for what may be a feed, whatever it calls itself; what is none and no web page is neither. */
export function source(task: PageTask): SourceRead {
  const { bytes, type, language, address, now } = task;
  try {
    const feed = readFeed(bytes, { contentType: type, contentLanguage: language }, address);
    free(task);
    return { is: 'feed', feed: readItems(feed, address, readLines, now) };
  } catch (error) {
    if (!(error instanceof SitrepError)) throw error;
    const words = decodePage(bytes, type);
    if (!isPlain(type) && !/html/i.test(type) && !HTML.test(words.slice(0, LOOKED_AT)))
      return { is: 'neither', why: error.message };
    const feeds = findFeeds(words, address).map(({ url }) => url);
    return { is: 'page', page: page(task), feeds };
  }
}

/** A list of subscriptions, or why it is none. */
export function list({ bytes }: PageTask): FeedList | string {
  try {
    return readOpml(bytes);
  } catch (error) {
    if (!(error instanceof SitrepError)) throw error;
    return error.message;
  }
}

const HTML = /<(?:!doctype\s+html|html|head|body)\b/i;
const LOOKED_AT = 2_000;
