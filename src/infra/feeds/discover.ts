import { siteOf } from '../../core/address.ts';
import { attribute, clean, decode, type Tag, tags } from '../extract/tags.ts';
import { absolute } from './tree.ts';

/** A feed that a page links to. */
export type FoundFeed = { readonly url: string; readonly title: string | null };

/** Not application/json: publishing systems give their interfaces for programs as that. */
const TYPES: ReadonlySet<string> = new Set([
  ...['application/rss+xml', 'application/atom+xml', 'application/feed+json', 'application/rdf+xml'],
  ...['application/x-rss+xml', 'text/rss+xml', 'text/atom+xml', 'application/xml', 'text/xml'],
]);
/** Paths that lead to feeds and hardly ever to anything else. */
const PATH = /(?:^|[/._-])(?:rss|atom|feeds?|rdf)(?:2|\.xml|\.rdf|\.atom|\.rss|\.json)?\/?$|\.(?:rss|atom|rdf)$/i;
const COMMENTS = /comment/i;
const MOST = 20;

/**
 * The feeds that a page names, in its order: those that its head declares, else those of its site that it links to.
 * Feeds of comments come last. One pass, linear in the page.
 */
export function findFeeds(html: string, address: string): readonly FoundFeed[] {
  const declared = new Map<string, FoundFeed>();
  const linked = new Map<string, FoundFeed>();
  const site = siteOf(new URL(address).hostname);
  let base = address;
  for (const tag of tags(html)) {
    if (tag.closing) continue;
    const href = tag.name === 'base' || tag.name === 'link' || tag.name === 'a' ? attribute(tag, 'href') : null;
    const url = href === null ? null : absolute(decode(href), base);
    if (url === null) continue;
    if (tag.name === 'base') base = url;
    else if (tag.name === 'link') {
      if (declares(tag) && !declared.has(url)) declared.set(url, { url, title: clean(attribute(tag, 'title') ?? '') });
    } else {
      const { hostname, pathname } = new URL(url);
      if (PATH.test(pathname) && ofSite(hostname, site) && !linked.has(url))
        linked.set(url, { url, title: clean(attribute(tag, 'title') ?? '') });
    }
  }
  const found = [...(declared.size > 0 ? declared : linked).values()];
  const isComments = ({ url, title }: FoundFeed) => COMMENTS.test(new URL(url).pathname) || COMMENTS.test(title ?? '');
  return [...found.filter((feed) => !isComments(feed)), ...found.filter(isComments)].slice(0, MOST);
}

function declares(tag: Tag): boolean {
  const rels = (attribute(tag, 'rel') ?? '').toLowerCase().split(/\s+/);
  const type = (attribute(tag, 'type') ?? '').split(';')[0]!.trim().toLowerCase();
  return rels.includes('feed') || (rels.includes('alternate') && TYPES.has(type));
}

/** Feeds often stand at a host of their own, such as `feeds.example.org`. */
function ofSite(host: string, site: string): boolean {
  return siteOf(host) === site || host.endsWith(`.${site}`) || site.endsWith(`.${host}`);
}
