import { parseJsonFeed } from 'feedsmith';
import { dateAt } from './date.ts';
import { newest } from './newest.ts';
import type { RawFeed, RawHead, RawItem } from './raw.ts';
import type { Text } from './text.ts';
import { absolute, languageTag } from './tree.ts';

type JsonFeed = ReturnType<typeof parseJsonFeed>;
type JsonItem = NonNullable<JsonFeed['items']>[number];
type JsonAuthor = NonNullable<JsonFeed['authors']>[number];

/** Feeds are four deep. What is nested further costs the parser memory that no cap of a heap bounds. */
const DEEPEST = 50;

/** Reads a JSON Feed (https://jsonfeed.org/version/1.1). Throws when it is none. */
export function readJson(text: string, base: string, language: string | null, most: number): Omit<RawFeed, 'encoding'> {
  if (isTooDeep(text)) throw new RangeError('nested too deeply');
  const feed = parseJsonFeed(JSON.parse(text));
  const own = languageTag(feed.language ?? '') ?? language;
  const items = newest<RawItem>(most);
  for (const one of feed.items ?? []) {
    const item = itemOf(one, base, own);
    items.add(item, dateAt(item.published) ?? dateAt(item.updated));
  }
  return {
    id: feed.feed_url ?? null,
    title: textOf(feed.title, 'text/plain', base, own),
    summary: textOf(feed.description, 'text/plain', base, own),
    ...pageOf(feed.home_page_url, base),
    ...peopleOf(feed.authors),
    published: null,
    updated: null,
    language: own,
    ttlMinutes: null,
    items: items.kept(),
    total: items.total,
  };
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isWord = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\\' && isWord) at++;
    else if (sign === '"') isWord = !isWord;
    else if (isWord) continue;
    else if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function itemOf(item: JsonItem, base: string, around: string | null): RawItem {
  const language = languageTag(item.language ?? '') ?? around;
  const html = textOf(item.content_html, 'text/html', base, language);
  const text = textOf(item.content_text, 'text/plain', base, language);
  const page = pageOf(item.url ?? item.external_url, base);
  const id = item.id ?? null;
  const permalink = page.link === null && id !== null && /^https?:/i.test(id) ? absolute(id, base) : null;
  return {
    id,
    title: textOf(item.title, 'text/plain', base, language),
    summary: textOf(item.summary, 'text/plain', base, language),
    ...page,
    link: page.link ?? permalink,
    ...peopleOf(item.authors),
    published: dateOf(item.date_published),
    updated: dateOf(item.date_modified),
    language,
    contents: [html, text].filter((one) => one !== null),
    original: null,
    source: null,
    idIsLink: permalink !== null,
  };
}

const dateOf = (written: unknown): string | null => (typeof written === 'string' ? written : null);

function textOf(words: string | undefined, type: string, base: string, language: string | null): Text | null {
  const value = words?.trim() ?? '';
  return value === '' ? null : { value, type, base, language };
}

function pageOf(address: string | undefined, base: string): Pick<RawHead, 'link' | 'links'> {
  const href = absolute(address ?? '', base);
  return { link: href, links: href === null ? [] : [{ rel: 'alternate', type: 'text/html', href }] };
}

function peopleOf(authors: readonly JsonAuthor[] | undefined): Pick<RawHead, 'authors' | 'publisher'> {
  const people = (authors ?? []).map(({ name, url }) => ({ name: name ?? null, email: null, url: url ?? null }));
  return { authors: people, publisher: null };
}
