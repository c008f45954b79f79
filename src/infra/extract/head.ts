import { attribute, clean, RAW, rawEnd, type Tag, tags } from './tags.ts';

/** What a page says of itself in its head, its linked data and its marked elements; everything as written there. */
export type Head = {
  readonly title: string | null;
  /** From best to worst; which one can be read is for others to say. */
  readonly published: readonly string[];
  readonly publisher: string | null;
  readonly author: string | null;
  readonly url: string | null;
  /** ISO 639-1. */
  readonly language: string | null;
  readonly description: string | null;
  /** The text of the article in its linked data. */
  readonly body: string | null;
  /** Whether the page says that one has to pay for it. */
  readonly paid: boolean;
};

type Found = {
  readonly meta: Map<string, string>;
  readonly times: { readonly value: string; readonly named: boolean }[];
  readonly linked: string[];
  title: string | null;
  canonical: string | null;
  language: string | null;
};

/** Names under which sites give the date of publication, the surest first; none of them is of a change. */
const DATES = [
  'article:published',
  'article:published_date',
  'og:published_time',
  'og:article:published_time',
  'rnews:datepublished',
  'datepublished',
  'date.published',
  'parsely-pub-date',
  'sailthru.date',
  'cxenseparse:recs:publishtime',
  'dc.date.issued',
  'dcterms.issued',
  'dc.date.created',
  'dcterms.created',
  'dc.date',
  'dcterms.date',
  'bt:pubdate',
  'pubdate',
  'publishdate',
  'publish-date',
  'publish_date',
  'publication_date',
  'publication-date',
  'published_time',
  'article.published',
  'citation_publication_date',
  'displaydate',
  'date',
];
const AUTHORS = ['author', 'parsely-author', 'sailthru.author', 'dc.creator', 'byl', 'article:author'];

/** Reads it in one pass over the tags, linear in the page; any input is accepted. */
export function readHead(html: string): Head {
  const found: Found = { meta: new Map(), times: [], linked: [], title: null, canonical: null, language: null };
  for (const tag of tags(html)) if (!tag.closing) take(html, tag, found);
  const said = linkedData(found.linked);
  const meta = (...names: readonly string[]): string | null => {
    for (const name of names) if (found.meta.has(name)) return found.meta.get(name)!;
    return null;
  };
  const names = [meta('og:site_name'), said.publisher, meta('application-name'), meta('dc.publisher')];
  const publisher = names.find((name) => name !== null && !name.startsWith('@')) ?? null;
  const named = found.times.filter((time) => time.named).map(({ value }) => value);
  const other = new Set(found.times.map(({ value }) => value));
  return {
    title: withoutOutlet(meta('og:title') ?? said.headline ?? meta('twitter:title') ?? found.title, publisher),
    published: [
      meta('article:published_time'),
      said.published,
      ...DATES.map((name) => meta(name)),
      named.length > 0 ? named[0]! : null,
      // One time on the page is the article's; of several nobody knows.
      other.size === 1 ? [...other][0]! : null,
    ].filter((one) => one !== null),
    publisher,
    author: authorOf(said.author) ?? AUTHORS.map((name) => authorOf(meta(name))).find((one) => one !== null) ?? null,
    url: found.canonical ?? meta('og:url') ?? said.url,
    language: languageOf(found.language ?? meta('content-language', 'og:locale', 'language') ?? said.language),
    description: meta('og:description', 'description', 'twitter:description') ?? said.description,
    body: said.body,
    paid: said.paid || /locked|premium|paid/i.test(meta('article:content_tier') ?? ''),
  };
}

function take(html: string, tag: Tag, found: Found): void {
  const { name } = tag;
  if (name === 'html') found.language ??= clean(attribute(tag, 'lang') ?? attribute(tag, 'xml:lang') ?? '');
  else if (name === 'meta') {
    const key = ['property', 'name', 'itemprop', 'http-equiv'].map((one) => attribute(tag, one)).find(Boolean);
    const content = clean(attribute(tag, 'content') ?? '');
    if (key && content !== null && !found.meta.has(key.toLowerCase())) found.meta.set(key.toLowerCase(), content);
  } else if (name === 'link') {
    const rel = attribute(tag, 'rel')?.toLowerCase();
    if (rel === 'canonical') found.canonical ??= clean(attribute(tag, 'href') ?? '');
  } else if (name === 'time') {
    const value = clean(attribute(tag, 'datetime') ?? '');
    const named = /datePublished|pubdate|published/i.test(tag.attributes);
    if (value !== null && found.times.length < 50) found.times.push({ value, named });
  } else if (RAW.has(name)) {
    const content = () => html.slice(tag.end, rawEnd(html, tag));
    if (name === 'title') found.title ??= clean(content());
    if (name === 'script' && found.linked.length < 50 && /ld\+json/i.test(tag.attributes)) found.linked.push(content());
  }
}

/** A title without the outlet's name that stands behind or before it. */
function withoutOutlet(title: string | null, outlet: string | null): string | null {
  if (title === null || outlet === null) return title;
  const parts = title.split(/\s+[|–—·»:-]\s+/);
  const is = (part: string | undefined) => part?.trim().toLowerCase() === outlet.toLowerCase();
  if (parts.length < 2) return title;
  if (is(parts.at(-1))) return title.slice(0, title.lastIndexOf(parts.at(-1)!)).replace(/\s*[|–—·»:-]\s*$/, '');
  return is(parts[0]) ? title.slice(parts[0]!.length).replace(/^\s*[|–—·»:-]\s*/, '') : title;
}

/** What publishing systems put where nobody filled in a name. */
const NOBODY = /^(?:admin(?:istrator)?|editor|author|user|guest|root|unknown|webmaster|null|undefined|none)$/i;

/** The names without "by"; null for an address and for nobody. */
function authorOf(words: string | null): string | null {
  const name = words?.replace(/^(?:by|von|par|por|di)\s+/i, '').trim() ?? '';
  return name === '' || name.length > 200 || NOBODY.test(name) || /https?:|www\.|^@|\/|@.*\./i.test(name) ? null : name;
}

function languageOf(words: string | null): string | null {
  return /^([a-z]{2})(?:[-_]|$)/i.exec(words ?? '')?.[1]?.toLowerCase() ?? null;
}

type Linked = Omit<Head, 'title' | 'published'> & {
  readonly headline: string | null;
  readonly published: string | null;
};

const ARTICLE = /Article|Posting|Report|Review|Analysis|Opinion/;

/** The first article of the page's JSON-LD (schema.org NewsArticle and the like), else the first that has a date. */
function linkedData(scripts: readonly string[]): Linked {
  const items = scripts.flatMap((script) => graph(parseJson(script)));
  const dated = items.filter((one) => nameOf(one.datePublished) !== null);
  const isArticle = (one: Fields) => ARTICLE.test([one['@type']].flat().join(' '));
  const item: Fields = dated.find(isArticle) ?? dated[0] ?? items.find(isArticle) ?? {};
  const authors = listOf(item.author ?? item.creator)
    .map(nameOf)
    .filter((name) => name !== null);
  const page = item.mainEntityOfPage;
  return {
    headline: nameOf(item.headline) ?? (item.headline === undefined && isArticle(item) ? nameOf(item.name) : null),
    published: nameOf(item.datePublished),
    publisher: nameOf(item.publisher),
    author: [...new Set(authors)].join(', ') || null,
    url: nameOf(item.url) ?? (isFields(page) ? nameOf(page['@id']) : nameOf(page)),
    language: nameOf(item.inLanguage),
    description: nameOf(item.description),
    body: typeof item.articleBody === 'string' ? item.articleBody : null,
    paid: /^false$/i.test(String(item.isAccessibleForFree)),
  };
}

/** Longer linked data is not read: its depth costs memory that no cap of a heap bounds. */
const LONGEST_LINKED = 300_000;

function parseJson(words: string): unknown {
  if (words.length > LONGEST_LINKED) return null;
  try {
    return JSON.parse(words);
  } catch {
    // A line break inside a string is the usual fault.
    try {
      return JSON.parse(
        words.replace(/[\u0000-\u001f]+/g, ' ').replace(/^[\s;]*(?:\/\/\s*)?<!\[CDATA\[|\]\]>\s*$/g, ''),
      );
    } catch {
      return null;
    }
  }
}

type Fields = Readonly<Record<string, unknown>>;

const listOf = (each: unknown): unknown[] => (Array.isArray(each) ? each : [each]);

function graph(value: unknown): Fields[] {
  return listOf(value)
    .flatMap((each) => (isFields(each) ? [each, ...listOf(each['@graph']), each.mainEntity] : []))
    .filter(isFields);
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function nameOf(value: unknown): string | null {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  const name: unknown = isFields(one) ? one.name : one;
  return typeof name === 'string' ? clean(name) : null;
}
