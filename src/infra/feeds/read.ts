import type { Feed, FeedItem } from '../../core/model/feed.ts';
import { dateAt } from './date.ts';
import { type FeedHeaders, parseFeed } from './parse.ts';
import type { Person, RawItem } from './raw.ts';
import { line, markup, plain, type Text } from './text.ts';
import { absolute } from './tree.ts';

const LONGEST_LINE = 500;
const LONGEST_SUMMARY = 20_000;
const LONGEST_CONTENT = 1_000_000;
const LONGEST_ID = 1_000;
const DAY_MINUTES = 24 * 60;

/**
 * Reads a feed: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed and CDF, well formed or not. A pure function, to be
 * run in a worker: linear in the bytes. Items without an id, an address and words are left out. Errors: SitrepError
 * `feed_unreadable`.
 */
export function readFeed(bytes: Uint8Array, headers: FeedHeaders, address: string): Feed {
  const { title, summary, link, language, encoding, ttlMinutes, items, total } = parseFeed(bytes, headers, address);
  return {
    title: line(title, LONGEST_LINE),
    description: line(summary, LONGEST_LINE),
    link: link === null ? null : absolute(link, link),
    language,
    encoding,
    ttlMinutes: ttlMinutes === null ? null : Math.min(ttlMinutes, 30 * DAY_MINUTES),
    items: items.map((item) => itemOf(item, language)).filter(isSomething),
    total,
  };
}

function itemOf(item: RawItem, language: string | null): FeedItem {
  const { id, title, summary, authors, publisher, published, updated, source } = item;
  const content = longest(item.contents);
  const url = item.original ?? item.link;
  return {
    id: id?.slice(0, LONGEST_ID).toWellFormed() ?? null,
    url: url === null ? null : absolute(url, url),
    title: line(title, LONGEST_LINE),
    author: namesOf(authors),
    outlet: line(source?.title ?? null, LONGEST_LINE) ?? namesOf(publisher === null ? [] : [publisher]),
    published: dateAt(published) === null ? null : published,
    updated: dateAt(updated) === null ? null : updated,
    at: dateAt(published) ?? dateAt(updated),
    summary: plain(summary, LONGEST_SUMMARY),
    content: content === null ? null : markup(content).slice(0, LONGEST_CONTENT).toWellFormed(),
    language: item.language ?? language,
  };
}

/** Of several contents, often one a format, the one that says most. */
function longest(contents: readonly Text[]): Text | null {
  const words = contents.filter(({ type }) => /^text\/|html/.test(type));
  return words.reduce<Text | null>(
    (best, one) => (best !== null && best.value.length >= one.value.length ? best : one),
    null,
  );
}

/** Names alone: nobody’s address is kept. */
function namesOf(authors: readonly Person[]): string | null {
  const names = authors.flatMap(({ name }) => (name === null || /\S@\S/.test(name) ? [] : [name]));
  const text = { value: [...new Set(names)].join(', '), type: 'text/plain', language: null, base: '' };
  return line(text, LONGEST_LINE);
}

const isSomething = ({ id, url, title, summary, content }: FeedItem): boolean =>
  [id, url, title, summary, content].some((one) => one !== null);
