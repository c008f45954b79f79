import tables from '../data/address.json' with { type: 'json' };
import { versionOf } from './hash.ts';
import type { ArticleId } from './model/article.ts';

/** Addresses of articles: which are the same, whose they are, and where they stand in a message. */

const PREFIXES: readonly string[] = tables.prefixes;
const TRACKING: ReadonlySet<string> = new Set(tables.tracking);

/** The host as a reader names the site: `www.example.org` and `m.example.org` are both `example.org`. */
export function siteOf(host: string): string {
  const prefix = PREFIXES.find((one) => host.startsWith(one) && host.slice(one.length).includes('.'));
  return prefix === undefined ? host : host.slice(prefix.length);
}

/** Whether an address is of the site of another, or of a part of it: feeds often stand at a host of their own. */
export function isOfSite(one: URL, other: URL): boolean {
  const [a, b] = [siteOf(one.host), siteOf(other.host)];
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

/** The address without its fragment, a name or password, and without what only tells where a reader came from. */
export function plainAddress(url: URL): string {
  const plain = new URL(url);
  plain.hash = '';
  plain.username = '';
  plain.password = '';
  const isTracking = (name: string) =>
    TRACKING.has(name.toLowerCase()) || tables.trackingStart.some((start) => name.toLowerCase().startsWith(start));
  const names = [...plain.searchParams.keys()];
  // Untouched when nothing goes: writing the parameters back would spell them anew.
  if (names.some(isTracking)) for (const name of names.filter(isTracking)) plain.searchParams.delete(name);
  return plain.href;
}

/**
 * The id of the article at an address: the same for every usual spelling of it (http and https, with and without
 * `www.`, a slash at the end or what only tells where a reader came from).
 */
export function pageId(url: URL): ArticleId {
  const { hostname, port, pathname, search } = new URL(plainAddress(url));
  return `page-${versionOf([siteOf(hostname), port, pathname.replace(/\/+$/u, ''), search].join('\n'))}`;
}

/** The punctuation of Chinese and Japanese stands right behind an address. */
const ADDRESS = /\bhttps?:\/\/[^\s<>|"“”`\\^{}。，、；：！？（）【】《》「」『』]+/giu;
/** A longer one is no address that anybody fetches. */
const LONGEST = 2_000;
/** What ends a sentence or a bracket behind an address rather than the address. */
const TAIL = /[.,;:!?'’»*_~]+$/u;
const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * The http(s) addresses that a message holds, each once, in order, at most `most`: bare ones, and those in the link
 * syntax of Markdown and Slack (`<…>`, `[words](…)`, `<…|words>`).
 */
export function addressesIn(text: string, most: number): readonly string[] {
  const found = new Map<ArticleId, string>();
  for (const [run] of text.matchAll(ADDRESS)) {
    if (run.length > LONGEST) continue;
    const address = balanced(run.replaceAll('&amp;', '&')).replace(TAIL, '');
    if (!URL.canParse(address)) continue;
    const id = pageId(new URL(address));
    if (!found.has(id)) found.set(id, address);
    if (found.size === most) break;
  }
  return [...found.values()];
}

/** Up to the first bracket that closes without having been opened inside. */
function balanced(run: string): string {
  const open: string[] = [];
  for (const [at, sign] of [...run].entries()) {
    if ('([{'.includes(sign)) open.push(sign);
    else if (sign in CLOSES && open.pop() !== CLOSES[sign]) return [...run].slice(0, at).join('');
  }
  return run;
}
