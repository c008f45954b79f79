import { generateOpml, parseOpml } from 'feedsmith';
import { SitrepError } from '../../core/model/errors.ts';
import type { FeedList, Subscribed } from '../../core/model/feed.ts';
import { decodeFeed } from './encoding.ts';
import { line } from './text.ts';
import { absolute } from './tree.ts';

type Outline = NonNullable<NonNullable<ReturnType<typeof parseOpml>['body']>['outlines']>[number];

const LARGEST = 2_000_000;
const DEEPEST = 20;
/** More feeds than this are not taken; how many there were is said. */
const MOST = 2_000;
const LONGEST = 200;

/**
 * The feeds of an OPML file, each address once. Errors: SitrepError `feed_unreadable`.
 */
export function readOpml(bytes: Uint8Array): FeedList {
  if (bytes.length > LARGEST) throw unreadable(`The OPML file is larger than ${LARGEST / 1e6} MB.`);
  const found = new Map<string, Subscribed>();
  walk(outlinesOf(decodeFeed(bytes, '').text), [], found);
  return { feeds: [...found.values()].slice(0, MOST), total: found.size };
}

function outlinesOf(text: string): readonly Outline[] {
  try {
    return parseOpml(text).body?.outlines ?? [];
  } catch (cause) {
    throw unreadable('The file is no OPML.', cause);
  }
}

function walk(outlines: readonly Outline[], folders: readonly string[], found: Map<string, Subscribed>): void {
  for (const outline of outlines) {
    const name = nameOf(outline.title) ?? nameOf(outline.text);
    const url = absoluteOnly(outline.xmlUrl);
    if (url !== null && !found.has(url)) found.set(url, { url, title: name, folders });
    if (outline.outlines !== undefined && folders.length < DEEPEST)
      walk(outline.outlines, name === null ? folders : [...folders, name], found);
  }
}

const absoluteOnly = (address: string | undefined): string | null =>
  /^https?:/i.test(address?.trim() ?? '') ? absolute(address!, address!) : null;

const nameOf = (words: string | undefined): string | null =>
  line({ value: words ?? '', type: 'text/plain', language: null, base: '' }, LONGEST);

/** An OPML file of feeds, in the folders that they are in. */
export function writeOpml(title: string, feeds: readonly Subscribed[]): string {
  // Without any outline it would be no OPML.
  const list = feeds.length === 0 ? [{ text: title }] : outlines(feeds, 0);
  return generateOpml({ head: { title }, body: { outlines: list } });
}

type Written = { text: string; title?: string; type?: string; xmlUrl?: string; outlines?: Written[] };

function outlines(feeds: readonly Subscribed[], depth: number): Written[] {
  const folders = Map.groupBy(
    feeds.filter((feed) => feed.folders.length > depth && depth < DEEPEST),
    (feed) => feed.folders[depth]!,
  );
  return [
    ...[...folders].map(([text, inside]) => ({ text, outlines: outlines(inside, depth + 1) })),
    ...feeds
      .filter((feed) => feed.folders.length <= depth || depth >= DEEPEST)
      .map(({ url, title }) => ({ type: 'rss', text: title ?? url, title: title ?? url, xmlUrl: url })),
  ];
}

function unreadable(what: string, cause?: unknown): SitrepError {
  return new SitrepError('feed_unreadable', what, { cause, next: 'Give an OPML file, as feed readers export it.' });
}
