import { SitrepError } from '../../core/model/errors.ts';
import { dateAt } from './date.ts';
import { decodeFeed } from './encoding.ts';
import { all, datesOf, headOf, itemOf, ttlOf } from './fields.ts';
import { readJson } from './json.ts';
import { newest } from './newest.ts';
import type { RawFeed } from './raw.ts';
import type { Untyped } from './text.ts';
import { absolute, type Element, languageTag, readTree } from './tree.ts';

/** What the answer that brought a feed says of it, as sent; '' for what it does not say. */
export type FeedHeaders = {
  readonly contentType: string;
  readonly contentLocation?: string;
  readonly contentLanguage?: string;
};

const LARGEST = 20_000_000;
/** Items that are kept of a feed. */
export const MOST_ITEMS = 1_000;
const ROOTS: ReadonlySet<string> = new Set(['rss', 'rdf:rdf', 'feed', 'channel']);

/**
 * Reads a feed of any format from `address`. Nothing of it is looked up, fetched or expanded; time and memory grow with
 * its length alone. Errors: SitrepError `feed_unreadable`.
 */
export function parseFeed(bytes: Uint8Array, headers: FeedHeaders, address: string): RawFeed {
  if (bytes.length > LARGEST) throw unreadable(address, `is larger than ${LARGEST / 1e6} MB`);
  const { text, encoding } = decodeFeed(bytes, headers.contentType);
  const base = absolute(headers.contentLocation ?? '', address) ?? address;
  const language = languageTag(headers.contentLanguage?.split(',')[0] ?? '');
  if (/^\s*\{/.test(text)) return { ...jsonFeed(text, base, language, address), encoding };
  return { ...xmlFeed(text, base, language, address), encoding };
}

function jsonFeed(text: string, base: string, language: string | null, address: string) {
  try {
    return readJson(text, base, language, MOST_ITEMS);
  } catch (cause) {
    throw unreadable(address, 'is JSON, but no JSON Feed', cause);
  }
}

function xmlFeed(text: string, base: string, language: string | null, address: string): Omit<RawFeed, 'encoding'> {
  const items = newest<Element>(MOST_ITEMS);
  // Known by its root, which begins before any item ends.
  let untyped: Untyped = 'open';
  const root = readTree(text, {
    base,
    language,
    begin: ({ name }) => {
      if (!ROOTS.has(name)) throw unreadable(address, WEB.test(name) ? 'is a web page' : 'is no feed');
      untyped = name === 'feed' ? 'text' : 'open';
    },
    item: (element) => {
      const { published, updated } = datesOf(element);
      items.add(element, dateAt(published) ?? dateAt(updated));
    },
  });
  if (root === null) throw unreadable(address, 'is empty or no feed');
  const channel = all(root, ['channel'])[0] ?? root;
  const head = headOf(channel, untyped);
  const kept = items.kept().map((element) => itemOf(element, untyped));
  return { ...head, ttlMinutes: ttlOf(channel), items: kept, total: items.total };
}

const WEB = /(?:^|:)html$/;

function unreadable(address: string, why: string, cause?: unknown): SitrepError {
  const host = URL.canParse(address) ? new URL(address).hostname : address;
  return new SitrepError('feed_unreadable', `What ${host} gives ${why}.`, { cause });
}
