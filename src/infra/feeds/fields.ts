import type { Link, Person, RawHead, RawItem } from './raw.ts';
import { type Text, textOf, type Untyped } from './text.ts';
import { absolute, type Element, languageTag } from './tree.ts';

const TITLES = ['title', 'dc:title', 'media:title', 'itunes:title'];
const SUMMARIES = [
  ...['summary', 'subtitle', 'tagline', 'description', 'abstract', 'dc:description'],
  ...['itunes:summary', 'itunes:subtitle', 'media:description'],
];
const CONTENTS = ['content', 'content:encoded', 'fullitem', 'body', 'xhtml:body', 'xhtml:div'];
const AUTHORS = ['author', 'dc:creator', 'dc:author', 'managingeditor', 'itunes:author'];
const PUBLISHERS = ['dc:publisher', 'webmaster', 'itunes:owner'];
const PUBLISHED = ['published', 'pubdate', 'issued', 'dcterms:issued'];
const UPDATED = ['updated', 'modified', 'lastbuilddate', 'dcterms:modified', 'dc:date'];
const LONGEST_DATE = 100;
const MOST_LINKS = 50;
const MOST_AUTHORS = 20;

/** What an item says of itself; `untyped` is what its title and summary are when it does not say that. */
export function itemOf(element: Element, untyped: Untyped): RawItem {
  const head = headOf(element, untyped);
  const source = first(element, ['source']);
  const guid = first(element, ['guid']);
  const isLink = guid?.attributes.get('ispermalink')?.trim().toLowerCase() !== 'false';
  const permalink = guid !== null && isLink && /^https?:/i.test(head.id ?? '') ? head.id : null;
  return {
    ...head,
    link: head.link ?? permalink,
    contents: all(element, CONTENTS)
      .map((one) => textOf(one, one.name === 'content' ? untyped : 'html'))
      .filter(({ value }) => value !== ''),
    original: resolved(element, first(element, ['feedburner:origlink'])),
    source: source === null ? null : sourceOf(source, untyped),
    idIsLink: permalink !== null && head.link === null,
  };
}

/** The feed that an item was taken over from: in Atom its head, in RSS its name and address. */
function sourceOf(source: Element, untyped: Untyped): RawHead {
  const head = headOf(source, untyped);
  const href = absolute(source.attributes.get('url') ?? '', source.base);
  return { ...head, title: head.title ?? nonEmpty(textOf(source, 'open')), link: head.link ?? href };
}

/** What a feed or an item says of itself. */
export function headOf(element: Element, untyped: Untyped): RawHead {
  const links = linksOf(element);
  const page = links.filter(({ rel, href }) => rel === 'alternate' && /^https?:/i.test(href));
  return {
    id: wordsOf(element, ['id', 'guid', 'dc:identifier']) ?? element.attributes.get('rdf:about')?.trim() ?? null,
    title: textIn(element, TITLES, untyped),
    summary: textIn(element, SUMMARIES, untyped) ?? textIn(first(element, ['media:group']), SUMMARIES, untyped),
    link: (page.find(({ type }) => type.includes('html')) ?? page[0])?.href ?? null,
    links,
    authors: firstOf(element, AUTHORS).slice(0, MOST_AUTHORS).map(personOf).filter(isSomeone),
    publisher: firstOf(element, PUBLISHERS).map(personOf).find(isSomeone) ?? null,
    ...datesOf(element),
    language: languageTag(wordsOf(element, ['language', 'dc:language']) ?? '') ?? element.language,
  };
}

/** When a feed or an item was published and changed, as written. */
export function datesOf(element: Element): Pick<RawHead, 'published' | 'updated'> {
  const own = element.attributes.get('lastmod')?.slice(0, LONGEST_DATE) ?? null;
  return { published: dateOf(element, PUBLISHED), updated: dateOf(element, UPDATED) ?? own };
}

/** How many minutes the publisher wants a feed kept. */
export function ttlOf(channel: Element): number | null {
  const ttl = Number(wordsOf(channel, ['ttl']) ?? Number.NaN);
  if (ttl > 0) return ttl;
  const period = PERIODS.get(wordsOf(channel, ['sy:updateperiod'])?.toLowerCase() ?? '');
  const frequency = Number(wordsOf(channel, ['sy:updatefrequency']) ?? 1);
  return period === undefined ? null : period / (frequency >= 1 ? frequency : 1);
}

const PERIODS: ReadonlyMap<string, number> = new Map([
  ['hourly', 60],
  ['daily', 1_440],
  ['weekly', 10_080],
  ['monthly', 43_200],
  ['yearly', 525_600],
]);

export function all(element: Element, names: readonly string[]): Element[] {
  return element.children.filter((child) => typeof child !== 'string').filter(({ name }) => names.includes(name));
}

/** All elements of the first name that there is. */
function firstOf(element: Element, names: readonly string[]): Element[] {
  return names.map((name) => all(element, [name])).find((found) => found.length > 0) ?? [];
}

function first(element: Element | null, names: readonly string[]): Element | null {
  return element === null ? null : (firstOf(element, names)[0] ?? null);
}

function words(element: Element | null): string | null {
  const found = element?.children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim();
  return found === undefined || found === '' ? null : found;
}

const nonEmpty = (found: Text): Text | null => (found.value === '' ? null : found);

/** The first text of an element of the names that is not empty, the names in their order. */
function textIn(element: Element | null, names: readonly string[], untyped: Untyped): Text | null {
  if (element === null) return null;
  for (const name of names) {
    const found = all(element, [name]).map((one) => nonEmpty(textOf(one, untyped)));
    const text = found.find((one) => one !== null);
    if (text !== undefined) return text;
  }
  return null;
}

/** The same of plain words; of several of a name the last. */
function wordsOf(element: Element, names: readonly string[]): string | null {
  for (const name of names) {
    const found = all(element, [name]).flatMap((one) => words(one) ?? []);
    if (found.length > 0) return found.at(-1)!;
  }
  return null;
}

function dateOf(element: Element, names: readonly string[]): string | null {
  return wordsOf(element, names)?.slice(0, LONGEST_DATE) ?? null;
}

function linksOf(element: Element): Link[] {
  const own = element.attributes.get('href');
  const cdf = own === undefined ? null : resolveAny(own, element.base);
  const elements = all(element, ['link']).slice(0, MOST_LINKS);
  return [...(cdf === null ? [] : [{ rel: 'alternate', type: 'text/html', href: cdf }]), ...elements.flatMap(linkOf)];
}

function linkOf({ attributes, children, base }: Element): Link[] {
  const address = attributes.get('href') ?? children.filter((child) => typeof child === 'string').join('');
  const href = resolveAny(address, base);
  if (href === null) return [];
  const rel = attributes.get('rel')?.trim().toLowerCase() || 'alternate';
  const type = attributes.get('type')?.trim() || (rel === 'self' ? 'application/atom+xml' : 'text/html');
  const [title, hreflang] = [attributes.get('title'), attributes.get('hreflang')];
  return [
    { rel, type, href, ...(title === undefined ? {} : { title }), ...(hreflang === undefined ? {} : { hreflang }) },
  ];
}

/** Absolute addresses stay as they are written, whatever their scheme. */
function resolveAny(address: string, base: string): string | null {
  const trimmed = address.trim();
  return /^[a-z][a-z\d+.-]*:/i.test(trimmed) && URL.canParse(trimmed) ? trimmed : absolute(trimmed, base);
}

function resolved({ base }: Element, link: Element | null): string | null {
  return absolute(words(link) ?? '', base);
}

/** Both `Name (name@example.org)` and `name@example.org (Name)` are written, and `Name <name@example.org>`. */
function personOf(element: Element): Person {
  const part = (...names: readonly string[]) => wordsOf(element, names);
  const written = { name: part('name', 'itunes:name'), email: part('email', 'itunes:email') };
  const page = part('uri', 'url', 'homepage');
  const url = page === null ? null : resolveAny(page, element.base);
  if (written.name !== null || written.email !== null || url !== null) return { ...written, url };
  const whole = (words(element) ?? '').replace(/\s+/g, ' ').slice(0, LONGEST_NAME);
  const email = /[^\s()<>"',;:]+@[^\s()<>"',;:]+\.[^\s()<>"',;:]+/.exec(whole)?.[0] ?? null;
  const rest =
    email === null
      ? whole
      : whole
          .replace(email, ' ')
          .replace(/mailto:|[(<]\s*[)>]/g, ' ')
          .trim();
  const name = (/^\(([^()]*)\)$/.exec(rest)?.[1] ?? rest).trim();
  return { name: name === '' ? null : name, email, url: null };
}

const LONGEST_NAME = 300;

const isSomeone = ({ name, email, url }: Person): boolean => name !== null || email !== null || url !== null;
